"""Maps small enough to stand side by side: outlines of areas drawn once for a page, and coloured in each panel.

A page holds the paths of an atlas once, in SVG's own units, and each panel refers to them: four maps weigh little more
than one, and need no script.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import cos, radians
from typing import Any, Final

from boundaries.basemap import Basemap
from boundaries.models.areas import Level
from boundaries.outlines import TOLERANCE, outlines

WIDTH: Final = 300.0
TALLEST: Final = 300.0
COARSE: Final = 0.1  # degrees: provinces of all of Indonesia, of which a pixel is 0.15
FINE: Final = 0.005
NARROW_DEGREES: Final = 3.0
"""Provinces less wide and high than this are drawn from finer outlines."""

SMALLEST: Final = 7.0
"""Areas that take less than this are marked with a dot as well, or nobody saw their colour."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """One area: `path` is the `d` of an SVG path, `dot` where a small one is marked."""

    code: str
    name: str
    path: str
    dot: Point | None = None


@dataclass(frozen=True, slots=True)
class Atlas:
    """The areas of one map, in units from 0 to `width` and `height`."""

    width: float
    height: float
    areas: tuple[Outline, ...]

    @property
    def view(self) -> str:
        """Width and height of an SVG's viewBox, with room for lines and dots at the edge."""
        return f"{self.width + 4:g} {self.height + 4:g}"


@lru_cache(maxsize=64)
def atlas(basemap: Basemap, within: str = "") -> Atlas:
    """Return the provinces of an edition, or the regencies of one of its provinces.

    Longitudes are shrunk to their true ratio at the middle latitude (equirectangular); that suffices to know a place
    again, and no distance is read from it.
    """
    drawn = _drawn(basemap, within)
    if not drawn:
        return Atlas(WIDTH, WIDTH, ())
    west, south, east, north = _box(drawn)
    ratio = cos(radians((south + north) / 2))
    scale = min(WIDTH / max((east - west) * ratio, 1e-9), TALLEST / max(north - south, 1e-9))

    def place(lon: float, lat: float) -> Point:
        return round((lon - west) * ratio * scale, 1), round((north - lat) * scale, 1)

    areas = tuple(_outline(code, area, place) for code, area in drawn.items())
    return Atlas(round((east - west) * ratio * scale, 1), round((north - south) * scale, 1), areas)


def _drawn(basemap: Basemap, within: str) -> dict[str, Any]:
    if not within:
        return outlines(basemap, Level.PROVINCE, COARSE)
    found = _of(basemap, within, TOLERANCE)
    if found:
        west, south, east, north = _box(found)
        if max(east - west, north - south) < NARROW_DEGREES:
            return _of(basemap, within, FINE)
    return found


def _of(basemap: Basemap, within: str, tolerance: float) -> dict[str, Any]:
    drawn = outlines(basemap, Level.REGENCY, tolerance)
    return {code: area for code, area in drawn.items() if code.startswith(f"{within}.")}


def _box(drawn: dict[str, Any]) -> tuple[float, float, float, float]:
    corners = [corner for area in drawn.values() for ring in _rings(area) for corner in ring]
    lons, lats = [lon for lon, _lat in corners], [lat for _lon, lat in corners]
    return min(lons), min(lats), max(lons), max(lats)


def _rings(area: dict[str, Any]) -> list[list[list[float]]]:
    return list(chain.from_iterable(area["geometry"]["coordinates"]))


def _outline(code: str, area: dict[str, Any], place: Any) -> Outline:
    rings = [_thinned([place(lon, lat) for lon, lat in ring]) for ring in _rings(area)]
    seen = [ring for ring in rings if len(ring) > 3] or rings[:1]
    path = "".join(f"M{'L'.join(f'{x:g} {y:g}' for x, y in ring[:-1])}Z" for ring in seen)
    xs, ys = [x for ring in seen for x, _y in ring], [y for ring in seen for _x, y in ring]
    small = max(max(xs) - min(xs), max(ys) - min(ys)) < SMALLEST
    middle = (round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1))
    return Outline(code, area["name"], path, middle if small else None)


def _thinned(ring: list[Point]) -> list[Point]:
    """Leave out points less than half a unit from the one before; the ends stay."""
    kept = ring[:1]
    for x, y in ring[1:-1]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 0.5:
            kept.append((x, y))
    return [*kept, ring[-1]]
