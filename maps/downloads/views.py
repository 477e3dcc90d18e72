"""A layer of a whole selection as a file: /peta/lapis/heksagon.csv?theme=A&since=2026-01."""

from http import HTTPStatus
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maps.downloads.files import FORMATS, LONGEST_SECONDS, file_name, table_of
from maps.layers.ask import Ask, parse_zoom
from maps.layers.audience import Audience
from maps.layers.limits import TooHeavyError
from maps.layers.registry import layer as layer_of
from maps.layers.zooms import WHOLE_ZOOM
from maps.selection import Selection, SelectionError

RETRY_SECONDS = 120


@require_safe
def download(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """Send a layer as filtered, with what the viewer may count; 400: wrong filters, 503: it takes too long."""
    try:
        layer, form = layer_of(name), FORMATS[suffix]
    except LookupError:
        return _problem(HTTPStatus.NOT_FOUND, _("There is no such layer, or no such format."))
    try:
        ask = _asked(request)
        table = table_of(layer, ask)
    except SelectionError as error:
        return _problem(HTTPStatus.BAD_REQUEST, str(error), errors=error.errors)
    except TooHeavyError:
        return _too_heavy()
    written = form.write(table)
    # A file that is finished tells its length, and is closed when it was sent
    answer = FileResponse if hasattr(written, "seek") else StreamingHttpResponse
    response = answer(written, content_type=form.media_type)
    called = file_name(layer, ask, suffix, timezone.localdate())
    response["Content-Disposition"] = f'attachment; filename="{called}"'
    _say_who_may_keep_it(response, ask.audience)
    return response


def _asked(request: HttpRequest) -> Ask:
    """Read filters and zoom; raise SelectionError with all that is wrong with either."""
    errors: dict[str, list[str]] = {}
    zoom, selection = WHOLE_ZOOM, Selection()
    try:
        zoom = parse_zoom(request.GET.get("zoom", str(WHOLE_ZOOM)))
    except SelectionError as error:
        errors |= error.errors
    try:
        selection = Selection.parse(request.GET)
    except SelectionError as error:
        errors |= error.errors
    if errors:
        raise SelectionError(errors)
    return Ask(selection, Audience.of(request.user), zoom)


def _say_who_may_keep_it(response: HttpResponseBase, audience: Audience) -> None:
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    if audience.is_shared:
        patch_cache_control(response, public=True, max_age=60)
    else:
        patch_cache_control(response, private=True, no_store=True)


def _too_heavy() -> HttpResponseBase:
    response = _problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("This took longer than %(n)s seconds. Choose fewer months, a province, or a theme.") % {"n": LONGEST_SECONDS},
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _problem(status: HTTPStatus, detail: str, **more: Any) -> JsonResponse:
    """Problem details (RFC 9457)."""
    body = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")
