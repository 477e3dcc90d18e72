"""Answers compared point by point: every difference has a reason that is checked, or it fails the run."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyproj
import shapely

from bench.areas import Areas, Array
from bench.peers import Pairs

TOUCH_DEG = 2e-9
"""A point covers an area within 1e-9 degrees (boundaries.locator.rules); as much again for the rounding of engines."""

LONGEST_EDGE_DEG = 0.05
SLACK_M, SLACK = 1.0, 1e-3
"""What Mercator may be off, in metres and as a share, when it says which of two coasts is nearer."""


class Reason(StrEnum):
    """Why two answers for a point agree, or differ and are both right."""

    SAME = "same"
    OVERLAP = "several areas cover it, ours by rule the smallest"
    BORDER = "on a border, within the tolerance"
    GAP = "in a gap, ours the nearest"
    COAST = "off the coast within the precision, ours the nearest"
    UNEXPLAINED = "unexplained"


REASONS = tuple(Reason)


@dataclass(frozen=True)
class Comparison:
    """How many points for each reason, and the first of those without."""

    counts: dict[str, int]
    unexplained: list[dict[str, object]]

    @property
    def failed(self) -> int:
        """Return the number of differences without a reason."""
        return self.counts.get(Reason.UNEXPLAINED, 0)


def compare(areas: Areas, lons: Array, lats: Array, ours: Array, theirs: Pairs) -> Comparison:
    """Compare our assignment with the areas a peer says cover each point.

    Parameters
    ----------
    ours
        Position of the area assigned to each point, -1 for none.
    theirs
        Pairs of point and covering area; in any order, none for a point that nothing covers.
    """
    reason = np.full(len(lons), REASONS.index(Reason.UNEXPLAINED), np.int8)
    count = np.bincount(theirs.point, minlength=len(lons))
    chosen = _by_rule(areas, len(lons), theirs)
    equal = chosen == ours
    reason[equal & (count > 1)] = REASONS.index(Reason.OVERLAP)
    reason[equal & (count <= 1)] = REASONS.index(Reason.SAME)
    rest = np.flatnonzero(~equal)
    reason[rest[_touching(areas, lons, lats, rest, ours, theirs)]] = REASONS.index(Reason.BORDER)
    rest = rest[(reason[rest] == REASONS.index(Reason.UNEXPLAINED)) & (count[rest] == 0) & (ours[rest] >= 0)]
    if len(rest):
        nearest, metres = _is_nearest(areas, lons[rest], lats[rest], ours[rest])
        gap = _in_gap(areas, lons[rest], lats[rest])
        coast = ~gap & (metres <= areas.precision_m * (1 + SLACK) + SLACK_M)
        reason[rest[nearest & gap]] = REASONS.index(Reason.GAP)
        reason[rest[nearest & coast]] = REASONS.index(Reason.COAST)
    return _report(areas, lons, lats, ours, chosen, reason)


def _by_rule(areas: Areas, n: int, theirs: Pairs) -> Array:
    """Return per point the smallest covering area, then the lower code; -1 where there is none."""
    order = np.lexsort((theirs.area, areas.km2[theirs.area], theirs.point))[::-1]  # the last written stays
    chosen = np.full(n, -1, np.int64)
    chosen[theirs.point[order]] = theirs.area[order]
    return chosen


def _touching(areas: Areas, lons: Array, lats: Array, which: Array, ours: Array, theirs: Pairs) -> Array:
    """Say for each point of `which` whether our answer is right if areas whose border it touches cover it or not."""
    points = np.asarray(shapely.points(lons[which], lats[which]), dtype=object)
    near, area = shapely.STRtree(areas.polygons).query(points, predicate="dwithin", distance=TOUCH_DEG)
    touched = shapely.distance(shapely.boundary(areas.polygons[area]), points[near]) <= TOUCH_DEG
    open_to: dict[int, set[int]] = {}
    for k, a in zip(near[touched].tolist(), area[touched].tolist(), strict=True):
        open_to.setdefault(k, set()).add(a)
    if not open_to:
        return np.zeros(len(which), bool)
    of_them = np.isin(theirs.point, which[list(open_to)])
    cover: dict[int, set[int]] = {}
    for point, a in zip(theirs.point[of_them].tolist(), theirs.area[of_them].tolist(), strict=True):
        cover.setdefault(point, set()).add(a)
    return np.array([_possible(areas, int(ours[p]), cover.get(int(p), set()), open_to.get(k, set()))
                     for k, p in enumerate(which)])  # fmt: skip


def _possible(areas: Areas, ours: int, cover: set[int], touched: set[int]) -> bool:
    """Say whether the rule can give our answer when each touched area may cover the point or not."""
    if not touched:
        return False
    if ours < 0:
        return cover <= touched
    better = {a for a in cover if (areas.km2[a], a) < (areas.km2[ours], ours)}
    return ours in cover | touched and better <= touched


def _is_nearest(areas: Areas, lons: Array, lats: Array, ours: Array) -> tuple[Array, Array]:
    """Say whether no other area is nearer than ours, and how many metres ours is away.

    Measured in Mercator on the ellipsoid: it keeps shapes, so over these distances it finds the same foot.
    """
    to_plane = pyproj.Transformer.from_crs(4326, 3395, always_xy=True)
    cut = shapely.segmentize(areas.polygons, LONGEST_EDGE_DEG)
    plane = shapely.transform(cut, lambda xy: np.column_stack(to_plane.transform(xy[:, 0], xy[:, 1])))
    points = shapely.points(*to_plane.transform(lons, lats))
    (point, _area), least = shapely.STRtree(plane).query_nearest(points, all_matches=False, return_distance=True)
    nearest = np.empty(len(lons))
    nearest[point] = least
    scale = np.cos(np.radians(lats)) / np.sqrt(1 - 0.00669438 * np.sin(np.radians(lats)) ** 2)
    metres = shapely.distance(points, plane[ours]) * scale
    return metres <= nearest * scale * (1 + SLACK) + SLACK_M, metres


def _in_gap(areas: Areas, lons: Array, lats: Array) -> Array:
    held = np.zeros(len(lons), bool)
    if len(areas.gaps):
        points = shapely.points(lons, lats)
        held[shapely.STRtree(areas.gaps).query(points, predicate="dwithin", distance=TOUCH_DEG)[0]] = True
    return held


def _report(areas: Areas, lons: Array, lats: Array, ours: Array, chosen: Array, reason: Array) -> Comparison:
    counts = {str(name): int((reason == k).sum()) for k, name in enumerate(REASONS)}
    wrong = np.flatnonzero(reason == REASONS.index(Reason.UNEXPLAINED))[:20]

    def code(position: int) -> str | None:
        return areas.codes[position] if position >= 0 else None

    shown: list[dict[str, object]] = [
        {"lon": float(lons[k]), "lat": float(lats[k]), "ours": code(ours[k]), "theirs": code(chosen[k])} for k in wrong
    ]
    return Comparison({name: k for name, k in counts.items() if k}, shown)
