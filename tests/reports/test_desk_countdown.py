"""What a row says of the time that is left: working days of the agency, and never a deadline that does not run."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from reports.desk.countdown import Countdown, countdown
from reports.models import State
from tests.factories import ReportFactory, agency

pytestmark = pytest.mark.django_db

# Kutai Timur keeps central time. 3 June 2026 is a Wednesday; 1 June (Pancasila) is a holiday.
NOON = dt.datetime(2026, 6, 3, 12, tzinfo=ZoneInfo("Asia/Makassar"))


def told(now: dt.datetime = NOON, **values: Any) -> Countdown:
    """The countdown of a case of DLH Kabupaten Kutai Timur."""
    with translation.override("en"):
        return countdown(ReportFactory.build(agency_id=1, tier="", number="X", **values), agency("DLH-64.08"), now)


@pytest.mark.parametrize(
    ("due", "text", "tone"),
    [
        (dt.date(2026, 6, 3), "today", "today"),
        (dt.date(2026, 6, 4), "1 working day", "soon"),
        (dt.date(2026, 6, 8), "3 working days", "calm"),  # a weekend lies between
        (dt.date(2026, 6, 2), "1 working day late", "late"),
        (dt.date(2026, 5, 29), "2 working days late", "late"),  # weekend and holiday do not count
    ],
)
def test_days_are_working_days_of_the_agency(due: dt.date, text: str, tone: str) -> None:
    found = told(due_on=due, due_step="answer")
    assert (found.text, found.tone, found.day) == (text, tone, due)


def test_what_was_due_on_friday_is_late_on_sunday_though_nobody_worked_since() -> None:
    found = told(NOON.replace(day=7), due_on=dt.date(2026, 6, 5), due_step="answer")
    assert (found.text, found.tone) == ("late", "late")


def test_midnight_is_the_agencys_own() -> None:
    an_hour_to_midnight_in_jakarta = dt.datetime(2026, 6, 3, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert told(an_hour_to_midnight_in_jakarta, due_on=dt.date(2026, 6, 3), due_step="answer").tone == "late"


def test_a_clock_that_stands_still_names_no_day() -> None:
    assert told(due_on=None, state=State.ON_HOLD) == Countdown("clock stands still", "still")
    assert told(due_on=None, state=State.VERIFIED) == Countdown("no deadline", "still")
    assert told(due_on=dt.date(2026, 6, 1), state=State.CLOSED).text == ""


def test_the_reporters_time_is_not_the_agencys() -> None:
    waiting = told(due_on=dt.date(2026, 6, 8), due_step="reporter", state=State.AWAITING_REPORTER)
    assert (waiting.text, waiting.tone) == ("reporter: 3 working days", "still")
    over = told(due_on=dt.date(2026, 6, 2), due_step="reporter", state=State.AWAITING_REPORTER)
    assert (over.text, over.tone) == ("closes by itself", "still")


def test_the_day_of_another_year_names_its_year() -> None:
    assert told(due_on=dt.date(2024, 6, 6), due_step="answer").form == "j M Y"
    assert Countdown("", "late", timezone.localdate()).form == "j M"
