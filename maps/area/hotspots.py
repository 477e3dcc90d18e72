"""Hotspots of an area, as everybody sees them."""

from collections.abc import Mapping
from typing import Final

from maps.hotspot.seeing import SeenHotspot, in_order
from maps.hotspot.selecting import selected
from maps.models import HotspotStanding
from maps.selection import Selection

MOST: Final = 5
"""The page of an area shows so many; the list has all."""


def hotspots_of(query: Mapping[str, str]) -> list[SeenHotspot]:
    """Return the hotspots of an area that go on, the largest first; `query` is its selection."""
    selection = Selection(province=query.get("province", ""), regency=query.get("regency", ""))
    found = in_order(None, selected(None, selection)[: MOST * 4])
    return [one for one in found if one.standing != HotspotStanding.COOLED][:MOST]
