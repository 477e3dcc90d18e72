"""Pictures over HTTP: as SVG, as PNG, and on a page made to be printed."""

import time
from http import HTTPStatus
from typing import Any, Final

import vl_convert
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boundaries.problems import problem
from maps.layers import kept
from maps.layers.audience import Audience
from maps.layers.kept import Answer
from maps.layers.limits import GivenUpError, time_limit
from maps.layers.refusing import given_up_problem, told_when
from maps.layers.safe import read_only
from maps.layers.slots import slot
from maps.layers.views import respond
from maps.pictures import asking
from maps.pictures.compose import TITLES, compose
from maps.pictures.content import NothingToDrawError
from maps.pictures.draw import draw
from maps.pictures.picture import MAP_ALONE
from maps.selection import SelectionError

SVG, PNG = "image/svg+xml", "image/png"
TABLE_ROWS: Final = 12
"""As many as one page of A4 has room for beside the map."""


@read_only
def svg(request: HttpRequest) -> HttpResponse:
    """A map as SVG (?layer=, ?bentuk=a4|persegi|peta|peta-kecil, and a selection), of what the user may see."""
    return _answer(request, SVG)


@read_only
def png(request: HttpRequest) -> HttpResponse:
    """The same picture as PNG, ?lebar= pixels wide."""
    return _answer(request, PNG)


def _answer(request: HttpRequest, media_type: str) -> HttpResponse:
    """Draw what is asked for, or take what was drawn for others; or say as problem details why not."""
    shared = Audience.of(request.user).is_shared
    try:
        order = asking.parse(request.GET)
        key = f"picture|{media_type}|{get_language()}|{order.key}"
        answer = kept.find(key) if shared else None
        if answer is None:
            began = time.monotonic()
            with slot():
                answer = Answer(_drawn(request, order, media_type), media_type)
            if shared:
                kept.keep(key, answer, time.monotonic() - began)
    except SelectionError as error:
        return problem(HTTPStatus.BAD_REQUEST, _("These parameters make no sense."), errors=error.errors)
    except NothingToDrawError as error:
        return problem(HTTPStatus.NOT_FOUND, str(error))
    except GivenUpError as error:
        return given_up_problem(error)
    response = respond(request, answer, shared=shared)
    response["Content-Disposition"] = f'inline; filename="{order.file_name}.{"svg" if media_type == SVG else "png"}"'
    return response


def _drawn(request: HttpRequest, order: asking.Order, media_type: str) -> bytes:
    with time_limit(settings.LAYER_SECONDS):
        drawn = draw(compose(order.layer, order.selection, request.user, order.sheet), order.sheet)
    if media_type == SVG:
        return drawn.encode()
    # Half a pixel more, for what is left over of one is cut off
    return vl_convert.svg_to_png(drawn, scale=(order.width + 0.5) / order.sheet.width)


@require_safe
def print_page(request: HttpRequest) -> HttpResponse:
    """One page of A4: the map, its legend, the greatest, and the method; wrong choices are said on it, with 400."""
    context: dict[str, Any] = {"layers": TITLES}
    try:
        order = asking.parse(request.GET)
        with slot(), time_limit(settings.LAYER_SECONDS):
            picture = compose(order.layer, order.selection, request.user, MAP_ALONE)
    except SelectionError as error:
        return render(request, "maps/pictures/print.html", context | {"errors": error.errors}, status=400)
    except NothingToDrawError as error:
        nothing = {"nothing": str(error), "layer": request.GET.get("layer")}
        return render(request, "maps/pictures/print.html", context | nothing, status=404)
    except GivenUpError as error:
        context |= {"given_up": error.words, "layer": request.GET.get("layer")}
        return told_when(render(request, "maps/pictures/print.html", context, status=503), error)
    context |= {"order": order, "picture": picture, "rows": picture.rows[:TABLE_ROWS], "layer": order.layer}
    context["size"] = MAP_ALONE.fitted(picture.box)
    response = render(request, "maps/pictures/print.html", context)
    # Never public: the page brings the cookie of forms along, which is a browser's own
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, max_age=settings.LAYERS_KEPT_SECONDS)
    return response
