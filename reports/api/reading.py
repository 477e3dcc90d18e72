"""GET categories/, places/ and reports/NUMBER/."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from boundaries.problems import problem
from reports.forms.track import NUMBER_ERRORS
from reports.models import Category, Report, Theme
from reports.numbers import NumberError, parse_number
from reports.place_search import SHORTEST_QUERY, search_places
from reports.projection import see
from reports.questions import questions_of
from reports.views.session import viewer_of


@cache_control(public=True, max_age=300)
@require_safe
def categories(request: HttpRequest) -> JsonResponse:
    """List the categories in use and their themes, in both languages."""
    themes = Theme.objects.values("code", "name_id", "name_en", "icon", "colour")
    return JsonResponse({"themes": list(themes), "categories": [_category(row) for row in Category.objects.active()]})


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


@cache_control(public=True, max_age=300)
@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """Search places by name (?q=), the likeliest first."""
    query = request.GET.get("q", "").strip()
    if len(query) < SHORTEST_QUERY:
        message = _("Give at least two letters of a name in q.")
        return problem(400, message, errors={"q": [message]})
    return JsonResponse({"results": [hit.as_dict() for hit in search_places(query)]})


@require_safe
def report(request: HttpRequest, number: str) -> JsonResponse:
    """Return a report as its viewer may see it; confidential ones do not exist for the public."""
    try:
        number = parse_number(number)
    except NumberError as error:
        message = str(NUMBER_ERRORS[error.reason])
        return problem(400, message, errors={"number": [message]})
    viewer = viewer_of(request)
    found = Report.objects.visible_to(viewer.user, viewer.opened).with_names().filter(number=number).first()
    seen = see(found, viewer) if found else None
    if seen is None:
        return problem(404, _("There is no public report with this number."))
    body = seen.as_dict() | {"url": request.build_absolute_uri(seen.url)}
    return JsonResponse(body, headers={"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"})
