"""Which figures are kept, as of which days, and for how long."""

import calendar
import datetime as dt
import os
from collections.abc import Iterator
from typing import Final

from monitoring.counting.question import Group, Question
from monitoring.models import SubjectKind, Window
from monitoring.periods import Period

AT_ONCE: Final = min(4, os.cpu_count() or 1)
"""Connections that share the reckoning of a night."""

NIGHTS_KEPT: Final = 35
"""Days for which the figures of each night are kept; those of ends of months stay."""

GROUPS: Final[dict[SubjectKind, Group]] = {
    SubjectKind.NATION: (),
    SubjectKind.PROVINCE: ("province",),
    SubjectKind.REGENCY: ("regency",),
    SubjectKind.AGENCY: ("agency",),
}

BY_CATEGORY: Final = (SubjectKind.NATION, SubjectKind.PROVINCE, SubjectKind.REGENCY)
"""Whose figures are kept for each category as well: as of ends of months, of the last twelve months."""

_MONTHS: Final = {Window.MONTH: 1, Window.QUARTER: 3, Window.HALF: 6, Window.CALENDAR_YEAR: 12}


def ends_month(day: dt.date) -> bool:
    """Whether a day is the last of its month."""
    return day.day == calendar.monthrange(day.year, day.month)[1]


def ends_of_months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Give the ends of months from one day to another, both included."""
    day = first
    while day <= last:
        if ends_month(day):
            yield day
        day += dt.timedelta(days=1)


def windows(on: dt.date) -> dict[str, Period]:
    """Return the windows of a day: each night the quarter and the last twelve months, at the end of a month all."""
    found = {Window.YEAR.value: Period.year_until(on)}
    for window, months in _MONTHS.items():
        if window == Window.QUARTER or ends_month(on):
            found[window.value] = Period(Period.containing(on, months).first, on)
    return found


def questions(on: dt.date, public: bool = False) -> list[Question]:
    """Return what is asked as of a day; `public`: of the cases that anybody may open now."""
    found = [Question(windows(on), list(GROUPS.values()), public)]
    if ends_month(on):
        year = {Window.YEAR.value: Period.year_until(on)}
        found.append(Question(year, [(*GROUPS[kind], "category") for kind in BY_CATEGORY], public))
    return found
