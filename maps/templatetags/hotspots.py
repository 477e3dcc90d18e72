"""Tags of hotspots: where one stands, as a shape and a word; numbers with an interval."""

from math import isfinite
from typing import Any

from django import template
from django.utils.formats import number_format

from maps.models import HotspotStanding

register = template.Library()

STANDINGS = {
    HotspotStanding.NEW: ("exclamation-diamond", "urgent"),
    HotspotStanding.ACTIVE: ("fire", "working"),
    HotspotStanding.TAKEN_UP: ("flag", "waiting"),
    HotspotStanding.COOLING: ("thermometer-low", "paused"),
    HotspotStanding.COOLED: ("check-circle-fill", "done"),
}


@register.inclusion_tag("components/badge.html")
def standing_badge(standing: str) -> dict[str, Any]:
    """Where a hotspot stands: a shape and a word."""
    name, tone = STANDINGS[HotspotStanding(standing)]
    return {"icon": name, "tone": tone, "text": HotspotStanding(standing).label}


@register.filter
def decimals(value: float | None, places: int = 1) -> str:
    """Write a number as the page's language does; "∞" where it has no end, "–" where there is none."""
    if value is None:
        return "–"
    return number_format(value, places) if isfinite(value) else "∞"
