"""Pictures over HTTP: as SVG, as PNG, and on a page made to be printed."""

from http import HTTPStatus

import vl_convert
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from maps.pictures import asking
from maps.pictures.compose import TITLES, compose
from maps.pictures.content import NothingToDrawError
from maps.pictures.draw import draw
from maps.pictures.picture import MAP_ALONE
from maps.selection import SelectionError, SelectionForm

FRESH_SECONDS = 60
TABLE_ROWS = 12  # as many as one page of A4 has room for beside the map


@require_safe
@conditional_page
def svg(request: HttpRequest) -> HttpResponse:
    """A map as SVG (?layer=, ?bentuk=a4|persegi|peta, and a selection), of what the user may see."""
    drawn = _drawn(request)
    return drawn if isinstance(drawn, HttpResponse) else _file(request, drawn[0].encode(), "image/svg+xml", drawn[1])


@require_safe
@conditional_page
def png(request: HttpRequest) -> HttpResponse:
    """The same picture as PNG, ?lebar= pixels wide."""
    drawn = _drawn(request)
    if isinstance(drawn, HttpResponse):
        return drawn
    text, order = drawn
    return _file(request, vl_convert.svg_to_png(text, scale=order.width / order.sheet.width), "image/png", order)


@require_safe
def print_page(request: HttpRequest) -> HttpResponse:
    """One page of A4: the map, its legend, the greatest, and the method; wrong choices are said on it, with 400."""
    form = SelectionForm(request.GET)
    context = {"form": form, "layers": TITLES}
    try:
        order = asking.parse(request.GET)
        picture = compose(order.layer, order.selection, request.user, MAP_ALONE)
    except SelectionError as error:
        return render(request, "maps/pictures/print.html", context | {"errors": error.errors}, status=400)
    except NothingToDrawError as error:
        return render(request, "maps/pictures/print.html", context | {"nothing": str(error)}, status=404)
    context |= {"order": order, "picture": picture, "rows": picture.rows[:TABLE_ROWS], "layer": order.layer}
    response = render(request, "maps/pictures/print.html", context)
    _cached(request, response)
    return response


def _drawn(request: HttpRequest) -> "tuple[str, asking.Order] | HttpResponse":
    """Draw what is asked for; or answer with problem details why not."""
    try:
        order = asking.parse(request.GET)
        return draw(compose(order.layer, order.selection, request.user, order.sheet), order.sheet), order
    except SelectionError as error:
        return problem(HTTPStatus.BAD_REQUEST, str(error), error.errors)
    except NothingToDrawError as error:
        return problem(HTTPStatus.NOT_FOUND, str(error))


def problem(status: HTTPStatus, detail: str, errors: dict[str, list[str]] | None = None) -> JsonResponse:
    """Problem details (RFC 9457), with the errors by parameter where there are any."""
    body = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
    return JsonResponse(
        body | ({"errors": errors} if errors else {}), status=status, content_type="application/problem+json"
    )


def _file(request: HttpRequest, content: bytes, kind: str, order: asking.Order) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    ending = "svg" if kind == "image/svg+xml" else "png"
    area = f"-{order.selection.area}" if order.selection.area else ""
    response["Content-Disposition"] = f'inline; filename="titik-rawan-{order.layer}{area}.{ending}"'
    _cached(request, response)
    return response


def _cached(request: HttpRequest, response: HttpResponse) -> None:
    """Let caches keep what everyone gets for a minute; what staff see beyond it is for their own browser alone."""
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, max_age=FRESH_SECONDS)
    else:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
