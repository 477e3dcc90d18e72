"""Finds for each cell the few edges that can be the nearest from some point of it. Kernels of the build.

The plane is halved again and again. A square keeps of its parent's edges those that may count somewhere within it: if
an edge is more than the square's diameter further from the middle than the one that decides there, it counts nowhere.
"""

import math
from typing import NamedTuple

import numpy as np

from boundaries.locator.cells import Frame
from boundaries.locator.compiled import inlined, kernel, whole
from boundaries.locator.earth import edge_squared, error_bound, lat_metres, lon_metres, scale_at, true_metres
from boundaries.locator.layout import Array
from boundaries.locator.rules import MEDIAN_REACH_M, TERRITORIAL_SEA_M

SHARED = 6
SHARED_OCEAN = 16
"""A square whose list is this short is not halved further: its cells share the list. Beyond 12 nautical miles only the
nearest regency's name is asked for, so there it may be longer."""

PARTS = 3
"""A cell's own list is that of its parts, this many by this many, put together. With 10 by 10 it would be a sixth
shorter, and building take twice as long."""

MARGIN_M = 1.0
NO_REGENCY, SEVERAL = -1, -2


class Ground(NamedTuple):
    """What the search knows."""

    edges: Array
    area: Array
    province: Array
    frame: Frame
    holder: Array
    """int32 per cell: the regency that holds its middle, NO_REGENCY or SEVERAL."""
    ground_before: Array
    """int32 (rows + 1, columns + 1): cells with borders or gaps, summed from the south-west."""
    abroad_before: Array
    """The same of cells wholly in one foreign state."""
    precision: float


class Found(NamedTuple):
    """What it finds: lists end to end, where each cell's begins, and a lower bound of the distance to any regency."""

    position: Array
    metres: Array
    alone: Array
    """int32 per cell: the regency that all edges of the list belong to, or NO_REGENCY."""


class Scratch(NamedTuple):
    """Room to work in, one per thread."""

    metres: Array
    """Distance from the middle, per edge at hand."""
    area: Array
    province: Array
    """Least distance per regency and per province; infinite but for those that `touched` names."""
    limit: Array
    """How far from the middle an edge of a regency may lie and count."""
    touched: Array
    """int32: a count, then regencies."""
    marked: Array


class Closest(NamedTuple):
    """The distances that decide at a point: nearest regency, next regency, next province, nearest but the holder."""

    first: float
    second: float
    second_province: float
    other: float


class Kept(NamedTuple):
    """What was kept of a list for a square: its end, and a lower bound of the distance to any regency's edge; whether
    the square is free of edges, and whether it is ocean, where only the nearest regency's name is asked for."""

    end: int
    metres: float
    free: bool
    ocean: bool


@inlined
def _squares(before: Array, row: int, column: int, size: int) -> int:
    """Return how many cells of a square are counted in a table of sums."""
    top, right = min(row + size, before.shape[0] - 1), min(column + size, before.shape[1] - 1)
    return before[top, right] - before[row, right] - before[top, column] + before[row, column]


@kernel
def measure(lon: float, lat: float, lists: Array, start: int, end: int, holder: int, g: Ground, s: Scratch) -> Closest:
    """Measure from a point to the edges of a list; per edge, regency and province into the scratch."""
    for k in range(1, s.touched[0] + 1):
        s.area[s.touched[k]] = math.inf
        s.province[g.province[s.touched[k]]] = math.inf
    n, scale = 0, scale_at(lat)
    for k in range(start, end):
        e = lists[k]
        area = g.area[e]
        squared = edge_squared(lon, lat, scale, g.edges[e, 0], g.edges[e, 1], g.edges[e, 2], g.edges[e, 3])
        metres = true_metres(squared)
        s.metres[k - start] = metres
        if s.area[area] == math.inf:
            n += 1
            s.touched[n] = area
        s.area[area] = min(s.area[area], metres)
    s.touched[0] = n
    return _closest(holder, g, s)


@kernel
def _closest(holder: int, g: Ground, s: Scratch) -> Closest:
    """Draw from the distances per regency those that decide."""
    first, second, second_province, other, province = math.inf, math.inf, math.inf, math.inf, -1
    for k in range(1, s.touched[0] + 1):
        area = s.touched[k]
        metres = s.area[area]
        s.province[g.province[area]] = min(s.province[g.province[area]], metres)
        if area != holder:
            other = min(other, metres)
        if metres < first:
            first, second = metres, first
            if g.province[area] != province:
                second_province, province = second, g.province[area]
        else:
            second = min(second, metres)
            if g.province[area] != province:
                second_province = min(second_province, metres)
    return Closest(first, second, second_province, other)


@inlined
def _reach(metres: float, radius: float) -> float:
    """Return how far from the middle an edge may lie that is `metres` away at most from some point of the square."""
    return metres + 2 * radius + 2 * error_bound(metres) + MARGIN_M if metres < math.inf else math.inf


@kernel
def set_limits(holder: int, ground: bool, sea: bool, near: Closest, radius: float, g: Ground, s: Scratch) -> None:
    """Find for each regency at hand how far from the middle its edges may lie and still count.

    holder
        The regency that holds the whole square, NO_REGENCY where there is none.
    ground
        Whether the nearest and the next regency matter.
    sea
        Whether the nearest and the next province matter, as far as the median line can be.
    """
    farthest = radius + MEDIAN_REACH_M + 2 * error_bound(MEDIAN_REACH_M)
    for k in range(1, s.touched[0] + 1):
        area = s.touched[k]
        if holder >= 0:
            s.limit[area] = _reach(near.other, radius) if area != holder else -1.0
            continue
        limit = _reach(near.first, radius)
        if ground:
            limit = max(limit, _reach(min(s.area[area], near.second), radius))
        if sea:
            province = s.province[g.province[area]]
            limit = max(limit, min(farthest, _reach(min(province, near.second_province), radius)))
        s.limit[area] = limit


@kernel
def keep(
    row: float, column: float, size: float, lists: Array, start: int, end: int, out: int, g: Ground, s: Scratch
) -> Kept:
    """Write from `out` on the edges of a list that count somewhere in a square, positions and size in cells."""
    lon, lat = g.frame.west + (column + size / 2) * g.frame.size, g.frame.south + (row + size / 2) * g.frame.size
    half = size / 2 * g.frame.size
    widest = lon_metres(max(abs(lat) - half, 0.0))
    radius = math.hypot(half * widest, half * lat_metres(abs(lat) + half)) * 1.001
    r, c = min(int(row), g.frame.rows - 1), min(int(column), g.frame.columns - 1)
    holder = g.holder[r * g.frame.columns + c]
    near = measure(lon, lat, lists, start, end, holder, g, s)
    free = near.first > radius + error_bound(radius) + MARGIN_M
    if free and (holder == SEVERAL or _abroad(r, c, size, near.first - radius, g)):
        return Kept(out, near.first - radius, True, False)
    inland = free and holder >= 0
    bare = near.first - radius
    ground = not free or bare <= g.precision + MARGIN_M or _squares(g.ground_before, r, c, math.ceil(size)) > 0
    beyond = free and bare > max(TERRITORIAL_SEA_M, g.precision) * 1.001
    set_limits(holder if inland else NO_REGENCY, ground, not beyond, near, radius, g, s)
    for k in range(start, end):
        if s.metres[k - start] <= s.limit[g.area[lists[k]]]:
            lists[out] = lists[k]
            out += 1
    return Kept(out, bare, free, beyond and not inland and not ground)


@inlined
def _abroad(row: int, column: int, size: float, metres: float, g: Ground) -> bool:
    """Say whether a square without borders is all one state's land, out of reach of the precision."""
    cells = math.ceil(size)
    inside = min(cells, g.frame.rows - row) * min(cells, g.frame.columns - column)
    return metres > g.precision + MARGIN_M and _squares(g.abroad_before, row, column, cells) == inside


@kernel
def refine(row: int, column: int, lists: Array, start: int, end: int, g: Ground, s: Scratch) -> int:
    """Shorten a cell's list in place to what its parts need; return its end."""
    s.marked[: end - start] = False
    for part in range(PARTS * PARTS):
        kept = keep(row + part // PARTS / PARTS, column + part % PARTS / PARTS, 1 / PARTS, lists, start, end, end, g, s)
        at = start
        for k in range(end, kept.end):  # both run in the same order
            while lists[at] != lists[k]:
                at += 1
            s.marked[at - start] = True
    out = start
    for k in range(start, end):
        if s.marked[k - start]:
            lists[out] = lists[k]
            out += 1
    return out


@inlined
def _push(todo: Array, n: int, row: int, column: int, size: int, start: int, end: int) -> int:
    todo[n, 0], todo[n, 1], todo[n, 2], todo[n, 3], todo[n, 4] = row, column, size, start, end
    return n + 1


@kernel
def sole_area(lists: Array, start: int, end: int, g: Ground) -> int:
    """Return the regency that all edges of a list belong to, or NO_REGENCY."""
    area = whole(g.area[lists[start]]) if end > start else NO_REGENCY
    for k in range(start, end):
        if g.area[lists[k]] != area:
            return NO_REGENCY
    return area


@kernel
def _settle(row: int, column: int, side: int, position: int, alone: int, kept: Kept, g: Ground, found: Found) -> None:
    """Note for all cells of a square where their common list begins."""
    for y in range(row, min(row + side, g.frame.rows)):
        for x in range(column, min(column + side, g.frame.columns)):
            cell = y * g.frame.columns + x
            found.position[cell], found.metres[cell], found.alone[cell] = position, kept.metres, alone


@kernel
def _shorten(row: int, column: int, kept: Kept, lists: Array, start: int, g: Ground, s: Scratch) -> int:
    """Shorten a cell's list as far as it is worth the time; return its end."""
    if kept.end - start <= (SHARED if kept.ocean else 2):
        return kept.end
    return refine(row, column, lists, start, kept.end, g, s)


@kernel
def search(
    row: int, column: int, size: int, lists: Array, count: int, g: Ground, s: Scratch, found: Found, out: Array
) -> int:
    """Find the lists of all cells of a square, its side a power of two; `lists` begins with `count` edges to use.

    Returns the length of `out`, or minus the length it would need. Positions and distances go to `found`.
    """
    todo = np.empty((256, 5), np.int64)
    waiting, n = _push(todo, 0, row, column, size, 0, count), 0
    while waiting > 0:
        waiting -= 1
        r, c, side, start, end = todo[waiting]
        if r >= g.frame.rows or c >= g.frame.columns:
            continue
        kept = keep(r, c, side, lists, start, end, end, g, s)
        if side > 1 and not (kept.free and kept.end - end <= (SHARED_OCEAN if kept.ocean else SHARED)):
            for part in range(4):
                half = side // 2
                waiting = _push(todo, waiting, r + part // 2 * half, c + part % 2 * half, half, end, kept.end)
            continue
        after = _shorten(r, c, kept, lists, end, g, s) if side == 1 else kept.end
        alone = sole_area(lists, end, after, g) if kept.ocean else NO_REGENCY
        if alone != NO_REGENCY:
            after = end  # the name is the whole answer
        if n + 1 + after - end > len(out):
            return -2 * (n + 1 + after - end)
        out[n] = after - end
        out[n + 1 : n + 1 + after - end] = lists[end:after]
        _settle(r, c, side, n, alone, kept, g, found)
        n += 1 + after - end
    return n
