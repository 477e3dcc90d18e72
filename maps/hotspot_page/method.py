"""/titik-rawan/metode/: how the maps are made, in plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maps.classes.judged import pattern_classes
from maps.hotspot_page.layers import LAYERS


@require_safe
def hotspot_method(request: HttpRequest) -> HttpResponse:
    """What each layer shows and does not show, and how sure it is."""
    context = {"layers": LAYERS.values(), "patterns": pattern_classes()}
    return render(request, "maps/hotspots/method.html", context)
