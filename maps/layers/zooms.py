"""What each zoom of a map needs, and no more: the one place that says so."""

import math
from typing import Final

from maps.models.bins import LEVELS

MAX_ZOOM: Final = 16
"""Zooms of tiles and views: 0 to here, as those of the base map."""

WHOLE_ZOOM: Final = 7
"""The zoom whose detail a download of a whole selection has, unless it asks for another."""

POINTS_IN_VIEW: Final = 2_000
"""Points that one answer draws at most; where there are more, hexagons stand in."""

CHEAP_ZOOM: Final = 8
"""The zoom from which on so little lies in a tile that making it takes less than asking whether others made it."""

COARSE_LEVEL: Final = 5
"""Level beyond which nothing is told of a place that is coarse."""

_FIRST_ZOOM: Final = {3: 0, 4: 5, 5: 7, 6: 9, 7: 11}
_FIRST_ZOOM_OF_REGENCIES: Final = 4


def hexagon_level(zoom: int) -> int:
    """Return the level of H3 whose hexagons are some 10 to 40 pixels wide at a zoom."""
    return max(level for level in LEVELS if _FIRST_ZOOM[level] <= zoom)


def area_level(zoom: int) -> str:
    """Return the level of areas that can be told apart at a zoom: "province" or "regency"."""
    return "regency" if zoom >= _FIRST_ZOOM_OF_REGENCIES else "province"


def pixel(zoom: int) -> float:
    """Return the width of a pixel in degrees of longitude, for tiles of 256 pixels."""
    return 360 / 256 / 2**zoom


def decimals(zoom: int) -> int:
    """Return how many decimals of a degree a map of a zoom can show: a tenth of a pixel, a metre at most."""
    return min(5, math.ceil(-math.log10(pixel(zoom) / 10)))
