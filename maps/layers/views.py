"""Layers over HTTP: vector tiles, and what lies in a view as GeoJSON."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from boundaries.problems import problem
from maps.layers import kept
from maps.layers.ask import Ask, Box, parse_box, parse_tile, parse_zoom
from maps.layers.asking import read
from maps.layers.audience import Audience
from maps.layers.kept import Answer
from maps.layers.layer import Layer
from maps.layers.limits import GivenUpError, statement_limit
from maps.layers.refusing import given_up_problem
from maps.layers.registry import LAYERS
from maps.layers.safe import read_only
from maps.layers.zooms import CHEAP_ZOOM
from maps.selection import SelectionError

TILE: Final = "application/vnd.mapbox-vector-tile"
GEOJSON: Final = "application/geo+json"

Make = Callable[[Layer, Ask], bytes]


@read_only
def tile(request: HttpRequest, name: str, z: str, x: str, y: str) -> HttpResponse:
    """Answer with one vector tile; an empty one where nothing was reported."""

    def place() -> tuple[int, Box]:
        position = parse_tile(z, x, y)
        return position[0], Box.of_tile(*position)

    return _answer(request, name, TILE, place, Layer.tile, ())


@read_only
def view(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with what lies in a box (?bbox=west,south,east,north&zoom=…) as GeoJSON."""

    def place() -> tuple[int, Box]:
        zoom = parse_zoom(request.GET.get("zoom", ""))
        return zoom, parse_box(request.GET.get("bbox", ""), zoom)

    return _answer(request, name, GEOJSON, place, Layer.features, ("bbox", "zoom"))


def _answer(
    request: HttpRequest, name: str, media_type: str, place: Callable[[], tuple[int, Box]], make: Make,
    others: tuple[str, ...],
) -> HttpResponse:  # fmt: skip
    if (layer := LAYERS.get(name)) is None:
        found = _("There is no layer of this name. Those are: %(names)s.") % {"names": ", ".join(LAYERS)}
        return problem(HTTPStatus.NOT_FOUND, found)
    audience = Audience.of(request.user)
    address = f"{request.path_info}?{request.META.get('QUERY_STRING', '')}"
    answer = kept.here.get(address) if audience.is_shared else None
    if answer is None:
        try:
            ask = _ask(request, audience, place, others)
            answer = _made(layer, ask, media_type, make)
        except SelectionError as error:
            return problem(HTTPStatus.BAD_REQUEST, _("These parameters make no sense."), errors=error.errors)
        except GivenUpError as error:
            return given_up_problem(error)
        if audience.is_shared:
            kept.here.put(address, answer)
    return respond(request, answer, shared=audience.is_shared)


def _ask(
    request: HttpRequest, audience: Audience, place: Callable[[], tuple[int, Box]], others: tuple[str, ...]
) -> Ask:
    """Read all of an address, so that all errors are told at once."""
    errors: dict[str, list[str]] = {}
    where = selection = None
    try:
        where = place()
    except SelectionError as error:
        errors |= error.errors
    try:
        selection = read(request.GET, *others)
    except SelectionError as error:
        errors |= error.errors
    if where is None or selection is None:
        raise SelectionError(errors)
    return Ask(selection, audience, *where)


def _made(layer: Layer, ask: Ask, media_type: str, make: Make) -> Answer:
    """Make an answer, or take one that was made for others."""
    language = get_language() if layer.worded else ""
    key = f"{layer.name}|{language}|{media_type}|{ask.zoom}|{ask.box}|{ask.selection.key}"
    find = kept.find if ask.zoom < CHEAP_ZOOM else kept.here.get
    if ask.audience.is_shared and (found := find(key)) is not None:
        return found
    began = time.monotonic()
    with statement_limit(settings.LAYER_SECONDS):
        answer = Answer(make(layer, ask), media_type)
    if ask.audience.is_shared:
        kept.keep(key, answer, time.monotonic() - began)
    return answer


def respond(request: HttpRequest, answer: Answer, *, shared: bool) -> HttpResponse:
    """Send an answer, packed as the receiver can take it; 304 to who has it already."""
    if answer.etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response["Content-Type"]
    else:
        encoding, body = answer.packed(request.headers.get("Accept-Encoding", ""))
        response = HttpResponse(body, content_type=answer.media_type)
        response["Content-Length"] = len(body)
        if encoding:
            response["Content-Encoding"] = encoding
    response["ETag"] = answer.etag
    # What staff see beyond the public is kept by nobody, and asked for again when they have signed out
    response["Cache-Control"] = f"public, max-age={settings.LAYERS_KEPT_SECONDS}" if shared else "private, no-cache"
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response
