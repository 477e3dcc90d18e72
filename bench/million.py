"""Many points at once, a million unless told otherwise: ours, GeoPandas, PostGIS, shapely's STRtree."""

from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np

from bench import ours, peers
from bench.areas import Areas
from bench.compare import Comparison, compare
from bench.points import Points
from bench.timing import Task, take_turns

ROUNDS = 3


@dataclass(frozen=True)
class Million:
    """Seconds per contender (median), the runs they are the median of, each peer's answers against ours."""

    points: Points
    seconds: dict[str, float]
    runs: dict[str, list[float]]
    comparisons: dict[str, Comparison]
    settings: dict[str, int]
    plans: dict[str, list[str]]


def measure_many(areas: Areas, points: Points, cursor: Any, edition: int) -> Million:
    """Time each contender on all points and compare the answers point by point."""
    peers.load_points(cursor, points)
    frame = geopandas.GeoDataFrame(geometry=areas.polygons, crs=4326)
    lons, lats = points.lons, points.lats
    assignment = Task("ours, assignment", lambda _: ours.assign_many(lons, lats))
    place = Task("ours, whole Place", lambda _: ours.place_many(lons, lats))
    join = Task("geopandas.sjoin", lambda given: peers.spatial_join(given, frame), lambda: peers.frame_of(points))
    tree = Task("STRtree, prepared", lambda _: peers.tree_many(areas, points))
    plain = Task("PostGIS plain", lambda _: peers.join(cursor, "plain", edition))
    subdivided = Task("PostGIS subdivided", lambda _: peers.join(cursor, "subdivided", edition))
    for warm in (ours.assign_many, ours.place_many):  # the first call of all compiles the kernels
        warm(lons[:1000], lats[:1000])
    take_turns([assignment, join, place, plain, subdivided, tree], ROUNDS)
    found = {
        join.name: peers.read_spatial_join(join.answer),
        tree.name: tree.answer,
        plain.name: peers.read_join(cursor, "plain", areas),
        subdivided.name: peers.read_join(cursor, "subdivided", areas),
    }
    assigned = ours.positions_many(areas, assignment.answer)
    placed = ours.positions_many(areas, place.answer.regency_code)
    found[place.name] = peers.Pairs(np.flatnonzero(placed >= 0), placed[placed >= 0])
    tasks = [assignment, place, join, plain, subdivided, tree]
    kinds, counts = np.unique(place.answer.setting, return_counts=True)
    return Million(
        points=points,
        seconds={task.name: task.median for task in tasks},
        runs={task.name: task.seconds for task in tasks},
        comparisons={name: compare(areas, lons, lats, assigned, pairs) for name, pairs in found.items()},
        settings={str(kind): int(count) for kind, count in zip(kinds, counts, strict=True)},
        plans={name: peers.plan_of(cursor, name, edition) for name in peers.JOINS},
    )
