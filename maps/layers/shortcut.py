"""Tiles and views for visitors, answered before everything that a tile has no use for."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from maps.layers import views
from maps.layers.registry import LAYERS

PREFIX: Final = "/peta/lapis/"
_TILE: Final = re.compile(r"(?P<name>[^/]+)/(?P<z>[^/]+)/(?P<x>[^/]+)/(?P<y>[^/]+)\.mvt")
_VIEW: Final = re.compile(r"(?P<name>[^/.]+)\.geojson")
_REFUSED: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})


class VisitorsLayers:
    """Answers layers for whoever brings no session, past sessions, languages, messages and policies of pages.

    A map asks for dozens of tiles at once, and all of that takes longer than a tile does. What is wrong with a
    question is told by the long way, in the language of who asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a layer, or pass on."""
        if request.path_info.startswith(PREFIX) and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            response = _answer(request, request.path_info.removeprefix(PREFIX))
            if response is not None and response.status_code not in _REFUSED:
                return response
        return self.get_response(request)


def _answer(request: HttpRequest, rest: str) -> HttpResponse | None:
    """Return the answer of a layer's view to nobody in particular; None where that takes a language."""
    request.user = AnonymousUser()
    is_view = "bbox" in request.GET
    found = (_VIEW if is_view else _TILE).fullmatch(rest)
    layer = LAYERS.get(found["name"]) if found else None
    if found is None or layer is None or layer.worded:
        return None
    return (views.view if is_view else views.tile)(request, **found.groupdict())
