"""Periods one before the other, and days some months on."""

import calendar
import datetime as dt
from typing import Final

from monitoring.periods import Period

_DAY: Final = dt.timedelta(days=1)


def months_of(period: Period) -> int | None:
    """Return how many months a named period has; None of any days."""
    return period.last.month - period.first.month + 1 if period.name else None


def preceding(period: Period) -> Period:
    """Return the period before one: as many months, or as many days."""
    last = period.first - _DAY
    months = months_of(period)
    if months is not None:
        return Period.containing(last, months)
    return Period.between(last - (period.last - period.first), last)


def later_by(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later; the end of a month stays one, and no month is skipped."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    length = calendar.monthrange(year, month)[1]
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month, length if ends else min(day.day, length))
