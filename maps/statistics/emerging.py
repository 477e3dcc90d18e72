"""How hot and cold cells came about: the eight patterns of a space-time cube.

The definitions are those by which the field reads such maps (ArcGIS, "Emerging Hot Spot Analysis"): a cell's Gi* in
every slice of time, corrected for the number of cells within the slice, and the Mann–Kendall trend of its z scores.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import false_discovery_control

from maps.statistics.gathering import FEWEST_CELLS, Floats, TooFewError, by_chance, z_scores
from maps.statistics.trend import mann_kendall

Flags = NDArray[np.bool_]

MOSTLY = 0.9
ALPHA = 0.05
FEWEST_SLICES = 10
"""Below this many slices of time a trend says nothing."""


class Pattern(StrEnum):
    """How a cell that is, or was, hot (or cold) became so."""

    NONE = "none"
    NEW = "new"
    CONSECUTIVE = "consecutive"
    INTENSIFYING = "intensifying"
    PERSISTENT = "persistent"
    DIMINISHING = "diminishing"
    SPORADIC = "sporadic"
    OSCILLATING = "oscillating"
    HISTORICAL = "historical"


@dataclass(frozen=True, slots=True)
class Emergence:
    """Of every cell: pattern, whether it is of the cold kind, and the trend of its scores (z of Mann–Kendall)."""

    pattern: NDArray[np.str_]
    cold: Flags
    trend_z: Floats
    trend_p: Floats


def emergence(cube: Floats, weights: csr_array) -> Emergence:
    """Return the pattern of every cell of a space-time cube.

    Parameters
    ----------
    cube
        (n, m): incidents in n cells in m slices of time, in their order.
    weights
        n × n, row-standardised, the cell itself among its neighbours.

    Raises
    ------
    TooFewError
        Fewer than FEWEST_CELLS cells or FEWEST_SLICES slices.
    """
    cells, slices = cube.shape
    if cells < FEWEST_CELLS or slices < FEWEST_SLICES:
        raise TooFewError(f"{cells} cells in {slices} slices; at least {FEWEST_CELLS} in {FEWEST_SLICES} are needed")
    z = z_scores(cube, weights)
    p = np.stack([by_chance(cube[:, k], weights) for k in range(slices)], axis=1)
    sure = false_discovery_control(p, axis=0) <= ALPHA
    hot, cold = sure & (z > 0), sure & (z < 0)
    trend = mann_kendall(z)
    pattern, is_cold = told(hot, cold, trend.s, trend.p)
    return Emergence(pattern, is_cold, trend.z, trend.p)


def told(hot: Flags, cold: Flags, direction: NDArray[np.int64], p: Floats) -> tuple[NDArray[np.str_], Flags]:
    """Return the pattern of every cell, and whether it is the cold one: what a cell is now goes before what it was.

    Parameters are those of `patterns`.
    """
    warm, cool = patterns(hot, cold, direction, p), patterns(cold, hot, -direction, p)
    is_cold = (cool != Pattern.NONE) & ((warm == Pattern.NONE) | cold[:, -1])
    return np.where(is_cold, cool, warm), is_cold


def patterns(hot: Flags, cold: Flags, direction: NDArray[np.int64], p: Floats) -> NDArray[np.str_]:
    """Return the hot pattern of every cell from the slices in which it was hot or cold; exchange both for the cold one.

    Parameters
    ----------
    hot, cold
        (n, m): whether a cell was so for sure in a slice.
    direction, p
        (n,): sign of its trend towards hotter, and how likely such a trend is by chance.
    """
    slices = hot.shape[1]
    count, now = hot.sum(axis=1), hot[:, -1]
    run = _last_run(hot)
    mostly = count >= MOSTLY * slices
    only_this_run = count == run
    rising, falling = (p <= ALPHA) & (direction > 0), (p <= ALPHA) & (direction < 0)
    rules = (
        (~now & mostly, Pattern.HISTORICAL),
        (now & (count == 1), Pattern.NEW),
        (now & mostly & rising, Pattern.INTENSIFYING),
        (now & mostly & falling, Pattern.DIMINISHING),
        (now & mostly, Pattern.PERSISTENT),
        (now & cold.any(axis=1), Pattern.OSCILLATING),
        (now & only_this_run & (run >= 2), Pattern.CONSECUTIVE),
        (now, Pattern.SPORADIC),
    )
    return np.select([rule for rule, _ in rules], [str(name) for _, name in rules], str(Pattern.NONE))


def _last_run(hot: Flags) -> NDArray[np.int64]:
    """Return for how many slices up to the last each cell has been hot without a break."""
    cooled = ~hot[:, ::-1]
    return np.where(cooled.any(axis=1), cooled.argmax(axis=1), hot.shape[1])
