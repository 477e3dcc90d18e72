"""Which tiles are asked for: at every zoom where people complain, some of empty land, some of the sea."""

from functools import cache
from typing import NamedTuple

import numpy as np
from django.utils import timezone

from bench.areas import Array, read_areas
from bench.points import in_box, on_land
from boundaries.models import Edition
from reports.demo import points

ZOOMS = range(4, 15)
SEED = 20261123
PEOPLE, LAND = 0.7, 0.15
"""Shares of the tiles that are drawn by where reports come from and by ground alone; the rest lies anywhere."""


class Tile(NamedTuple):
    """A tile of the Web Mercator grid, its y from the north."""

    z: int
    x: int
    y: int


def tiles_of(zoom: int, number: int) -> list[Tile]:
    """Return up to `number` different tiles of a zoom, the same at every call; fewer where there are no more."""
    chosen: dict[Tile, None] = {}
    for lons, lats, until in _sources(number):
        for tile in tiles_at(zoom, lons, lats):
            if len(chosen) >= until:
                break
            chosen[tile] = None
    return list(chosen)


@cache
def _sources(number: int) -> list[tuple[Array, Array, int]]:
    """Return points of each kind, and how many tiles there shall be once theirs are chosen."""
    areas = read_areas(Edition.objects.in_force().get())
    plan, rng = points.read("scenes"), np.random.default_rng(SEED)
    people = points.draw(plan, 4 * number, 365, timezone.localdate().month, rng).points
    land, anywhere = on_land(areas, 4 * number, SEED), in_box(areas, 4 * number, SEED)
    of_people, of_land = round(number * PEOPLE), round(number * LAND)
    return [
        (people[:, 0], people[:, 1], of_people),
        (land.lons, land.lats, of_people + of_land),
        (anywhere.lons, anywhere.lats, number),
    ]


def tiles_at(zoom: int, lons: Array, lats: Array) -> list[Tile]:
    """Return the tiles of a zoom that hold points (degrees, EPSG:4326), in their order."""
    side, tangent = 2**zoom, np.arcsinh(np.tan(np.radians(lats)))
    x = np.floor((lons + 180) / 360 * side).astype(int)
    y = np.floor((1 - tangent / np.pi) / 2 * side).astype(int)
    return [Tile(zoom, *both) for both in zip(x.tolist(), y.tolist(), strict=True)]


def tiles_over(zoom: int, west: float, south: float, east: float, north: float) -> list[Tile]:
    """Return all tiles of a zoom over a box in degrees."""
    first, last = tiles_at(zoom, np.array([west, east]), np.array([north, south]))
    return [Tile(zoom, x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)]
