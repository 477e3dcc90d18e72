"""Before and after: how two counts compare, with how far chance alone would move them. Pure.

Complaints are counts; each is taken to be Poisson with a rate of its own. The interval of a rate is Garwood's (1936,
exact). Given the sum of both counts, the later one is binomial (Przyborowski and Wilenski 1940), from which the
interval of the ratio of rates follows exactly (Clopper and Pearson 1934). Exact intervals are wide where there is
little: six incidents before and three after say nothing yet.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Final

from scipy.special import betaincinv, gammaincinv

LEVEL: Final = 0.95
MONTH: Final = 30.0
FEWEST_DAYS: Final = 14
"""With fewer days on each side nothing is compared."""
FEWEST_TOLD: Final = 10
"""With fewer incidents on both sides together the ratio of what is around is not told."""


class Verdict(StrEnum):
    """What can be said of two rates."""

    FEWER = "fewer"
    MORE = "more"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Rate:
    """A count over some days, as a rate in 30 days with its interval."""

    n: int
    days: int

    @property
    def value(self) -> float:
        """Incidents in 30 days."""
        return self.n / self.days * MONTH

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval."""
        tail = (1 - LEVEL) / 2
        return float(gammaincinv(self.n, tail)) / self.days * MONTH if self.n else 0.0

    @property
    def high(self) -> float:
        """Upper end of the 95 % interval."""
        tail = (1 - LEVEL) / 2
        return float(gammaincinv(self.n + 1, 1 - tail)) / self.days * MONTH


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rates. `ratio` is later over earlier (None where there was nothing earlier), within `low` and `high`."""

    before: Rate
    after: Rate
    ratio: float | None
    low: float
    high: float

    @property
    def enough(self) -> bool:
        """Whether there is so much that a ratio says something: FEWEST_TOLD on both sides together."""
        return self.before.n + self.after.n >= FEWEST_TOLD

    @property
    def verdict(self) -> Verdict:
        """Whether the later rate is lower or higher than chance explains."""
        if self.high < 1:
            return Verdict.FEWER
        return Verdict.MORE if self.low > 1 else Verdict.UNSURE


def compare(before: Rate, after: Rate) -> Comparison:
    """Compare two rates, each of at least one day."""
    tail = (1 - LEVEL) / 2
    a, b, stretch = after.n, before.n, before.days / after.days
    low_share = float(betaincinv(a, b + 1, tail)) if a else 0.0
    high_share = float(betaincinv(a + 1, b, 1 - tail)) if b else 1.0
    ratio = a / b * stretch if b else None
    return Comparison(before, after, ratio, _odds(low_share) * stretch, _odds(high_share) * stretch)


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else inf
