"""A layer of a whole selection as a file: /peta/lapis/heksagon.csv?theme=A&since=2026-01."""

from http import HTTPStatus

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from boundaries.problems import problem
from maps.downloads.files import FORMATS, file_name, table_of
from maps.downloads.spool import whole
from maps.layers.ask import Ask, parse_zoom
from maps.layers.asking import read
from maps.layers.audience import Audience
from maps.layers.limits import GivenUpError
from maps.layers.refusing import given_up_problem
from maps.layers.registry import LAYERS
from maps.layers.safe import read_only
from maps.layers.slots import slot
from maps.layers.zooms import WHOLE_ZOOM
from maps.selection import Selection, SelectionError


@read_only
def download(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """Send a layer as filtered, with what the viewer may count; 400: wrong filters, 503: too long, or too many at once.

    The file is finished before its first byte is sent: a slow line holds neither a transaction nor a slot.
    """
    try:
        layer, form = LAYERS[name], FORMATS[suffix]
    except LookupError:
        told = {"layers": ", ".join(LAYERS), "formats": ", ".join(FORMATS)}
        return problem(HTTPStatus.NOT_FOUND, _("Layers are: %(layers)s; formats: %(formats)s.") % told)
    try:
        ask = _asked(request)
        with slot():
            file = whole(form.write(table_of(layer, ask)))
    except SelectionError as error:
        return problem(HTTPStatus.BAD_REQUEST, _("These parameters make no sense."), errors=error.errors)
    except GivenUpError as error:
        return given_up_problem(error)
    response = FileResponse(file, content_type=form.media_type)  # tells its length, and closes it
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
        selection = read(request.GET, "zoom")
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
