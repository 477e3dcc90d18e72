"""Tiles and labels over HTTP. Their addresses hold a key of their content, so browsers may keep them for ever."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from boundaries import basemap

FOR_EVER = "public, max-age=31536000, immutable"


def tile(request: HttpRequest, key: str, **position: str) -> HttpResponse:
    """Answer with one vector tile; 204 where there is no land, 400 off the grid, 404 for a base map that is no more."""
    z, x, y = (int(position[axis]) for axis in "zxy")
    if z > basemap.MAX_ZOOM or x >= 1 << z or y >= 1 << z:
        return HttpResponseBadRequest(f"no tile {z}/{x}/{y}: zoom goes to {basemap.MAX_ZOOM}", "text/plain")
    packed = basemap.stored_tile(key, z, x, y)
    if packed is None:
        packed = basemap.make_tile(_current(key), z, x, y)
    response = HttpResponse(packed, "application/vnd.mapbox-vector-tile", 200 if packed else 204)
    if packed:
        response["Content-Encoding"] = "gzip"  # every browser that can draw a vector tile unpacks it
    response["Cache-Control"] = FOR_EVER
    return response


def labels(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Answer with the labels of the map in a language."""
    current = _current(key)
    with translation.override(language):
        response = JsonResponse({"labels": basemap.labels(current)}, json_dumps_params={"separators": (",", ":")})
    response["Cache-Control"] = FOR_EVER
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def _current(key: str) -> basemap.Basemap:
    """Return the base map in force if `key` is its key; old keys are gone, so that no cache mixes two editions."""
    current = basemap.current()
    if current is None or current.key != key:
        raise Http404("this base map is no longer served; reload the page")
    return current
