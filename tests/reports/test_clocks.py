"""The clocks of a case: what each verb starts and stops, and what the report shows of it."""

import datetime as dt
from typing import Any

import pytest

from reports.clocks import wind
from reports.models import CaseClock, HistoryEntry, Report, State
from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)  # 10:00 in Kutai Timur (WITA); no holidays in that month


def at(day: int, hour: int = 2) -> dt.datetime:
    """A moment of September 2026, in UTC."""
    return dt.datetime(2026, 9, day, hour, tzinfo=dt.UTC)


def filed(**columns: Any) -> Report:
    """A report filed on Monday 7 September, with its first clocks."""
    report: Report = ReportFactory(received_at=MONDAY, **columns)
    do(report, "submit", MONDAY)
    return report


def do(report: Report, verb: str, when: dt.datetime, state: State | None = None, **columns: Any) -> set[str]:
    """What a verb does around `wind`: set columns, write history, wind, save."""
    before = report.state
    if state is not None:
        report.state = state
    for name, value in columns.items():
        setattr(report, name, value)
    entry = HistoryEntry.objects.create(
        report=report, verb=verb, at=when, state_before=before, state=report.state, agency_id=report.agency_id
    )
    changed = wind(report, entry)
    report.save()
    return changed


def running(report: Report) -> dict[str, dt.date]:
    """The running clocks and their last days."""
    return {clock.step: clock.due_on for clock in report.clocks.filter(stopped_at=None)}


def stopped(report: Report, step: str) -> CaseClock:
    """The latest clock of a step that was stopped."""
    return report.clocks.filter(step=step, stopped_at__isnull=False).latest("pk")


def test_filing_starts_the_check_and_the_answer() -> None:
    report = filed()
    assert running(report) == {"verify": dt.date(2026, 9, 10), "answer": dt.date(2026, 9, 25)}
    assert (report.due_on, report.due_step, report.answer_due_on) == (
        dt.date(2026, 9, 10), "verify", dt.date(2026, 9, 25)
    )  # fmt: skip
    clock = report.clocks.get(step="verify")
    assert clock.due_at == dt.datetime(2026, 9, 10, 16, tzinfo=dt.UTC)  # midnight in Kutai Timur


def test_a_check_verified_in_time_is_met_and_the_follow_up_begins() -> None:
    report = filed()
    do(report, "verify", at(9), State.VERIFIED, verified_at=at(9))
    assert stopped(report, "verify").met is True
    assert running(report) == {"follow_up": dt.date(2026, 9, 16), "answer": dt.date(2026, 9, 25)}
