"""GET categories/, places/, reports/ and reports/NUMBER/."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.api.authentication import TokenAuthentication
from boundaries.api import shapes as s
from boundaries.api.answers import answer
from boundaries.api.errors import ParametersError, not_here
from boundaries.api.negotiation import GeoJson, Json
from boundaries.api.parameters import Parameter
from boundaries.api.schema import Words
from boundaries.api.views import ApiView
from reports.api import shapes as told
from reports.api.filing import file_report
from reports.api.filing_words import WORDS as FILING_WORDS
from reports.api.finding import NUMBER, PIN_HEADER, canonical, viewer_of_api, visible
from reports.api.listing import QUERY, list_reports
from reports.models import Category, Theme
from reports.place_search import SHORTEST_QUERY, search_places
from reports.projection import see
from reports.questions import questions_of

MAX_AGE_S = 300


class Categories(ApiView):
    """The categories in use and their themes, in both languages."""

    words: ClassVar = {
        "GET": Words(
            "listCategories", gettext_lazy("List themes and categories"),
            gettext_lazy("In both languages; `asks` are further questions that the rules of the day put."),
            told.REPORTS, {200: s.one(themes=s.many(told.THEME), categories=s.many(told.CATEGORY))},
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return themes and categories."""
        themes = list(Theme.objects.values("code", "name_id", "name_en", "icon", "colour"))
        body = {"themes": themes, "categories": [_category(row) for row in Category.objects.active()]}
        return answer(request._request, body, max_age=MAX_AGE_S)


def _category(category: Category) -> dict[str, Any]:
    return {
        "code": category.code,
        "theme": category.theme_id,
        "name": {"id": category.name_id, "en": category.name_en},
        "hint": {"id": category.hint_id, "en": category.hint_en},
        "words": category.words,
        "icon": category.icon,
        "urgency": category.urgency,
        "confidential": category.confidential,
        "coarse_place": category.coarse_place,
        "asks": sorted(questions_of(category.code)),
    }


class Places(ApiView):
    """Places by name."""

    query = (
        Parameter(
            "q", str.strip, {"type": "string", "minLength": SHORTEST_QUERY, "maxLength": 200},
            gettext_lazy("A name or a code, or the beginning of one"), example="sangatta",
        ),
    )  # fmt: skip
    words: ClassVar = {
        "GET": Words(
            "searchPlaces", gettext_lazy("Search places by name"),
            gettext_lazy("Regencies, provinces, districts, villages, islands and towns, the likeliest first."),
            told.PLACES, {200: s.one(results=s.many(told.PLACE_HIT))},
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return what a text may mean."""
        query = self.asked["q"] or ""
        if len(query) < SHORTEST_QUERY:
            raise ParametersError({"q": [_("Give at least two letters of a name in q.")]})
        return answer(request._request, {"results": [hit.as_dict() for hit in search_places(query)]}, max_age=MAX_AGE_S)


class Reports(ApiView):
    """Reports: listed for everybody, filed by anybody."""

    renderer_classes = (Json, GeoJson)
    query = QUERY
    words: ClassVar = {
        "GET": Words(
            "listReports", gettext_lazy("List reports"),
            gettext_lazy(
                "What the public may know, the latest first; with updated_since in the order of changes, so that who "
                "follows to the end has missed none. A report that is not public any more is in no list. "
                "Of a sensitive category lon and lat are the centre of a cell, `cell_m` metres wide."
            ),
            told.REPORTS, {200: s.page_of(told.LISTED)}, geojson=s.features_of(told.REPORT_FEATURE),
        ),
        "POST": FILING_WORDS,
    }  # fmt: skip

    def get_authenticators(self) -> Sequence[BaseAuthentication]:
        """Read no session for filing: a page of somebody else's has nothing to misuse, and no CSRF token is needed."""
        filing = self.request is not None and self.request.method == "POST"  # the documentation asks without a request
        return [TokenAuthentication()] if filing else super().get_authenticators()

    def get_throttles(self) -> list[BaseThrottle]:
        """Count who reads; filing has limits of its own, by address, sender and place."""
        return [] if self.request.method == "POST" else super().get_throttles()

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of reports."""
        return list_reports(request, self.asked, self.media)

    def post(self, request: Request) -> HttpResponseBase:
        """File a report."""
        return file_report(request._request)


class OneReport(ApiView):
    """One report."""

    paths: ClassVar = {"number": NUMBER}
    words: ClassVar = {
        "GET": Words(
            "getReport", gettext_lazy("One report"),
            gettext_lazy(
                "As whoever asks may see it: with the PIN or a token that may read cases more than without. "
                "Confidential ones do not exist for the public."
            ),
            told.REPORTS, {200: told.REPORT}, headers=(PIN_HEADER,), secured=("pin", "token"),
        )
    }  # fmt: skip

    def get(self, request: Request, number: str) -> HttpResponseBase:
        """Return a report as its viewer may see it."""
        number = canonical(number)
        viewer = viewer_of_api(request, number)
        seen = see(visible(number, viewer), viewer)
        if seen is None:
            raise not_here(_("There is no public report with this number."))
        return answer(request._request, seen.as_dict() | {"url": request.build_absolute_uri(seen.url)})
