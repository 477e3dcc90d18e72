"""Does Gi* find what is there, and only that? Hotspots planted on the real map, over and over."""

from dataclasses import dataclass

import h3
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from maps.statistics.gathering import gathering
from maps.statistics.neighbours import ring_weights

RESOLUTION = 5
BACKGROUND = 1.0
"""Incidents that a cell of some 250 km² has on average without a hotspot."""


@dataclass(frozen=True, slots=True)
class Score:
    """Averages over all simulations, each of them a share from 0 to 1; NaN where nothing was planted or called.

    `recall`: of the planted cells, those found. `precision`: of the cells called hot, those in reach of a planted one.
    `false_discovery`: of the cells called hot, those with nothing planted within their neighbourhood; it is to stay at
    or below the level at which they are called. `alarms`: simulations in which any such cell was called.
    """

    recall: float
    precision: float
    false_discovery: float
    alarms: float


def cells_of(polygons: NDArray[np.object_]) -> list[str]:
    """Return the cells whose centre lies in one of the polygons (shapely, lon/lat), sorted."""
    found: set[str] = set()
    for polygon in polygons:
        found.update(h3.geo_to_cells(polygon, RESOLUTION))
    return sorted(found)


def simulate(
    cells: list[str], *, spots: int, times: float, rounds: int, seed: int, level: int = 95, uneven: bool = True
) -> Score:
    """Plant and look for hotspots.

    Parameters
    ----------
    spots
        How many are planted, each a cell and the six around it.
    times
        How many times as many incidents as elsewhere.
    level
        The confidence in percent from which a cell counts as found.
    uneven
        Whether the number of incidents varies from cell to cell as people do (gamma, shape 4), not by chance alone.
    """
    rng, weights = np.random.default_rng(seed), ring_weights(cells)
    return mean_score([_once(rng, weights, spots, times, level, uneven) for _ in range(rounds)])


def mean_score(rounds: list[tuple[float, float, float, float]]) -> Score:
    """Average over simulations, each told in the order of Score."""
    return Score(*(_mean(column) for column in np.array(rounds).T))


def _mean(values: NDArray[np.float64]) -> float:
    """The mean of what there is; NaN where there is nothing."""
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else float("nan")


def _once(
    rng: np.random.Generator, weights: csr_array, spots: int, times: float, level: int, uneven: bool
) -> tuple[float, float, float, float]:
    n = weights.shape[0]
    rate = BACKGROUND * (rng.gamma(4, 1 / 4, n) if uneven else np.ones(n))
    planted = np.zeros(n, bool)
    if spots:
        middles = rng.choice(n, spots, replace=False)
        planted = np.asarray(weights[middles].sum(axis=0)).ravel() > 0
    rate[planted] *= times
    hot = gathering(rng.poisson(rate).astype(float), weights).confidence >= level
    in_reach = (weights @ planted.astype(float)) > 0
    wrong, called = int((hot & ~in_reach).sum()), int(hot.sum())
    recall = float((hot & planted).sum() / planted.sum()) if spots else float("nan")
    precision = (called - wrong) / called if called and spots else float("nan")
    return recall, precision, wrong / called if called else 0.0, float(wrong > 0)
