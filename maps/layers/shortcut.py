"""Tiles and views for visitors, answered before everything that a tile has no use for."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from maps.layers import views

_LAYERS: Final = r"(?:/en)?/peta/lapis/(?P<name>[^/.]+)"
_TILE: Final = re.compile(_LAYERS + r"/(?P<z>[^/]+)/(?P<x>[^/]+)/(?P<y>[^/]+)\.mvt")
_VIEW: Final = re.compile(_LAYERS + r"\.geojson")
_REFUSED: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})


class VisitorsLayers:
    """Answers tiles and views of layers for whoever brings no session, without all that only pages need.

    A map asks for dozens of tiles at once, and finding out about sessions, languages, messages and policies takes
    longer than a tile does. What is wrong with a question is told the long way, in the language of who asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or pass on."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            # The thread still speaks the language of the page before; an address has one, whoever asked last
            with translation.override(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
                response = _answer(request)
            if response is not None and response.status_code not in _REFUSED:
                return response
        return self.get_response(request)


def _answer(request: HttpRequest) -> HttpResponseBase | None:
    """Return the answer of a layer's view to nobody in particular; None where the address is no tile and no view."""
    if found := _TILE.fullmatch(request.path_info):
        request.user = AnonymousUser()
        return views.tile(request, **found.groupdict())
    # The query of another address is not looked at: who sends too much of it is answered there, in its own words.
    if (found := _VIEW.fullmatch(request.path_info)) and "bbox" in request.GET:
        request.user = AnonymousUser()
        return views.view(request, **found.groupdict())
    return None
