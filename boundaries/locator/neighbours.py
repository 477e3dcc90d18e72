"""Which regencies a doubtful point may belong to: all within a distance, from the edges in the cells around it."""

import math
from itertools import pairwise

import numpy as np

from boundaries.locator.cells import STUB_TOP
from boundaries.locator.compiled import kernel, whole
from boundaries.locator.earth import edge_metres, error_bound, lat_metres, lon_metres
from boundaries.locator.kernels import SAME_FOOT_M, holds, nearest
from boundaries.locator.layout import FIRST_SOLE, Array, Tables, tables
from boundaries.locator.rules import TIE_M


@kernel
def _measure_cell(lon: float, lat: float, cell: int, t: Tables, metres: Array) -> None:
    """Lower the distances per regency by the edges of one mixed cell; 0 for those that hold the point."""
    for g in range(t.group_start[cell], t.group_start[cell + 1]):
        owner = t.group_owner[g] >> 1
        if owner >= t.shape[2]:
            continue
        for e in range(t.group_edge[g], t.group_edge[g + 1]):
            x1, y1, x2, y2 = t.local[4 * e], t.local[4 * e + 1], t.local[4 * e + 2], t.local[4 * e + 3]
            if y2 < STUB_TOP:
                metres[owner] = min(metres[owner], edge_metres(lon, lat, x1, y1, x2, y2))


@kernel
def _hold_cell(lon: float, lat: float, code: int, t: Tables, metres: Array) -> None:
    """Set the distance of those that hold a point to zero."""
    if code < 0:
        cell = -code - 1
        for g in range(t.group_start[cell], t.group_start[cell + 1]):
            owner = t.group_owner[g] >> 1
            inside = t.group_owner[g] & 1 == 1
            if owner < t.shape[2] and holds(lon, lat, inside, t.local, t.group_edge[g], t.group_edge[g + 1]):
                metres[owner] = 0.0
    elif code < t.shape[2]:
        metres[code] = 0.0
    else:
        number = code - 2 * t.shape[2] - FIRST_SOLE - 2 * t.shape[3]
        if number >= 0:
            for k in range(t.set_start[number], t.set_start[number + 1]):
                metres[t.set_member[k]] = 0.0


@kernel
def regency_metres(lon: float, lat: float, reach: float, memory: Array) -> Array:
    """Return the metres from a point to every regency that is within reach; infinite or too far for the others."""
    t = tables(memory)
    metres = np.full(t.shape[2], np.inf)
    size = t.frame[3]
    x, y = (lon - t.frame[0]) / size, (lat - t.frame[1]) / size
    dy = reach / lat_metres(lat) * 1.001 / size
    dx = reach / lon_metres(abs(lat) + dy * size) * 1.001 / size
    for row in range(max(int(y - dy) - 1, 0), min(int(y + dy) + 2, t.shape[0])):
        for column in range(max(int(x - dx) - 1, 0), min(int(x + dx) + 2, t.shape[1])):
            code = whole(t.cells[2 * (row * t.shape[1] + column)])
            if code < 0:
                _measure_cell(lon, lat, -code - 1, t, metres)
    _hold_cell(lon, lat, whole(t.cells[2 * (int(y) * t.shape[1] + int(x))]), t, metres)
    return metres


@kernel
def sea_rival(lon: float, lat: float, memory: Array) -> tuple[int, int, float]:
    """Return the nearest regency, the nearest of another province, and half the difference of their distances."""
    t = tables(memory)
    x, y = int((lon - t.frame[0]) * t.frame[2]), int((lat - t.frame[1]) * t.frame[2])
    near = nearest(lon, lat, whole(t.cells[2 * (y * t.shape[1] + x) + 1]), t)
    return near.nearest, near.other_province_nearest, (near.other_province_metres - near.metres) / 2


def within(
    lon: float, lat: float, threshold: float, chosen: int, area_km2: list[float], memory: Array
) -> list[int] | None:
    """Return the positions of regencies within `threshold` metres: the chosen, others that hold the point (the
    smallest first), the rest by distance. None where a distance is too close to another or to the threshold.
    """
    metres = regency_metres(lon, lat, threshold * 1.01 + 1, memory)
    metres[chosen] = -1.0
    near = np.flatnonzero(metres < threshold * 1.01 + 1)
    ordered = sorted((float(metres[a]), area_km2[a] if metres[a] == 0 else 0.0, int(a)) for a in near)
    if any(a != chosen and abs(d - threshold) <= error_bound(d) for d, _size, a in ordered):
        return None
    ordered = [item for item in ordered if item[0] < threshold]
    for one, two in pairwise(item[0] for item in ordered[1:]):
        if SAME_FOOT_M < two - one <= TIE_M + error_bound(one):
            return None
    return [area for _metres, _size, area in ordered]


def at_sea(lon: float, lat: float, threshold: float, memory: Array) -> list[int]:
    """Return the nearest regency and, if its median line is within `threshold` metres, that of the other province."""
    first, rival, border = sea_rival(lon, lat, memory)
    return [first, rival] if rival >= 0 and border < threshold and math.isfinite(border) else [first]
