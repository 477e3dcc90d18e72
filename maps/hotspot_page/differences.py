"""By how much areas differ between two periods, and how sure that is."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from maps.classes.scheme import number
from maps.hotspot_page.reading import rows_of
from maps.layers.areas import AREAS
from maps.layers.ask import Ask
from maps.selection import Selection, month_of

Z_95: Final = 1.959964
ALPHA: Final = 0.05
"""Of the differences that are called real, at most this share is none (Benjamini and Hochberg)."""


class Months(NamedTuple):
    """A period: first days of its first and last month, both months included."""

    since: dt.date
    until: dt.date

    @property
    def length(self) -> int:
        """How many months it has."""
        return month_of(self.until) - month_of(self.since) + 1

    def of(self, selection: Selection) -> Selection:
        """Return a selection of these months."""
        return replace(selection, since=self.since, until=self.until)


@dataclass(frozen=True, slots=True)
class Difference:
    """Reports of an area in two periods, a and b; `ratio` is that of reports a month, b to a, with its 95 % interval.

    `verdict` is "more" or "fewer" where the difference is beyond chance, given how many areas were compared; else "".
    """

    name: str
    code: str
    a: int
    b: int
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: str = ""

    @property
    def told(self) -> tuple[str, ...]:
        """Its figures as a table writes them."""
        ratio = "–" if self.ratio is None else f"× {_factor(self.ratio)}"
        if self.low is None or self.high is None:
            return number(self.a), number(self.b), _signed(self.b - self.a), ratio, _("too few to say")
        told = {"more": _("more"), "fewer": _("fewer"), "": _("not to be told from chance")}[self.verdict]
        interval = f"{_factor(self.low)}–{_factor(self.high)}"
        return number(self.a), number(self.b), _signed(self.b - self.a), f"{ratio} ({interval})", told


def _factor(value: float) -> str:
    """Write a ratio; one to nothing is beyond all numbers."""
    return "∞" if math.isinf(value) else number(round(value, 2))


def rate_ratio(a: int, b: int, months_a: int, months_b: int) -> tuple[float, float, float, float]:
    """Return how many times as many reports a month there were in b as in a: ratio, its 95 % limits, and p.

    Given a + b reports, b is binomial with the share of b's months where nothing has changed. The limits are Wilson's
    for that share, turned into a ratio; p is of the score test that belongs to them, two-sided, with continuity
    correction, for counts are small.

    Source: Przyborowski and Wilenski (1940); Wilson (1927), J. Am. Stat. Assoc. 22.
    """
    n, expected = a + b, months_b / (months_a + months_b)
    share, factor = b / n, months_a / months_b
    middle = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    half = Z_95 / (1 + Z_95**2 / n) * math.sqrt(share * (1 - share) / n + Z_95**2 / (4 * n**2))
    low, high = max(middle - half, 0.0), min(middle + half, 1.0)
    apart = max(abs(b - n * expected) - 0.5, 0.0) / math.sqrt(n * expected * (1 - expected))
    return _odds(share) * factor, _odds(low) * factor, _odds(high) * factor, math.erfc(apart / math.sqrt(2))


def _signed(n: int) -> str:
    return number(n) if n == 0 else f"{'+' if n > 0 else '−'}{number(abs(n))}"


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)


FEWEST: Final = 10
"""Reports of both periods together below which an interval would say nothing."""


def differences(ask: Ask, a: Months, b: Months) -> list[Difference]:
    """Compare the areas of a question, those that changed most surely first."""
    counts = [_counts(replace(ask, selection=months.of(ask.selection))) for months in (a, b)]
    found, tested = [], []
    for code in sorted({*counts[0], *counts[1]}):
        name, first = counts[0].get(code, (counts[1].get(code, ("", 0))[0], 0))
        second = counts[1].get(code, ("", 0))[1]
        if first + second < FEWEST:
            if first or second:
                found.append(Difference(name, code, first, second))
            continue
        ratio, low, high, p = rate_ratio(first, second, a.length, b.length)
        tested.append((p, Difference(name, code, first, second, ratio, low, high)))
    tested.sort(key=lambda one: (one[0], one[1].code))
    real = discoveries([p for p, _one in tested])
    judged = [replace(one, verdict=_verdict(one) if place < real else "") for place, (_p, one) in enumerate(tested)]
    found.sort(key=lambda one: (-(one.a + one.b), one.code))
    return [*judged, *found]


def _verdict(one: Difference) -> str:
    return "more" if (one.ratio or 0) > 1 else "fewer"


def discoveries(ps: Sequence[float]) -> int:
    """Return how many of ascending p values are discoveries by Benjamini and Hochberg (1995)."""
    return max((rank for rank, p in enumerate(ps, 1) if p <= ALPHA * rank / len(ps)), default=0)


def _counts(ask: Ask) -> dict[str, tuple[str, int]]:
    source = AREAS.source(ask)
    rows = rows_of(f"SELECT code, name, n FROM ({source.text}) area WHERE name <> ''", source.values)  # noqa: S608
    return {row["code"]: (row["name"], row["n"]) for row in rows}
