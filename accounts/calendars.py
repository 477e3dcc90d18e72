"""Working days: Monday to Friday, without holidays and *cuti bersama*, and as the table of overrides says.

The `holidays` package knows the public holidays of Indonesia and the joint leave that the yearly decree of three
ministers adds (category "government"); a decree that came later than the package is written down as CalendarDay rows.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache

import holidays

from accounts.models import CalendarDay
from accounts.remembered import Remembered

_FRIDAY = 5
_Overrides = Mapping[tuple[dt.date, str], bool]
"""(day, code of an area or "") -> worked."""


def add_working_days(start: dt.date, days: int, *, area_codes: Iterable[str] = ()) -> dt.date:
    """Return the last day of a period of working days that begins on the day after `start`.

    Parameters
    ----------
    start
        The day of the event; it does not count itself. With `days` = 0 it is returned as it is.
    days
        Number of working days, not negative.
    area_codes
        Codes of the areas whose local days off count; a regency's province is understood.
    """
    if days < 0:
        raise ValueError(f"days must not be negative: {days}")
    overrides, areas = _overrides(), _with_provinces(area_codes)
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= _works(day, areas, overrides)
    return day


def is_working_day(day: dt.date, *, area_codes: Iterable[str] = ()) -> bool:
    """Say whether offices work on a day; see `add_working_days` for the areas."""
    return _works(day, _with_provinces(area_codes), _overrides())


def _works(day: dt.date, areas: tuple[str, ...], overrides: _Overrides) -> bool:
    for area in areas:
        if (day, area) in overrides:
            return overrides[day, area]
    return day.isoweekday() <= _FRIDAY and day not in _holidays(day.year)


def _with_provinces(area_codes: Iterable[str]) -> tuple[str, ...]:
    """The areas whose overrides hold, the most specific first: regencies, provinces, everywhere."""
    codes = {code for code in area_codes if code}
    codes |= {code[:2] for code in codes}
    return (*sorted(codes, key=lambda code: (-len(code), code)), "")


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


def _stored() -> _Overrides:
    rows = CalendarDay.objects.values_list("day", "area_code", "working")
    return {(day, area): working for day, area, working in rows}


_overrides = Remembered(_stored)
