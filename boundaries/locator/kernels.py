"""The look-up itself, compiled: which area covers a point, how far the others are, what follows from it.

The meaning is that of boundaries.locator.reference, step by step. Where a number lies so near a threshold that
another engine's rounding could fall on the other side, `UNCERTAIN` is raised and the reference decides.
"""

import math
from typing import NamedTuple

from boundaries.locator.compiled import inlined, kernel, whole
from boundaries.locator.earth import Scale, edge_squared, error_bound, scale_at, true_metres
from boundaries.locator.layout import BARE_OCEAN, BARE_SEA, FIRST_SOLE, GAP, Array, Tables, tables
from boundaries.locator.rules import MEDIAN_REACH_M, TERRITORIAL_SEA_M, TIE_M, TOLERANCE_DEG

# Outcomes, in the order of Setting and Method (rules.SETTINGS, rules.METHODS).
LAND, COAST, SEA, OCEAN, ABROAD = 0, 1, 2, 3, 4
COVERED, OVERLAP, NEAREST, AT_SEA, NONE = 0, 1, 2, 3, 4
# Bits of `flags`. TIED: only which regency is nearest is uncertain, far out at sea.
DOUBTFUL, UNCERTAIN, OUTSIDE, TIED = 1, 2, 4, 8

NOBODY = -1
SAME_FOOT_M = 1e-6
_TOLERANCE_SQUARED = TOLERANCE_DEG * TOLERANCE_DEG


class Cover(NamedTuple):
    """Who holds a point: how many regencies, which of them is chosen, a foreign state or a gap."""

    regencies: int
    chosen: int
    foreign: int
    gap: bool


class Near(NamedTuple):
    """Regencies that do not hold the point: the nearest, and the nearest of another regency and another province."""

    nearest: int
    metres: float
    other_metres: float
    other_province_metres: float
    other_province_nearest: int


class Found(NamedTuple):
    """A Place in numbers; regency, nearest and foreign are positions or NOBODY, border is NaN where there is none."""

    regency: int
    setting: int
    method: int
    nearest: int
    border: float
    flags: int
    foreign: int


@inlined
def cell_of(lon: float, lat: float, t: Tables) -> int:
    """Return the cell of a point, or NOBODY outside all cells."""
    x, y = (lon - t.frame[0]) * t.frame[2], (lat - t.frame[1]) * t.frame[2]
    if x < 0.0 or y < 0.0 or x >= t.shape[1] or y >= t.shape[0]:
        return NOBODY
    return int(y) * t.shape[1] + int(x)


@inlined
def touches(lon: float, lat: float, x1: float, y1: float, x2: float, y2: float, cross: float) -> bool:
    """Say whether a point lies within the tolerance of an edge; `cross` is twice the triangle's area."""
    dx, dy = x2 - x1, y2 - y1
    squared = dx * dx + dy * dy
    if cross * cross > _TOLERANCE_SQUARED * squared:
        return False
    along = (lon - x1) * dx + (lat - y1) * dy
    if along < 0.0:
        return (lon - x1) ** 2 + (lat - y1) ** 2 <= _TOLERANCE_SQUARED
    if along > squared:
        return (lon - x2) ** 2 + (lat - y2) ** 2 <= _TOLERANCE_SQUARED
    return True


@inlined
def holds(lon: float, lat: float, inside: bool, edges: Array, start: int, end: int) -> bool:
    """Say whether closed edges hold a point: by a ray west, whose end is `inside` or not, or by the tolerance."""
    for e in range(start, end):
        x1, y1, x2, y2 = edges[4 * e], edges[4 * e + 1], edges[4 * e + 2], edges[4 * e + 3]
        cross = (x2 - x1) * (lat - y1) - (y2 - y1) * (lon - x1)
        if touches(lon, lat, x1, y1, x2, y2, cross):
            return True
        if (y1 > lat) != (y2 > lat) and (cross < 0.0) == (y2 > y1):
            inside = not inside
    return inside


@inlined
def preferred(area: int, other: int, t: Tables) -> bool:
    """Say whether, of two regencies that hold a point, the first is chosen: the smaller, then the lower code."""
    if t.area_km2[area] != t.area_km2[other]:
        return t.area_km2[area] < t.area_km2[other]
    return area < other


@inlined
def cover_mixed(lon: float, lat: float, cell: int, t: Tables) -> Cover:
    """Say who holds a point of a cell that has edges inside."""
    n, count, chosen, foreign, gap = t.shape[2], 0, NOBODY, NOBODY, False
    for g in range(t.group_start[cell], t.group_start[cell + 1]):
        owner = whole(t.group_owner[g] >> 1)
        if not holds(lon, lat, t.group_owner[g] & 1 == 1, t.local, t.group_edge[g], t.group_edge[g + 1]):
            continue
        if owner < n:
            count += 1
            if chosen == NOBODY or preferred(owner, chosen, t):
                chosen = owner
        elif owner == n:
            gap = True
        elif foreign == NOBODY:
            foreign = owner - n - 1
    return Cover(count, chosen, foreign, gap)


@inlined
def cover(lon: float, lat: float, code: int, t: Tables) -> Cover:
    """Say who holds a point of a cell with this code."""
    n, states = t.shape[2], t.shape[3]
    if code < 0:
        return cover_mixed(lon, lat, -code - 1, t)
    if code < n:
        return Cover(1, code, NOBODY, False)
    special = code - n - FIRST_SOLE - n
    if special < 0:
        return Cover(0, NOBODY, NOBODY, code == n + GAP)
    if special < 2 * states:
        return Cover(0, NOBODY, special % states, False)
    start = t.set_start[special - 2 * states]
    return Cover(t.set_start[special - 2 * states + 1] - start, whole(t.set_member[start]), NOBODY, False)


@inlined
def edge_measure(lon: float, lat: float, scale: Scale, edge: int, t: Tables) -> float:
    """Measure from a point to an edge of the index; see earth.edge_squared."""
    k = 4 * edge
    return edge_squared(lon, lat, scale, t.edges[k], t.edges[k + 1], t.edges[k + 2], t.edges[k + 3])


@inlined
def other_metres(lon: float, lat: float, position: int, regency: int, t: Tables) -> float:
    """Return the metres to the nearest regency other than the one that holds the point; infinite if there is none."""
    best, scale = math.inf, scale_at(lat)
    for k in range(position + 1, position + 1 + t.lists[position]):
        edge = t.lists[k]
        if t.edge_area[edge] != regency:
            best = min(best, edge_measure(lon, lat, scale, edge, t))
    return true_metres(best) if best < math.inf else math.inf


@inlined
def nearest(lon: float, lat: float, position: int, t: Tables) -> Near:
    """Return the nearest regencies of a point that none holds; equal distances go to the lower code."""
    first, d1, d2 = NOBODY, math.inf, math.inf
    rival, dp = NOBODY, math.inf
    scale = scale_at(lat)
    for k in range(position + 1, position + 1 + t.lists[position]):
        area = whole(t.edge_area[t.lists[k]])
        metres = true_metres(edge_measure(lon, lat, scale, t.lists[k], t))
        if area == first:
            d1 = min(d1, metres)
        elif metres < d1 - SAME_FOOT_M or (metres <= d1 + SAME_FOOT_M and area < first):
            if first != NOBODY and t.province[first] != t.province[area]:
                rival, dp = first, d1
            first, d1, d2 = area, metres, d1
        else:
            d2 = min(d2, metres)
            if t.province[area] != t.province[first] and (metres, area) < (dp, rival):
                rival, dp = area, metres
    return Near(first, d1, d2, dp, rival)


@inlined
def unsure(metres: float, threshold: float) -> bool:
    """Say whether a distance is too close to a threshold to tell on which side it lies."""
    return metres < math.inf and abs(metres - threshold) <= error_bound(metres)


@inlined
def tie_unsure(near: Near) -> bool:
    """Say whether two regencies are about equally far, yet not for meeting at the same point."""
    apart = near.other_metres - near.metres
    return SAME_FOOT_M < apart <= TIE_M + error_bound(near.metres)


@inlined
def _flags(doubtful: bool, uncertain: bool) -> int:
    return (DOUBTFUL if doubtful else 0) | (UNCERTAIN if uncertain else 0)


@inlined
def place_on_land(lon: float, lat: float, position: int, who: Cover, threshold: float, t: Tables) -> Found:
    """Return the Place of a point that at least one regency covers."""
    if who.regencies > 1:
        return Found(who.chosen, LAND, OVERLAP, NOBODY, 0.0, DOUBTFUL, NOBODY)
    border = other_metres(lon, lat, position, who.chosen, t)
    flags = _flags(border < threshold, unsure(border, threshold))
    if t.approximate[who.chosen]:
        return Found(who.chosen, LAND, NEAREST, NOBODY, border, flags | DOUBTFUL, NOBODY)
    return Found(who.chosen, LAND, COVERED, NOBODY, border, flags, NOBODY)


@inlined
def place_at_sea(near: Near, threshold: float, t: Tables) -> Found:
    """Return the Place of a point in the territorial sea."""
    uncertain = tie_unsure(near) or unsure(near.metres, TERRITORIAL_SEA_M)
    uncertain = uncertain or unsure(near.other_province_metres, MEDIAN_REACH_M)
    border = math.nan
    doubtful = t.approximate[near.nearest] == 1
    if near.other_province_metres <= MEDIAN_REACH_M:
        border = max(0.0, (near.other_province_metres - near.metres) / 2)
        doubtful = doubtful or border < threshold
        uncertain = uncertain or abs(border - threshold) <= error_bound(near.other_province_metres)
    return Found(NOBODY, SEA, AT_SEA, near.nearest, border, _flags(doubtful, uncertain), NOBODY)


@inlined
def place_elsewhere(
    lon: float, lat: float, position: int, who: Cover, precision: float, threshold: float, t: Tables
) -> Found:
    """Return the Place of a point that no regency covers."""
    near = nearest(lon, lat, position, t)
    approximate = t.approximate[near.nearest] == 1 if near.nearest != NOBODY else False
    if who.gap or near.metres <= precision:
        on_land = who.gap or (who.foreign != NOBODY and t.foreign_reach[who.foreign] == 0.0)
        doubtful = on_land or approximate or near.other_metres < threshold
        uncertain = tie_unsure(near) or unsure(near.other_metres, threshold)
        if not who.gap:
            uncertain = uncertain or unsure(near.metres, precision)
        setting = LAND if on_land else COAST
        return Found(near.nearest, setting, NEAREST, NOBODY, near.other_metres, _flags(doubtful, uncertain), NOBODY)
    close = precision > 0 and unsure(near.metres, precision)
    if who.foreign != NOBODY:
        reach = t.foreign_reach[who.foreign]
        close = close or (reach > 0.0 and unsure(near.metres, reach))
        if near.metres > reach:
            return Found(NOBODY, ABROAD, NONE, NOBODY, math.nan, _flags(False, close), who.foreign)
    if near.metres <= TERRITORIAL_SEA_M:
        found = place_at_sea(near, threshold, t)
        return Found(NOBODY, SEA, AT_SEA, found.nearest, found.border, found.flags | _flags(False, close), NOBODY)
    flags = _flags(approximate, close or unsure(near.metres, TERRITORIAL_SEA_M)) | (TIED if tie_unsure(near) else 0)
    return Found(NOBODY, OCEAN, AT_SEA, near.nearest, math.nan, flags, NOBODY)


@inlined
def find(lon: float, lat: float, precision: float, threshold: float, t: Tables) -> Found:
    """Return the whole Place of a point; OUTSIDE where it lies beyond the cells."""
    cell = cell_of(lon, lat, t)
    if cell == NOBODY:
        return Found(NOBODY, OCEAN, AT_SEA, NOBODY, math.nan, OUTSIDE, NOBODY)
    code, position = whole(t.cells[2 * cell]), whole(t.cells[2 * cell + 1])
    who = cover(lon, lat, code, t)
    if who.regencies > 0:
        return place_on_land(lon, lat, position, who, threshold, t)
    sole = code - t.shape[2] - FIRST_SOLE
    if 0 <= sole < t.shape[2]:
        return Found(NOBODY, OCEAN, AT_SEA, sole, math.nan, _flags(t.approximate[sole] == 1, False), NOBODY)
    if sole >= t.shape[2] + t.shape[3]:
        return Found(NOBODY, ABROAD, NONE, NOBODY, math.nan, 0, who.foreign)
    return place_elsewhere(lon, lat, position, who, precision, threshold, t)


@inlined
def find_regency(lon: float, lat: float, precision: float, t: Tables) -> tuple[int, int]:
    """Return the regency of a point (or NOBODY) and flags, without border and candidates."""
    cell = cell_of(lon, lat, t)
    n = t.shape[2]
    code = whole(t.cells[2 * cell]) if cell != NOBODY else n + BARE_OCEAN
    if 0 <= code < n:
        return code, 0
    if code in (n + BARE_SEA, n + BARE_OCEAN) or n + FIRST_SOLE <= code < n + FIRST_SOLE + n:
        return NOBODY, 0
    who = cover(lon, lat, code, t)
    if who.regencies > 0:
        return who.chosen, 0
    if code >= n + FIRST_SOLE + n + t.shape[3] or (precision <= 0 and not who.gap):
        return NOBODY, 0
    near = nearest(lon, lat, whole(t.cells[2 * cell + 1]), t)
    if who.gap:
        return near.nearest, _flags(False, tie_unsure(near))
    uncertain = unsure(near.metres, precision) or (near.metres <= precision and tie_unsure(near))
    return near.nearest if near.metres <= precision else NOBODY, _flags(False, uncertain)


@kernel
def regency_one(lon: float, lat: float, precision: float, memory: Array) -> tuple[int, int]:
    """Return the regency of one point and flags."""
    return find_regency(lon, lat, precision, tables(memory))
