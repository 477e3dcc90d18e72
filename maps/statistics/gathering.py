"""Getis-Ord Gi*: which cells have more, or fewer, around them than chance would put there.

Getis and Ord (1992), Ord and Ord (1995), with row-standardised weights that hold the cell itself. The score is the
analytic z. The p value is not the one that belongs to it under a normal distribution: complaints are few and skewed,
and over a country of cells that p calls some hot in every second map of pure chance (docs/hotspots.md). It is how often
so large a sum would come about if the counts were shuffled over the map, reckoned exactly instead of by shuffling.
It is corrected for the number of cells by Benjamini and Hochberg (1995): of the cells called hot at 95 %, 5 % at most
are so by chance on average.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import ndtr
from scipy.stats import false_discovery_control

Floats = NDArray[np.float64]

FEWEST_CELLS = 30
"""Below this many cells there is nothing that a cell could stand out from."""
LEVELS_OF_RATES = 10_000


class Confidence(IntEnum):
    """How sure it is that a cell is hot (positive) or cold (negative), in percent; 0 where it may be chance."""

    COLD_99, COLD_95, COLD_90, NONE, HOT_90, HOT_95, HOT_99 = -99, -95, -90, 0, 90, 95, 99


LEVELS = (90, 95, 99)


class TooFewError(ValueError):
    """There are too few cells, or too few incidents, for a statement."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """Gi* of every cell: z score, two-sided p by chance, p corrected for the number of cells, confidence."""

    z: Floats
    p: Floats
    q: Floats
    confidence: NDArray[np.int8]


def z_scores(values: Floats, weights: csr_array) -> Floats:
    """Return the z scores of Gi* of one or many samples.

    Parameters
    ----------
    values
        (n,) or (n, m): what is counted in each of n cells, in m samples (time slices).
    weights
        n × n, row-standardised, the cell itself among its neighbours (`ring_weights`).

    Returns
    -------
    ndarray
        As `values`. 0 in a sample whose values are all alike: nothing gathers there.
    """
    values = np.asarray(values, np.float64)
    n = values.shape[0]
    mean, spread = values.mean(axis=0), values.std(axis=0)
    sums = np.asarray(weights.sum(axis=1)).ravel()
    squares = np.asarray(weights.multiply(weights).sum(axis=1)).ravel()
    share = np.sqrt(np.maximum(n * squares - sums**2, 0) / (n - 1))
    if values.ndim == 2:
        sums, share = sums[:, None], share[:, None]
    expected = weights @ values - mean * sums
    deviation = spread * share
    return np.divide(expected, deviation, out=np.zeros_like(expected), where=deviation > 0)


def gathering(values: Floats, weights: csr_array) -> Gathering:
    """Return where values gather, over one sample of cells.

    Parameters
    ----------
    values
        (n,): counts, or rates, none below zero.
    weights
        n × n, row-standardised, all neighbours of a cell alike (`ring_weights`).

    Raises
    ------
    TooFewError
        There are fewer than FEWEST_CELLS cells.
    """
    if len(values) < FEWEST_CELLS:
        raise TooFewError(f"{len(values)} cells, at least {FEWEST_CELLS} are needed")
    z = z_scores(values, weights)
    p = by_chance(values, weights)
    q = false_discovery_control(p)
    return Gathering(z, p, q, confidence(z, q))


def by_chance(values: Floats, weights: csr_array) -> Floats:
    """Return how likely so extreme a sum over each neighbourhood is if the values lay anywhere, two-sided.

    The sum over k cells of a shuffled map is distributed as k draws from all values (with replacement, for n is much
    larger than k): the k-fold convolution of their histogram, which a Fourier transform gives at once for each k.

    Parameters
    ----------
    values
        (n,), none below zero. Whole numbers are taken as they are, others to a LEVELS_OF_RATES-th of the largest.
    weights
        n × n, all neighbours of a cell alike.
    """
    values = np.asarray(values, np.float64)
    exact = bool((values == np.rint(values)).all())
    whole = (values if exact else np.rint(values * (LEVELS_OF_RATES / values.max()))).astype(np.int64)
    sizes = np.diff(weights.indptr)
    sums = np.rint((weights @ whole) * sizes).astype(np.int64)
    share = np.bincount(whole) / len(whole)
    p = np.ones(len(whole))
    for k in np.unique(sizes[sizes > 0]):
        at_most, at_least = _tails(share, int(k))
        mine, slack = sizes == k, 0 if exact else int(k)  # sums of rounded rates are as good as equal
        above, below = np.minimum(sums[mine] + slack, len(at_most) - 1), np.maximum(sums[mine] - slack, 0)
        p[mine] = 2 * np.minimum(at_most[above], at_least[below])
    return np.clip(p, 0, 1)


def _tails(share: Floats, k: int) -> tuple[Floats, Floats]:
    """Return the chances that k draws sum to at most, and to at least, each possible sum."""
    length = k * (len(share) - 1) + 1
    sums = np.maximum(np.fft.irfft(np.fft.rfft(share, 2 * length) ** k, 2 * length)[:length], 0)
    return np.cumsum(sums), np.cumsum(sums[::-1])[::-1]


def two_sided(z: Floats) -> Floats:
    """Return the probability of so large a score of either sign under a normal distribution."""
    return 2 * ndtr(-np.abs(z))


def confidence(z: Floats, q: Floats) -> NDArray[np.int8]:
    """Return Confidence by the sign of the score and its corrected p."""
    level = np.zeros(z.shape, np.int8)
    for percent in LEVELS:
        level[q <= 1 - percent / 100 + 1e-12] = percent
    return np.where(z < 0, -level, level).astype(np.int8)
