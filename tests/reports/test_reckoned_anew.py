"""Due dates move when the calendar or a deadline is changed."""

import datetime as dt
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.actions.calendars import apply_days, foresee_days
from accounts.models import Agency, CalendarDay
from reports.clocks import anew
from reports.clocks.anew import Foreseen, foresee_reckoning, reckon_due_dates
from reports.clocks.winding import wind
from reports.models import CaseClock, ClockPause, Deadline, Escalation, EscalationRung, HistoryEntry, Report, State
from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)  # to be checked until Thursday the 10th, answered until the 25th
TUESDAY = dt.date(2026, 9, 8)


def filed(**columns: Any) -> Report:
    """A report with its first clocks."""
    report: Report = ReportFactory(received_at=MONDAY, **columns)
    wind(report, report.history.get())
    report.save()
    return report


def free(day: dt.date = TUESDAY, **scope: Any) -> CalendarDay:
    """A day off."""
    return CalendarDay(day=day, name="Pilkada", **scope)


def work() -> None:
    """Do what was queued, as a worker does."""
    while task := DBTaskResult.objects.filter(task_path=reckon_due_dates.module_path).first():
        arguments = task.args_kwargs["args"]
        task.delete()
        reckon_due_dates.func(*arguments)


def test_a_day_off_moves_what_is_due_and_the_case_says_so() -> None:
    report = filed()
    apply_days([free()])
    work()
    report.refresh_from_db()
    assert (report.due_on, report.answer_due_on) == (dt.date(2026, 9, 11), dt.date(2026, 9, 28))
    entry = report.history.get(verb="reckoned")
    assert entry.data == {"before": {"answer_due_on": "2026-09-25"}, "after": {"answer_due_on": "2026-09-28"}}
    assert (entry.by, entry.audience) == ("system", "reporter")
    clock = report.clocks.get(step="answer")
    assert clock.due_at == dt.datetime(2026, 9, 28, 16, tzinfo=dt.UTC)


def test_done_twice_it_changes_nothing() -> None:
    report = filed()
    apply_days([free()])
    work()
    assert reckon_due_dates.func(0) == 0
    assert report.history.filter(verb="reckoned").count() == 1


def test_a_day_of_another_place_or_office_moves_nothing() -> None:
    filed()
    apply_days([free(area_code="61"), free(agency=Agency.objects.get(code="DLH-64.74"))])
    assert reckon_due_dates.func(0) == 0


@pytest.mark.parametrize("scope", [{"area_code": "64"}, {"area_code": "64.08"}, {"agency": "DLH-64.08"}])
def test_a_day_of_its_own_place_or_office_counts(scope: dict[str, Any]) -> None:
    report = filed()
    if "agency" in scope:
        scope = {"agency": Agency.objects.get(code=scope["agency"])}
    apply_days([free(**scope)])
    work()
    report.refresh_from_db()
    assert report.due_on == dt.date(2026, 9, 11)


def test_all_batches_are_done_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anew, "BATCH", 2)
    reports = [filed() for _number in range(5)]
    apply_days([free()])
    work()
    assert set(Report.objects.filter(pk__in=[one.pk for one in reports]).values_list("due_on", flat=True)) == {
        dt.date(2026, 9, 11)
    }


def test_a_pause_still_counts_and_a_paused_case_has_nothing_due() -> None:
    report = filed()
    ClockPause.objects.create(report=report, reason="court", started_at=MONDAY, ended_at=MONDAY + dt.timedelta(days=3))
    reckon_due_dates.func(0)
    report.refresh_from_db()
    assert report.due_on == dt.date(2026, 9, 14)  # Tuesday and Wednesday lay wholly in it
    ClockPause.objects.create(report=report, reason="court", started_at=MONDAY + dt.timedelta(days=4))
    Report.objects.filter(pk=report.pk).update(state=State.ON_HOLD)
    reckon_due_dates.func(0)
    report.refresh_from_db()
    assert report.due_step == ""
    assert report.due_on is None
    assert report.answer_due_on == dt.date(2026, 9, 29)


def test_a_changed_deadline_moves_what_runs_and_not_what_is_done() -> None:
    report = filed()
    report.clocks.filter(step="verify").update(stopped_at=MONDAY, met=True)
    Deadline.objects.filter(code__in=("verify-5-2025", "answer-complaint-5-2025")).update(days=1)
    reckon_due_dates.func(0)
    assert report.clocks.get(step="answer").due_on == TUESDAY
    assert report.clocks.get(step="verify").due_on == dt.date(2026, 9, 10)


def test_who_was_reminded_of_a_day_is_reminded_of_the_later_one() -> None:
    report = filed()
    rung = EscalationRung.objects.filter(step="verify", offset_days=0).first()
    Escalation.objects.create(clock=report.clocks.get(step="verify"), rung=rung, at=MONDAY)
    apply_days([free()])
    work()
    assert not Escalation.objects.exists()


def test_it_is_foreseen_without_being_done() -> None:
    report = filed()
    assert foresee_reckoning() == Foreseen(2, 0, 0)
    (said,) = foresee_days([free()])
    assert said.startswith("2 ")
    assert not CalendarDay.objects.exists()
    assert foresee_reckoning() == Foreseen(2, 0, 0)
    report.refresh_from_db()
    assert report.due_on == dt.date(2026, 9, 10)
    assert not HistoryEntry.objects.filter(verb="reckoned").exists()
    assert CaseClock.objects.filter(due_on=dt.date(2026, 9, 10)).exists()


def test_a_list_of_days_is_written_once() -> None:
    assert apply_days([free()]).created == 1
    again = apply_days([free()])
    assert (again.created, again.changed, again.same) == (0, 0, 1)
    assert apply_days([CalendarDay(day=TUESDAY, name="Pilkada", working=True)]).changed == 1
    assert CalendarDay.objects.get().working
