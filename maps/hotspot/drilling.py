"""From a hotspot to its cases: the filter of the inbox that finds them."""

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from maps.hotspot.seeing import SeenHotspot

_RADII: Final = (2, 5, 10, 25)
"""Kilometres by which the inbox finds cases near a place."""


def cases_of(seen: SeenHotspot) -> str:
    """Return the address of the inbox with the cases around a hotspot, of its theme; empty where no place is known."""
    if seen.centre is None or seen.hull is None:
        return ""
    west, south, east, north = seen.hull.extent
    reach = max(east - west, north - south) / 2 * 111.4 * 1.5
    km = next((radius for radius in _RADII if radius >= reach), _RADII[-1])
    near = f"{seen.centre.y:.5f}, {seen.centre.x:.5f}"
    query = {"near": near, "km": km, "theme": seen.hotspot.theme}
    return f"{reverse('reports:desk:inbox')}?{urlencode({name: value for name, value in query.items() if value})}"
