"""GET hotspots/ and hotspots/NUMBER/: places where incidents gather, as whoever asks may see them."""

from typing import Any, ClassVar, Final

from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.geos import Polygon
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from accounts.api.authentication import owner
from accounts.scopes import TokenScope
from boundaries.api import shapes as s
from boundaries.api.answers import GEOJSON, answer, told
from boundaries.api.errors import ParametersError, not_here
from boundaries.api.negotiation import GeoJson, Json
from boundaries.api.paging import CURSOR, LIMIT, USUAL, cursor, next_url, page
from boundaries.api.parameters import Path, box, text
from boundaries.api.schema import Words
from boundaries.api.views import ApiView
from maps.hotspot.seeing import SeenHotspot, members_of, see_hotspot, see_hotspots
from maps.hotspot.selecting import selected
from maps.models import Hotspot, HotspotStanding
from maps.selection import Selection, SelectionError

TAG: Final = gettext_lazy("Hotspots")
MOST_REPORTS: Final = 1000
MAX_AGE_S: Final = 60
_MONTH: Final = r"(19|20)\d\d-(0[1-9]|1[0-2])"
_SELECTING = (
    text("theme", gettext_lazy("Code of a theme"), r"[A-Z]", "W"),
    text("category", gettext_lazy("Code of a category"), r"[A-Z]\d{1,2}", "W1"),
    text("province", gettext_lazy("Code of a province"), r"\d\d", "64"),
    text("regency", gettext_lazy("Code of a regency"), r"\d\d\.\d\d", "64.08"),
    text("since", gettext_lazy("From this month on"), _MONTH, "2026-01"),
    text("until", gettext_lazy("To this month"), _MONTH, "2026-06"),
)
_LISTED: dict[str, s.Schema] = {
    "number": s.WHOLE, "name": s.TEXT, "n": s.about(s.WHOLE, "Incidents that whoever asks may see"), "last_30": s.WHOLE,
    "last_90": s.WHOLE, "theme": s.TEXT, "category": s.about(s.TEXT, "The most frequent one"), "first_on": s.DAY,
    "last_on": s.DAY, "standing": s.words(*HotspotStanding.values),
    "campaign": s.about(s.TRUTH, "Few reporters in a short time"), "url": s.LINK, "agency": s.maybe(s.TEXT),
    "action": s.TEXT, "target_on": s.maybe(s.DAY),
}  # fmt: skip
HOTSPOT = s.shape("Hotspot", s.one(**_LISTED))
HOTSPOT_FEATURE = s.shape("HotspotFeature", s.feature(HOTSPOT, s.POLYGON, s.WHOLE))
_WITH_REPORTS = s.shape("HotspotWithReports", s.one(**_LISTED, reports=s.many(s.TEXT)))


class Hotspots(ApiView):
    """Hotspots that a selection is about."""

    renderer_classes = (Json, GeoJson)
    query = (*_SELECTING, box("bbox", gettext_lazy("Those that touch a box: west,south,east,north")), LIMIT, cursor())
    words: ClassVar = {
        "GET": Words(
            "listHotspots", gettext_lazy("List hotspots"),
            gettext_lazy(
                "Places where incidents gather, in the order of their numbers; as GeoJSON with their outlines. Counted "
                "is what whoever asks may see. A page may have fewer than `limit`: follow `next` to the end."
            ),
            TAG, {200: s.page_of(HOTSPOT)}, geojson=s.features_of(HOTSPOT_FEATURE), secured=("token",),
        )
    }  # fmt: skip

    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of hotspots."""
        asked, user = self.asked, _user(request)
        within = asked["bbox"] and Polygon.from_bbox(
            (asked["bbox"].west, asked["bbox"].south, asked["bbox"].east, asked["bbox"].north)
        )
        rows = selected(user, _selection(asked), within).order_by("number")
        if asked[CURSOR]:
            rows = rows.filter(number__gt=_after(asked[CURSOR]))
        size = asked["limit"] or USUAL
        numbers = list(rows.values_list("number", flat=True)[: size + 1])
        seen = see_hotspots(user, Hotspot.objects.filter(number__in=numbers[:size]).order_by("number"))
        # By the outline that the viewer sees: by the whole one, boxes would find what is hidden
        seen = [one for one in seen if not within or (one.hull is not None and one.hull.intersects(within))]
        listed = told([_told(request, one, self.media) for one in seen])
        following = next_url(request._request, str(numbers[size - 1]) if len(numbers) > size else "")
        return _kept(page(request._request, listed, following, self.media, max_age=_max_age(user)))


class OneHotspot(ApiView):
    """One hotspot."""

    renderer_classes = (Json, GeoJson)
    paths: ClassVar = {"number": Path({"type": "integer", "minimum": 1, "maximum": 2_147_483_647}, "", 12)}
    words: ClassVar = {
        "GET": Words(
            "getHotspot", gettext_lazy("One hotspot"),
            gettext_lazy("With the numbers of its reports, as far as whoever asks may see them, the latest first."),
            TAG, {200: _WITH_REPORTS}, geojson=HOTSPOT_FEATURE, secured=("token",),
        )
    }  # fmt: skip

    def get(self, request: Request, number: str) -> HttpResponseBase:
        """Return the hotspot."""
        user = _user(request)
        known = number.isascii() and number.isdecimal() and len(number) < 11 and int(number) < 2**31
        hotspot = Hotspot.objects.visible_to(user).filter(number=int(number)).first() if known else None
        seen = see_hotspot(hotspot, user) if hotspot else None
        if hotspot is None or seen is None:
            raise not_here(_("There is no hotspot with this number."))
        body = _told(request, seen, self.media)
        if self.media != GEOJSON:
            body["reports"] = list(members_of(hotspot, user).values_list("number", flat=True)[:MOST_REPORTS])
        return _kept(answer(request._request, body, media=self.media, max_age=_max_age(user)))


def _user(request: Request) -> Any:
    return owner(request, TokenScope.READ_CASES) or AnonymousUser()


def _max_age(user: Any) -> int | None:
    """For how long an answer is kept: what visitors see by anybody, what others see by nobody."""
    return MAX_AGE_S if user.is_anonymous else None


def _kept(response: HttpResponseBase) -> HttpResponseBase:
    """Say that another asker is another answer."""
    patch_vary_headers(response, ("Authorization", "Cookie"))
    return response


def _selection(asked: dict[str, Any]) -> Selection:
    data = QueryDict(mutable=True)
    data.update({parameter.name: asked[parameter.name] for parameter in _SELECTING if asked[parameter.name]})
    try:
        return Selection.parse(data)
    except SelectionError as error:
        raise ParametersError(error.errors) from error


def _after(token: str) -> int:
    if not (token.isascii() and token.isdecimal() and len(token) < 10):
        raise ParametersError({CURSOR: [_("This is no cursor of ours: follow next, as it is.")]})
    return int(token)


def _told(request: Request, seen: SeenHotspot, media: str) -> dict[str, Any]:
    properties = seen.properties | {
        "last_30": seen.last_30,
        "last_90": seen.last_90,
        "url": request.build_absolute_uri(seen.url),
        "agency": seen.agency.code if seen.agency else None,
        "action": seen.action,
        "target_on": seen.target_on.isoformat() if seen.target_on else None,
    }
    if media != GEOJSON:
        return properties
    return {"type": "Feature", "id": seen.number, "geometry": seen.geometry, "properties": properties}
