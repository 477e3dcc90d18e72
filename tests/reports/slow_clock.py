"""The obvious way to reckon a deadline: walk from day to day, or from minute to minute, and look at each.

Written without looking at reports.reckoning, to hold it against. Time zones of Indonesia have no summer time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

HOURS_EAST = {"Asia/Jakarta": 7, "Asia/Pontianak": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
Pause = tuple[dt.datetime, dt.datetime]


def last_day(
    started: dt.datetime, days: int, zone: str, works: Callable[[dt.date], bool], pauses: Sequence[Pause]
) -> dt.date:
    """The last day in time of a step that takes so many working days."""
    east = dt.timedelta(hours=HOURS_EAST[zone])
    day = (started + east).date()
    left = days
    while left:
        day += dt.timedelta(days=1)
        midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) - east
        slept = any(begin <= midnight and midnight + dt.timedelta(days=1) <= end for begin, end in pauses)
        if works(day) and not slept:
            left -= 1
    return day


def late_from(started: dt.datetime, hours: int, pauses: Sequence[Pause]) -> dt.datetime:
    """The moment at which a step that takes so many clock hours is late; everything in whole minutes."""
    moment = started
    left = hours * 60
    while left:
        if not any(begin <= moment < end for begin, end in pauses):
            left -= 1
        moment += dt.timedelta(minutes=1)
    return moment


def works_by(general: Callable[[dt.date], bool], layers: Sequence[dict[dt.date, bool]]) -> Callable[[dt.date], bool]:
    """Whether a day is worked, where `layers` of exceptions stand one above the other, the widest first."""

    def works(day: dt.date) -> bool:
        for layer in reversed(layers):
            if day in layer:
                return layer[day]
        return general(day)

    return works
