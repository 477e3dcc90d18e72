"""Working days: the general calendar, the joint leave, and the table of overrides."""

import datetime as dt

import pytest

from accounts.calendars import add_working_days, is_working_day
from accounts.models import CalendarDay

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2025, 3, 27), True),  # Thursday before Nyepi
        (dt.date(2025, 3, 28), False),  # cuti bersama
        (dt.date(2025, 3, 29), False),  # Nyepi, a Saturday
        (dt.date(2025, 4, 8), True),
        (dt.date(2025, 4, 18), False),  # Good Friday
        (dt.date(2025, 4, 19), False),  # Saturday
        (dt.date(2025, 4, 21), True),
    ],
)
def test_weekends_holidays_and_joint_leave_are_free(day: dt.date, works: bool) -> None:
    assert is_working_day(day) is works


def test_the_day_of_the_event_does_not_count_and_the_last_day_works() -> None:
    assert add_working_days(dt.date(2025, 3, 26), 1) == dt.date(2025, 3, 27)
    # 28 March to 7 April are free: Nyepi, Idulfitri and their joint leave
    assert add_working_days(dt.date(2025, 3, 26), 2) == dt.date(2025, 4, 8)
    assert add_working_days(dt.date(2025, 4, 5), 0) == dt.date(2025, 4, 5)


def test_an_override_frees_a_day_or_makes_it_work() -> None:
    CalendarDay.objects.create(day=dt.date(2025, 7, 1), name="Pemilihan ulang")
    CalendarDay.objects.create(day=dt.date(2025, 6, 27), working=True, name="Geser libur")
    assert not is_working_day(dt.date(2025, 7, 1))
    assert is_working_day(dt.date(2025, 6, 27))
    assert add_working_days(dt.date(2025, 6, 30), 1) == dt.date(2025, 7, 2)


def test_an_override_of_an_area_holds_there_alone_and_wins_over_the_one_for_all() -> None:
    day = dt.date(2025, 7, 1)
    CalendarDay.objects.create(day=day, name="Hari jadi", area_code="64")
    assert is_working_day(day)
    assert is_working_day(day, area_codes=["61.03"])
    assert not is_working_day(day, area_codes=["64.08"])
    CalendarDay.objects.create(day=day, name="Tetap masuk", area_code="64.08", working=True)
    assert is_working_day(day, area_codes=["64.08"])
    assert not is_working_day(day, area_codes=["64.74"])


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(dt.date(2025, 7, 1), -1)
