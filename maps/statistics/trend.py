"""Mann–Kendall: whether a series rises or falls over time, whatever its shape (Mann 1945, Kendall 1975)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.statistics.gathering import Floats, two_sided


@dataclass(frozen=True, slots=True)
class Trend:
    """Score S, its z with correction for ties and continuity, and two-sided p, of every series."""

    s: NDArray[np.int64]
    z: Floats
    p: Floats


def mann_kendall(series: Floats) -> Trend:
    """Return the trend of many series at once.

    Parameters
    ----------
    series
        (n, m): n series of m values in the order of time.
    """
    series = np.asarray(series, np.float64)
    n, m = series.shape
    s = np.zeros(n, np.int64)
    for k in range(m - 1):
        s += np.sign(series[:, k + 1 :] - series[:, k, None]).sum(axis=1).astype(np.int64)
    variance = (m * (m - 1) * (2 * m + 5) - _ties(np.sort(series, axis=1))) / 18
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where((s == 0) | (variance <= 0), 0.0, (s - np.sign(s)) / np.sqrt(variance))
    return Trend(s, z, two_sided(z))


def _ties(ordered: Floats) -> Floats:
    """Return Σ t(t−1)(2t+5) over the groups of equal values of each series, whose values are sorted."""
    n, m = ordered.shape
    total, run = np.zeros(n), np.ones(n)
    for k in range(1, m + 1):
        same = ordered[:, k] == ordered[:, k - 1] if k < m else np.zeros(n, bool)
        ended = run[~same]
        total[~same] += ended * (ended - 1) * (2 * ended + 5)
        run = np.where(same, run + 1, 1)
    return total
