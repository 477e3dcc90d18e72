"""One look-up at a time: ours in process, PostGIS on a kept connection, shapely's STRtree."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench import ours
from bench.areas import Areas
from bench.compare import Comparison, compare
from bench.peers import Pairs, prepare_statements, tree_one
from bench.points import Points
from bench.timing import Calls, call_by_turns

ROUNDS = 5


@dataclass(frozen=True)
class Lookups:
    """Microseconds per contender and percentile; each peer's answers against ours."""

    points: Points
    micros: dict[str, dict[str, float]]
    comparisons: dict[str, Comparison]


def measure_lookups(areas: Areas, points: Points, cursor: Any, edition: int) -> Lookups:
    """Time single look-ups of all points and compare the answers."""
    ask = prepare_statements(cursor, edition)
    peers = [
        Calls("PostGIS plain", ask["plain"]),
        Calls("PostGIS subdivided", ask["subdivided"]),
        Calls("STRtree, prepared", tree_one(areas)),
    ]
    mine = [Calls("ours, assignment", ours.assign_one), Calls("ours, whole Place", ours.place_one)]
    nothing = Calls("PostGIS, SELECT 1", ask["nothing"])
    call_by_turns([mine[0], peers[0], mine[1], peers[1], peers[2], nothing], points.lons, points.lats, ROUNDS)
    assigned = ours.positions(areas, mine[0].answers)
    placed = ours.positions(areas, [place.regency for place in mine[1].answers])

    def against(answers: list[Any], position: Callable[[Any], int]) -> Comparison:
        pairs = [(point, position(area)) for point, held in enumerate(answers) for area in held]
        found = np.array(pairs, np.int64).reshape(-1, 2)
        return compare(areas, points.lons, points.lats, assigned, Pairs(found[:, 0], found[:, 1]))

    by_id = {int(pk): k for k, pk in enumerate(areas.ids)}
    comparisons = {peer.name: against(peer.answers, lambda row: by_id[row[0]]) for peer in peers[:2]}
    comparisons[peers[2].name] = against(peers[2].answers, int)
    whole = Pairs(np.flatnonzero(placed >= 0), placed[placed >= 0])
    comparisons[mine[1].name] = compare(areas, points.lons, points.lats, assigned, whole)
    return Lookups(points, {c.name: c.summary() for c in [*mine, *peers, nothing]}, comparisons)
