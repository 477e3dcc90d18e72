"""Does the search for clusters find what is there, and only that? Heaps of incidents planted on the real map."""

import h3
import numpy as np
from numpy.typing import NDArray

from bench.hotspots.planting import BACKGROUND, RESOLUTION, Score, mean_score
from maps.statistics.incidents import Cluster, find_clusters
from maps.statistics.plane import EARTH_M

FINE = RESOLUTION + 2
"""Resolution of the cells, 2.4 km wide, from one to the next of which uneven ground varies."""

Places = NDArray[np.float64]


class Country:
    """Land as fine cells: where incidents without a reason lie. `cells` are those of RESOLUTION."""

    def __init__(self, cells: list[str]) -> None:
        self.coarse = len(cells)
        fine = [h3.cell_to_children(cell, FINE) for cell in cells]
        self.of = np.repeat(np.arange(len(cells)), [len(children) for children in fine])
        self.middles = np.array([h3.cell_to_latlng(cell) for children in fine for cell in children])[:, ::-1]

    def background(self, rng: np.random.Generator, uneven: bool) -> Places:
        """Return places (lon, lat) of incidents by chance, BACKGROUND in a cell of RESOLUTION on average."""
        rate = np.full(len(self.of), BACKGROUND * self.coarse / len(self.of))
        if uneven:
            rate *= rng.gamma(4, 1 / 4, self.coarse)[self.of] * rng.gamma(4, 1 / 4, len(self.of))
        middles = np.repeat(self.middles, rng.poisson(rate), axis=0)
        reach = np.degrees(h3.average_hexagon_edge_length(FINE, unit="m") / EARTH_M)
        return middles + rng.uniform(-reach, reach, middles.shape)

    def heaps(self, rng: np.random.Generator, count: int, each: int, spread_m: float) -> Places:
        """Return places of heaps, one after the other, each normally scattered around a place on land."""
        middles = np.repeat(self.middles[rng.choice(len(self.middles), count, replace=False)], each, axis=0)
        return middles + rng.normal(0, np.degrees(spread_m / EARTH_M), middles.shape)


def simulate_heaps(
    country: Country, *, heaps: int, each: int, spread_m: float, rounds: int, seed: int, uneven: bool
) -> Score:
    """Plant heaps and look for clusters.

    A heap is found where a cluster holds half of it or more; a cluster is false where less than half of it was planted.
    """
    rng = np.random.default_rng(seed)
    return mean_score([_once(rng, country, heaps, each, spread_m, uneven) for _ in range(rounds)])


def _once(
    rng: np.random.Generator, country: Country, heaps: int, each: int, spread_m: float, uneven: bool
) -> tuple[float, float, float, float]:
    background = country.background(rng, uneven)
    planted = country.heaps(rng, heaps, each, spread_m) if heaps else np.empty((0, 2))
    lon, lat = np.concatenate([planted, background]).T
    day, kind = np.full(len(lon), np.datetime64("2026-01-01")), np.zeros(len(lon), np.int8)
    return _judged(find_clusters(lon, lat, day, kind), heaps, each)


def _judged(found: list[Cluster], heaps: int, each: int) -> tuple[float, float, float, float]:
    caught, wrong = set(), 0
    for cluster in found:
        members = cluster.members[cluster.members < heaps * each]
        if 2 * len(members) < cluster.n:
            wrong += 1
        whose, sizes = np.unique(members // each, return_counts=True) if len(members) else ((), ())
        caught |= {heap for heap, size in zip(whose, sizes, strict=True) if 2 * size >= each}
    called = len(found)
    recall = len(caught) / heaps if heaps else float("nan")
    precision = (called - wrong) / called if called and heaps else float("nan")
    return recall, precision, wrong / called if called else 0.0, float(wrong > 0)
