"""Incidents by month as bars, drawn by the server: a drawing in its own units, and a table beside it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10
from typing import Final

from maps.hotspot.measuring import Month

WIDTH: Final = 640
HEIGHT: Final = 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 6, 18, 26
_GAP = 0.22  # of a month's width


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: its day and count, where it stands, and whether its name is written below it."""

    month: Month
    x: float
    y: float
    width: float
    height: float
    named: bool

    @property
    def middle(self) -> float:
        """Its middle, where its name stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale with its number, or a mark in time with its kind."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it. `marks` are days on which something was done: their x, and what ("taken_up", "target", "cooled")."""

    bars: tuple[Bar, ...]
    scale: tuple[Line, ...]
    marks: tuple[Line, ...]
    left: int = _LEFT
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - _BOTTOM
    right: int = WIDTH - _RIGHT


def chart(months: Sequence[Month], days: Sequence[tuple[str, dt.date | None]]) -> Chart:
    """Return the drawing of some months, with marks at days that lie in them."""
    most = max((month.n for month in months), default=0)
    step = _step(most)
    top = max(step * ceil(most / step), 1)
    each = (WIDTH - _LEFT - _RIGHT) / max(len(months), 1)
    tall = HEIGHT - _TOP - _BOTTOM

    def height(n: float) -> float:
        return round(tall * n / top, 1)

    bars = tuple(
        Bar(
            month,
            round(_LEFT + each * (place + _GAP / 2), 1),
            round(HEIGHT - _BOTTOM - height(month.n), 1),
            round(each * (1 - _GAP), 1),
            height(month.n),
            month.first.month in {1, 7},
        )
        for place, month in enumerate(months)
    )
    scale = tuple(Line(round(HEIGHT - _BOTTOM - height(n), 1), str(n)) for n in range(0, top + 1, step))
    marks = tuple(
        Line(round(_LEFT + each * at, 1), kind)
        for kind, day in days
        if day and (at := _months_after(months[0].first, day)) is not None and 0 <= at <= len(months)
    )
    return Chart(bars, scale, marks)


def _step(most: int) -> int:
    """The distance of the lines of the scale: 1, 2 or 5 times a power of ten, at most five lines."""
    if most <= 4:
        return 1
    power = 10 ** int(log10(most / 4))
    return int(next(k * power for k in (1, 2, 5, 10) if most / (k * power) <= 4.5))


def _months_after(first: dt.date, day: dt.date) -> float:
    whole = (day.year - first.year) * 12 + day.month - first.month
    return whole + (day.day - 1) / 31
