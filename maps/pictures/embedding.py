"""A map for somebody else's site: public figures alone, whoever looks, and no cookie."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from maps.figures import figure
from maps.layers.limits import GivenUpError, time_limit
from maps.layers.refusing import told_when
from maps.layers.slots import slot
from maps.pictures import asking
from maps.pictures.compose import content_of, picture_of
from maps.pictures.content import NothingToDrawError
from maps.pictures.ground import outline_of
from maps.pictures.leaf import folium_map
from maps.pictures.picture import MAP_ALONE
from maps.pictures.views import TABLE_ROWS
from maps.selection import SelectionError

View = Callable[..., HttpResponseBase]


def for_nobody(view: View) -> View:
    """Let a view see nobody who is signed in: its page stands in pages of others, who must not show more than it."""

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.user = AnonymousUser()
        return view(request, *args, **kwargs)

    return seen


@require_safe
@for_nobody
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """The map of a layer for an iframe, with its legend and a way to us; what makes no sense is said in its place."""
    try:
        order = asking.parse(request.GET)
        with slot(), time_limit(settings.LAYER_SECONDS):
            context = _drawn(order, request.user)
    except SelectionError as error:
        return render(request, "maps/pictures/embed.html", {"errors": error.errors}, status=400)
    except NothingToDrawError as error:
        return render(request, "maps/pictures/embed.html", {"nothing": str(error)}, status=404)
    except GivenUpError as error:
        return told_when(render(request, "maps/pictures/embed.html", {"nothing": error.words}, status=503), error)
    response = render(request, "maps/pictures/embed.html", context)
    patch_cache_control(response, public=True, max_age=settings.LAYERS_KEPT_SECONDS)
    return response


def _drawn(order: asking.Order, user: Any) -> dict[str, Any]:
    """Return what the page of an order shows."""
    content, asked, box = content_of(order.layer, order.selection, user, MAP_ALONE)
    outline = outline_of(asked.base, order.selection.area, asked.zoom)
    return {
        "order": order,
        "picture": picture_of(content, asked, box),
        "rows": content.rows[:TABLE_ROWS],
        "figure": figure(folium_map([content], box, outline)),
        "corners": json.dumps([[box.south, box.west], [box.north, box.east]]),
        "more": f"{settings.SITE_URL}{reverse('maps:hotspots')}?{order.query}",
    }
