"""The arithmetic of deadlines against a slow, obvious reference, and the examples of docs/clocks.md."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import holidays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.calendars import calendar_of, forget_days
from accounts.models import Agency, AgencyKind, CalendarDay
from reports.reckoning import Reckoned, Stop, due, due_many
from tests.reports.slow_clock import HOURS_EAST, last_day, late_from, works_by

MINUTE = dt.timedelta(minutes=1)
FIRST, LAST = dt.date(2024, 11, 1), dt.date(2027, 3, 31)
FREE = holidays.country_holidays("ID", years=range(2024, 2030), categories=("public", "government"))


@dataclass(frozen=True)
class Takes:
    """How long a step may take."""

    days: int
    hours: int | None = None


def general(day: dt.date) -> bool:
    """Monday to Friday without the holidays that the package knows."""
    return day.isoweekday() <= 5 and day not in FREE


days = st.dates(FIRST, LAST)
moments = st.builds(
    lambda day, minute: dt.datetime.combine(day, dt.time(), dt.UTC) + minute * MINUTE, days, st.integers(0, 1439)
)
exceptions = st.dictionaries(days, st.booleans(), max_size=25)


@st.composite
def pauses_after(draw: st.DrawFn, start: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """Pauses that follow one another; some begin or end at midnight, some are over at once."""
    found, moment = [], start
    for _number in range(draw(st.integers(0, 4))):
        begin = moment + dt.timedelta(minutes=draw(st.integers(0, 12_000)))
        end = begin + dt.timedelta(minutes=draw(st.integers(0, 20_000)))
        if draw(st.booleans()):
            begin, end = (each.replace(hour=17, minute=0) for each in (begin, end))  # midnight in Jakarta
        if begin < moment or end < begin:
            continue
        found.append((begin, end))
        moment = end
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[Any, ...]:
    """When a step began, how long it may take, where, and its pauses."""
    start = draw(moments)
    hours = draw(st.one_of(st.none(), st.integers(0, 80)))
    return (
        start,
        Takes(draw(st.integers(0, 70)), hours),
        draw(st.sampled_from(sorted(HOURS_EAST))),
        draw(pauses_after(start)),
    )


class ReckoningProperties(TestCase):
    """A thousand ways to be late. The office sits in Kutai Timur (64.08)."""

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(cases(), min_size=1, max_size=12),
        st.lists(exceptions, min_size=4, max_size=4),
    )
    def test_one_by_one_and_all_at_once_it_is_what_the_slow_way_says(
        self, asked: list[tuple[Any, ...]], layers: list[dict[dt.date, bool]]
    ) -> None:
        """The nation's, the province's, the regency's and the office's exceptions, each above the one before."""
        offices = {
            zone: Agency.objects.create(
                code=f"X{number}", name="X", kind=AgencyKind.objects.get(pk="DLH"), tier="regency",
                area_codes=["64.08"], time_zone=zone,
            )
            for number, zone in enumerate(HOURS_EAST)
        }  # fmt: skip
        own = offices["Asia/Makassar"]
        scopes: tuple[dict[str, Any], ...] = ({}, {"area_code": "64"}, {"area_code": "64.08"}, {"agency": own})
        for layer, scope in zip(layers, scopes, strict=True):
            CalendarDay.objects.bulk_create(
                CalendarDay(day=day, working=working, name="x", **scope) for day, working in layer.items()
            )
        forget_days()
        for start, takes, zone, pauses in asked:
            found = due(takes, start, offices[zone], [Stop(*pause) for pause in pauses])
            works = works_by(general, layers if zone == own.time_zone else layers[:3])
            if takes.hours is None:
                day = last_day(start, takes.days, zone, works, pauses)
                assert found.on == day
                assert found.at == dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(
                    hours=24 - HOURS_EAST[zone]
                )
            else:
                assert found.at == late_from(start, takes.hours, pauses)
        together = [
            Reckoned(takes, start, offices[zone], [Stop(*pause) for pause in pauses])
            for start, takes, zone, pauses in asked
        ]
        assert due_many(together) == [due(each.period, each.started_at, each.office, each.stops) for each in together]

    @settings(max_examples=60, deadline=None)
    @given(days, days, exceptions)
    def test_working_days_between_two_days_are_counted(
        self, after: dt.date, until: dt.date, nation: dict[dt.date, bool]
    ) -> None:
        """Forwards the days after the first up to the second, backwards as many the other way."""
        CalendarDay.objects.bulk_create(CalendarDay(day=day, working=works, name="x") for day, works in nation.items())
        forget_days()
        works = works_by(general, [nation])
        first, last = sorted((after, until))
        walked = sum(works(first + dt.timedelta(days=n)) for n in range(1, (last - first).days + 1))
        office = Agency(time_zone="Asia/Jakarta")
        assert calendar_of(office).count(after, until) == (walked if after <= until else -walked)


# The examples of docs/clocks.md: an office in Jakarta, September 2026, in which no weekday is free.

OFFICE = Agency(time_zone="Asia/Jakarta")


def wib(day: int, hour: int, minute: int = 0, month: int = 9) -> dt.datetime:
    """A moment of 2026 as clocks in Jakarta show it."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "start", "stops", "last"),
    [
        (3, wib(7, 10), [], dt.date(2026, 9, 10)),  # Monday: Tuesday, Wednesday, Thursday
        (3, wib(5, 10), [], dt.date(2026, 9, 9)),  # a Saturday counts like the Friday before it
        (3, wib(4, 23, 59), [], dt.date(2026, 9, 9)),
        (0, wib(5, 10), [], dt.date(2026, 9, 5)),
        # Paused and gone on the same day: that day counts
        (3, wib(7, 10), [(wib(8, 9), wib(8, 16))], dt.date(2026, 9, 10)),
        # Over night: neither day lies wholly in it
        (3, wib(7, 10), [(wib(8, 9), wib(9, 16))], dt.date(2026, 9, 10)),
        # One whole day in it, Wednesday
        (3, wib(7, 10), [(wib(8, 9), wib(10, 16))], dt.date(2026, 9, 11)),
        # From midnight to midnight Tuesday is a whole day
        (3, wib(7, 10), [(wib(8, 0), wib(9, 0))], dt.date(2026, 9, 11)),
        # Over the weekend: its days would not have counted anyway
        (5, wib(7, 10), [(wib(11, 9), wib(14, 9))], dt.date(2026, 9, 14)),
        # A pause that begins when it was late already changes nothing
        (3, wib(7, 10), [(wib(14, 9), wib(28, 9))], dt.date(2026, 9, 10)),
        # Begun on the last day, over a whole week: the day on which it goes on is the last day again
        (3, wib(7, 10), [(wib(9, 9), wib(17, 9))], dt.date(2026, 9, 17)),
        # Over Christmas (24 and 25 December are free): Monday and Tuesday alone are lost
        (2, wib(23, 10, month=12), [(wib(23, 12, month=12), wib(30, 8, month=12))], dt.date(2026, 12, 31)),
    ],
)
def test_examples(days: int, start: dt.datetime, stops: list[tuple[Any, Any]], last: dt.date) -> None:
    found = due(Takes(days), start, OFFICE, [Stop(*each) for each in stops])
    assert found.on == last
    assert found.at == dt.datetime.combine(last, dt.time(17), dt.UTC)


@pytest.mark.django_db
def test_hours_run_through_nights_and_holidays_and_stand_still_in_a_pause() -> None:
    friday = wib(4, 15, 30)
    assert due(Takes(1, 24), friday, OFFICE).at == wib(5, 15, 30)
    assert due(Takes(1, 24), friday, OFFICE, [Stop(wib(4, 20), wib(6, 8))]).at == wib(7, 3, 30)
    assert due(Takes(1, 24), wib(4, 0), OFFICE).on == dt.date(2026, 9, 4)  # until midnight, not on the next day


@pytest.mark.django_db
def test_the_day_is_that_of_the_office() -> None:
    evening = dt.datetime(2026, 9, 7, 16, 30, tzinfo=dt.UTC)  # 23:30 in Jakarta, 00:30 in Makassar, 01:30 in Jayapura
    lasts = {
        zone: due(Takes(1), evening, Agency(time_zone=zone))
        for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
    }
    assert {zone: found.on.day for zone, found in lasts.items()} == {
        "Asia/Jakarta": 8, "Asia/Makassar": 9, "Asia/Jayapura": 9
    }  # fmt: skip
    assert {zone: found.at.hour for zone, found in lasts.items()} == {
        "Asia/Jakarta": 17, "Asia/Makassar": 16, "Asia/Jayapura": 15
    }  # fmt: skip


@pytest.mark.django_db
def test_the_calendar_has_an_end() -> None:
    with pytest.raises(OverflowError):
        due(Takes(14), dt.datetime(9999, 12, 20, tzinfo=dt.UTC), OFFICE)
