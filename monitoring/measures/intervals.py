"""How sure a figure is: intervals for shares and for medians. Pure functions of counts.

scipy has both (`binomtest`, `ecdf` of censored data) for one sample of single values; these work on counts of equal
values, for thousands of groups a night. tests/monitoring/test_intervals.py holds them against scipy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final

LEVEL: Final = 0.95
"""Share of intervals that hold the true value."""

_Z: Final = NormalDist().inv_cdf(0.5 + LEVEL / 2)
_HALF: Final = 0.5 + 1e-9
"""One half, as products of shares come to it."""


@dataclass(frozen=True, slots=True)
class Median:
    """A median and its interval. None where it lies beyond what was seen, or too few were seen to tell."""

    value: float | None
    low: float | None
    high: float | None


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the score interval of a share, 0 to 1 (Wilson 1927, J. Am. Stat. Assoc. 22:209–212). `n` is at least 1."""
    share, spread = hits / n, _Z * _Z / n
    middle = share + spread / 2
    half = _Z * sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return (0.0 if hits == 0 else max(0.0, low)), (1.0 if hits == n else min(1.0, high))


def mean_interval(total: float, squares: float, n: int) -> tuple[float, float] | None:
    """Return the interval of a mean by the normal approximation, from sums; None of fewer than two values."""
    if n < 2:
        return None
    mean = total / n
    half = _Z * sqrt(max(0.0, squares - n * mean * mean) / (n - 1) / n)
    return mean - half, mean + half


def kaplan_meier(durations: Mapping[tuple[int, bool], int]) -> Median:
    """Return the median time until something happened, though to some it has not happened yet.

    The estimate is that of Kaplan and Meier (1958, J. Am. Stat. Assoc. 53:457–481): the first time at which no more
    than half still wait. The interval is that of Brookmeyer and Crowley (1982, Biometrics 38:29–41): the times for
    which one half is not rejected, with Greenwood's variance on the scale log(−log S) as Kalbfleisch and Prentice
    have it, so that it stays between 0 and 1.

    Parameters
    ----------
    durations
        How many took so long, by duration and whether it happened then (True) or they were seen no longer (False).
        Who was seen no longer counts as waiting at that very time.
    """
    at_risk = sum(durations.values())
    survival, greenwood = 1.0, 0.0
    value = low = high = None
    for time in sorted({time for time, _happened in durations}):
        happened = durations.get((time, True), 0)
        if happened:
            survival *= 1 - happened / at_risk
            if at_risk > happened:
                greenwood += happened / (at_risk * (at_risk - happened))
            lower, upper = _band(survival, greenwood) if survival else (1.0, 1.0)  # undefined where nobody is left
            value = time if value is None and survival <= _HALF else value
            low = time if low is None and lower <= _HALF else low
            high = time if high is None and upper <= _HALF else high
        at_risk -= happened + durations.get((time, False), 0)
    return Median(value, low, high)


def _band(survival: float, greenwood: float) -> tuple[float, float]:
    """Return the interval of a share that still waits, which is not none."""
    half = _Z * sqrt(greenwood) / abs(log(survival))
    return exp(log(survival) * exp(half)), exp(log(survival) * exp(-half))
