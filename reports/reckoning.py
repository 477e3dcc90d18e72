"""By when: the arithmetic of deadlines, for one clock and for many. docs/clocks.md has its rules with examples."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from accounts.calendars import Calendar, Days, Office, calendar_of

_DAY = dt.timedelta(days=1)


class Period(Protocol):
    """How long something may take; Deadline rows know it."""

    @property
    def days(self) -> int:
        """Working days."""

    @property
    def hours(self) -> int | None:
        """Clock hours instead of working days, or None."""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day in time where the agency is, and the moment from which it is late."""

    on: dt.date
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which nobody could go on: a pause that is over."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One of many clocks: how long it may take, since when, at which agency, and its pauses in time order."""

    period: Period
    started_at: dt.datetime
    office: Office
    stops: Sequence[Stop] = ()


def due(period: Period, started_at: dt.datetime, office: Office, stops: Iterable[Stop] = ()) -> Due:
    """Return by when something that began at a moment must be done.

    Parameters
    ----------
    period
        How long it may take. Working days begin on the day after the start, in the time zone of `office`, and end with
        the end of the last one; clock hours run day and night from the start itself.
    office
        Whose calendar and time zone count.
    stops
        Pauses that are over and do not overlap. A working day that lies wholly within one does not count; the days on
        which it began and ended do. Clock hours stand still for exactly as long.
    """
    zone = ZoneInfo(office.time_zone)
    if period.hours is not None:
        moment = _after_hours(started_at, period.hours, stops)
        return Due((moment - dt.timedelta(microseconds=1)).astimezone(zone).date(), moment)
    calendar = calendar_of(office)
    start = started_at.astimezone(zone).date()
    last = calendar.add(start, period.days)
    for stop in sorted(stops, key=lambda stop: stop.start):
        first_free, last_free = _whole_days(stop, zone)
        lost = calendar.count(max(start, first_free - _DAY), last_free) if start < last_free else 0
        if first_free <= last and lost > 0 and period.days:
            last = calendar.add(last, lost)
    return Due(last, end_of(last, zone))


def end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the moment at which a day is over in a time zone."""
    return dt.datetime.combine(day + _DAY, dt.time(), zone).astimezone(dt.UTC)


def due_many(clocks: Sequence[Reckoned]) -> list[Due]:
    """Return `due` for each of many clocks; those of one calendar and time zone are reckoned at once."""
    found: list[Due | None] = [None] * len(clocks)
    together: dict[tuple[Calendar, str], list[int]] = defaultdict(list)
    for number, clock in enumerate(clocks):
        if clock.period.hours is None:
            together[calendar_of(clock.office), clock.office.time_zone].append(number)
        else:
            found[number] = due(clock.period, clock.started_at, clock.office, clock.stops)
    for (calendar, zone), numbers in together.items():
        days = _many_days(calendar, ZoneInfo(zone), [clocks[number] for number in numbers])
        for number, day in zip(numbers, days, strict=True):
            found[number] = Due(day, end_of(day, ZoneInfo(zone)))
    return [each for each in found if each is not None]


def _after_hours(started_at: dt.datetime, hours: int, stops: Iterable[Stop]) -> dt.datetime:
    moment = started_at + dt.timedelta(hours=hours)
    for stop in sorted(stops, key=lambda stop: stop.start):
        begins = max(stop.start, started_at)
        if begins < moment and stop.end > begins:
            moment += stop.end - begins
    return moment.astimezone(dt.UTC)


def _whole_days(stop: Stop, zone: ZoneInfo) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that lie wholly within a pause; the last is before the first where none do."""
    start, end = stop.start.astimezone(zone), stop.end.astimezone(zone)
    first = start.date() if start.time() == dt.time() else start.date() + _DAY
    return first, end.date() - _DAY


def _many_days(calendar: Calendar, zone: ZoneInfo, clocks: Sequence[Reckoned]) -> list[dt.date]:
    """The last day of each clock: what `due` does, with one pause of every clock at a time."""
    starts = _dates(clock.started_at.astimezone(zone).date() for clock in clocks)
    days = np.array([clock.period.days for clock in clocks], np.int64)
    last = calendar.add_many(starts, days)
    stops = [sorted(clock.stops, key=lambda stop: stop.start) for clock in clocks]
    for turn in range(max((len(each) for each in stops), default=0)):
        with_one = [number for number, each in enumerate(stops) if len(each) > turn and days[number]]
        rows = np.array(with_one, np.int64)
        free = [_whole_days(stops[number][turn], zone) for number in with_one]
        first_free, last_free = _dates(each[0] for each in free), _dates(each[1] for each in free)
        after = np.maximum(starts[rows], first_free - np.timedelta64(1, "D"))
        lost: NDArray[np.int64] = np.maximum(calendar.count_many(after, last_free), 0)
        lost[first_free > last[rows]] = 0
        last[rows] = calendar.add_many(last[rows], lost)
    return list(last.tolist())


def _dates(days: Iterable[dt.date]) -> Days:
    found: Any = np.array(list(days), "datetime64[D]")
    return found
