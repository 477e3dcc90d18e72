"""Periods by name and by days."""

import datetime as dt

import pytest
from django.utils import timezone

from monitoring.periods import Period, PeriodError, cutoff_on


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-S2", "2026-07-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_name_says_which_days(name: str, first: str, last: str) -> None:
    period = Period.parse(name)
    assert (period.first.isoformat(), period.last.isoformat(), period.name) == (first, last, name)


@pytest.mark.parametrize("name", ["", "26", "2026-Q5", "2026-S0", "2026-13", "2026-1", "2026-Q1 ", "٢٠٢٦", "12026"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(PeriodError):
        Period.parse(name)


def test_a_period_upside_down_is_refused() -> None:
    with pytest.raises(PeriodError):
        Period.between(dt.date(2026, 3, 2), dt.date(2026, 3, 1))


@pytest.mark.parametrize("months", [1, 3, 6, 12])
def test_periods_of_a_calendar_follow_each_other_without_a_gap(months: int) -> None:
    day, seen = dt.date(2025, 1, 1), set()
    while day < dt.date(2027, 1, 1):
        period = Period.containing(day, months)
        assert period.first <= day <= period.last
        assert Period.parse(period.name) == period
        seen.add(period)
        day += dt.timedelta(days=1)
    assert len(seen) == 24 // months


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2026-11-22", "2025-11-23"),
        ("2026-12-31", "2026-01-01"),
        ("2024-02-29", "2023-03-01"),
        ("2025-02-28", "2024-03-01"),
    ],
)
def test_a_year_until_a_day_has_no_day_twice(last: str, first: str) -> None:
    assert Period.year_until(dt.date.fromisoformat(last)).first.isoformat() == first


def test_a_day_is_over_at_midnight_in_jakarta() -> None:
    assert cutoff_on(dt.date(2026, 6, 30)) == dt.datetime(2026, 6, 30, 17, tzinfo=dt.UTC)
    assert Period.parse("2026-06").until == cutoff_on(dt.date(2026, 6, 30))


def test_a_period_may_be_one_day_and_is_of_jakarta_wherever_it_is_read() -> None:
    day = dt.date(2026, 7, 1)
    for zone in ("Asia/Jayapura", "America/New_York"):
        with timezone.override(zone):
            period = Period.between(day, day)
            assert period.since == cutoff_on(dt.date(2026, 6, 30)) == dt.datetime(2026, 6, 30, 17, tzinfo=dt.UTC)
            assert period.until - period.since == dt.timedelta(days=1)
