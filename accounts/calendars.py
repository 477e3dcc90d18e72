"""Working days: Monday to Friday, without holidays and *cuti bersama*, and as the table of overrides says.

The `holidays` package knows the public holidays of Indonesia and the joint leave that the yearly decree of three
ministers adds (category "government"); a decree that came later than the package is written down as CalendarDay rows,
for everyone, for an area or for one agency.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol

import holidays
import numpy as np
from django.dispatch import Signal
from numpy.typing import NDArray

from accounts.models import CalendarDay
from accounts.remembered import Remembered

Days = NDArray[np.datetime64]

# News for the apps above, both sent by accounts.actions.calendars and without arguments: days were changed (sent in the
# transaction that changes them); they may be changed, a receiver returns a sentence on what that would do.
working_days_changed = Signal()
working_days_previewed = Signal()

_FRIDAY = 5
_DAYS_OF_A_YEAR = 200  # fewer than any year has working days
_KEPT_YEARS = 60  # a table is kept for the years in which reports are filed, not for whatever date somebody asks


class Office(Protocol):
    """What a calendar asks of an agency; Agency and AgencyRef know it."""

    @property
    def id(self) -> Any:
        """Its primary key, None while it is not stored."""

    @property
    def area(self) -> str:
        """Code of the area it sits in, or ""."""

    @property
    def time_zone(self) -> str:
        """Name of its time zone."""


class Calendar:
    """The working days of those for whom the same days are free, counted once: a period is looked up, not walked.

    `_count[i]` is the number of working days from the first day of the table to the i-th, which is included. The table
    covers the years that were asked for and grows.
    """

    def __init__(self, overrides: Mapping[dt.date, bool]) -> None:
        self._overrides = overrides
        self._table: tuple[np.datetime64, NDArray[np.int64]] | None = None

    def works(self, day: dt.date) -> bool:
        """Say whether offices work on a day."""
        return self.count(day - dt.timedelta(days=1), day) == 1

    def add(self, start: dt.date, days: int) -> dt.date:
        """Return the last day of a period of working days that begins on the day after `start`."""
        found: dt.date = self.add_many(np.array([start], "datetime64[D]"), np.array([days]))[0].item()
        return found

    def count(self, after: dt.date, until: dt.date) -> int:
        """Return the number of working days after a day, up to and including another; negative backwards."""
        counted = self.count_many(np.array([after], "datetime64[D]"), np.array([until], "datetime64[D]"))
        return int(counted[0])

    def add_many(self, starts: Days, days: NDArray[np.int64]) -> Days:
        """Return `add` for each pair; with 0 days the start itself.

        Raises
        ------
        OverflowError
            The year 9999 is too short for it.
        """
        if not len(starts):
            return starts
        ahead = int(days.max())
        first, count = self._covering(starts.min(), starts.max(), ahead)
        while count[(starts.max() - first).astype(int)] + days.max() > count[-1]:  # overrides may free whole years
            if _year_of(first + np.timedelta64(len(count), "D")) > dt.MAXYEAR:
                raise OverflowError("the period ends after the last date there is")
            ahead += _DAYS_OF_A_YEAR
            first, count = self._covering(starts.min(), starts.max(), ahead)
        at = (starts - first).astype(np.int64)
        found = np.searchsorted(count, count[at] + days)
        return first + np.where(days > 0, found, at).astype("timedelta64[D]")

    def count_many(self, after: Days, until: Days) -> NDArray[np.int64]:
        """Return `count` for each pair."""
        if not len(after):
            return np.zeros(0, np.int64)
        first, count = self._covering(min(after.min(), until.min()), max(after.max(), until.max()), 0)
        index = (until - first).astype(np.int64), (after - first).astype(np.int64)
        return count[index[0]] - count[index[1]]

    def _covering(self, begin: Any, end: Any, days: int) -> tuple[np.datetime64, NDArray[np.int64]]:
        """Return the table, made to reach from a day to so many working days after another, or to the last date."""
        from_year, to_year = _year_of(begin), min(_year_of(end) + 1 + days // _DAYS_OF_A_YEAR, dt.MAXYEAR)
        if self._table is not None:
            first, count = self._table
            known = _year_of(first), _year_of(first + np.timedelta64(len(count) - 1, "D"))
            if known[0] <= from_year and to_year <= known[1]:
                return self._table
            together = min(from_year, known[0]), max(to_year, known[1])
            if together[1] - together[0] < _KEPT_YEARS:
                from_year, to_year = together
        first = np.datetime64(dt.date(from_year, 1, 1), "D")
        worked = np.concatenate([_general(year) for year in range(from_year, to_year + 1)])
        for day, works in self._overrides.items():
            if from_year <= day.year <= to_year:
                worked[(np.datetime64(day, "D") - first).astype(int)] = works
        table = first, np.cumsum(worked)
        if to_year - from_year < _KEPT_YEARS:
            self._table = table
        return table


def calendar_of(office: Office) -> Calendar:
    """Return the calendar of an agency: its own days, those of the area it sits in, the nation's."""
    return _stored_days().calendar(_scopes([office.area]), office.id)


def calendars_of(offices: Iterable[Office]) -> list[Calendar]:
    """Return `calendar_of` for each of many agencies, as stored at one moment; agencies of one calendar share it."""
    days, asked = _stored_days(), list(offices)
    scopes = {area: _scopes([area]) for area in {office.area for office in asked}}
    return [days.calendar(scopes[office.area], office.id) for office in asked]


def calendar_in(area_codes: Iterable[str] = ()) -> Calendar:
    """Return the calendar of areas; see `add_working_days` for which those are."""
    return _stored_days().calendar(_scopes(area_codes))


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
    return _stored_days().calendar(_scopes(area_codes)).add(start, days)


def is_working_day(day: dt.date, *, area_codes: Iterable[str] = ()) -> bool:
    """Say whether offices work on a day; see `add_working_days` for the areas."""
    return _stored_days().calendar(_scopes(area_codes)).works(day)


def forget_days() -> None:
    """Read the table of overrides again at the next question: somebody changed it in this process."""
    _stored_days.forget()


def _scopes(area_codes: Iterable[str]) -> tuple[str, ...]:
    """The areas whose overrides hold, the widest first: everywhere, provinces, regencies."""
    codes = {code for code in area_codes if code}
    codes |= {code[:2] for code in codes}
    return ("", *sorted(sorted(codes, reverse=True), key=len))


class _StoredDays:
    """The overrides as stored at one moment, by whom they hold for."""

    def __init__(self, rows: Iterable[tuple[dt.date, str, int | None, bool]]) -> None:
        self._by_scope: dict[str | int, dict[dt.date, bool]] = {}
        self._made: dict[tuple[tuple[str, ...], int | None], Calendar] = {}
        for day, area, agency, working in rows:
            self._by_scope.setdefault(area if agency is None else agency, {})[day] = working

    def calendar(self, scopes: tuple[str, ...], agency: int | None = None) -> Calendar:
        """Return the calendar of an agency in some areas, the narrowest last."""
        key = (scopes, agency)
        if key not in self._made:
            days: dict[dt.date, bool] = {}
            for scope in (*scopes, agency):
                if scope is not None:
                    days.update(self._by_scope.get(scope, {}))
            self._made[key] = _compiled(frozenset(days.items()))
        return self._made[key]


@lru_cache(maxsize=2_000)
def _compiled(overrides: frozenset[tuple[dt.date, bool]]) -> Calendar:
    return Calendar(dict(overrides))


@lru_cache(maxsize=200)
def _general(year: int) -> NDArray[np.bool_]:
    """Whether each day of a year is worked, without overrides."""
    free = holidays.country_holidays("ID", years=year, categories=("public", "government"))
    first = dt.date(year, 1, 1)
    days = (first + dt.timedelta(days=n) for n in range((dt.date(year, 12, 31) - first).days + 1))
    return np.array([day.isoweekday() <= _FRIDAY and day not in free for day in days])


def _year_of(day: Any) -> int:
    return int(np.datetime64(day, "Y").astype(int)) + 1970


def _read() -> _StoredDays:
    return _StoredDays(CalendarDay.objects.values_list("day", "area_code", "agency_id", "working"))


_stored_days = Remembered(_read)
