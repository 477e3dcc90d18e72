"""The clocks of a case: what each verb starts and stops, and what the report shows of it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accounts.models import Agency, Unit
from reports.clocks import SeenClock, first_clocks, standing_of_clocks, wind
from reports.lifecycle.table import FILED
from reports.models import CaseClock, ClockPause, Deadline, HistoryEntry, Report, State
from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)  # 10:00 in Kutai Timur (WITA); no holidays in that month


def at(day: int, hour: int = 2) -> dt.datetime:
    """A moment of September 2026, in UTC."""
    return dt.datetime(2026, 9, day, hour, tzinfo=dt.UTC)


def filed(**columns: Any) -> Report:
    """A report filed on Monday 7 September, with its first clocks."""
    report: Report = ReportFactory(received_at=MONDAY, **columns)
    do(report, FILED, MONDAY)
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


def test_a_check_after_its_day_is_missed() -> None:
    report = filed()
    do(report, "verify", at(11), State.VERIFIED, verified_at=at(11))
    assert stopped(report, "verify").met is False


@pytest.mark.parametrize(
    ("urgency", "due_on", "due_at"),
    [
        ("D", dt.date(2026, 9, 8), at(8, 2)),  # 24 hours
        ("T", dt.date(2026, 9, 8), at(8, 16)),  # the end of the next working day
        ("N", dt.date(2026, 9, 10), at(10, 16)),
    ],
)
def test_how_soon_it_must_be_checked_goes_by_its_urgency(urgency: str, due_on: dt.date, due_at: dt.datetime) -> None:
    clock = filed(urgency=urgency).clocks.get(step="verify")
    assert (clock.due_on, clock.due_at) == (due_on, due_at)


def test_another_urgency_or_kind_of_case_reckons_what_runs_anew() -> None:
    report = filed()
    do(report, "set_urgency", at(7, 4), urgency="T")
    assert running(report)["verify"] == dt.date(2026, 9, 8)
    changed = do(report, "set_misconduct", at(7, 5), misconduct=True)
    assert running(report)["answer"] == dt.date(2026, 11, 30)  # 60 working days
    assert "answer_due_on" in changed


def in_follow_up() -> Report:
    """A case that was verified on the 8th and taken up on the 9th."""
    report = filed()
    do(report, "verify", at(8), State.VERIFIED, verified_at=at(8))
    do(report, "accept", at(9), State.IN_FOLLOW_UP)
    return report


def test_taking_up_ends_the_follow_up_and_the_answer_goes_on() -> None:
    report = in_follow_up()
    assert stopped(report, "follow_up").met is True
    assert (running(report), report.due_step) == ({"answer": dt.date(2026, 9, 25)}, "answer")


def test_an_answer_is_met_and_the_reporter_has_ten_working_days() -> None:
    report = in_follow_up()
    do(report, "answer", at(14), State.AWAITING_REPORTER)
    assert stopped(report, "answer").met is True
    assert running(report) == {"reporter": dt.date(2026, 9, 28)}
    assert report.answer_due_on == dt.date(2026, 9, 25)  # what was promised stays to be read


def test_an_objection_begins_the_work_anew() -> None:
    report = in_follow_up()
    do(report, "answer", at(14), State.AWAITING_REPORTER)
    do(report, "contest", at(16), State.REOPENED)
    assert stopped(report, "reporter").met is True
    assert running(report) == {"follow_up": dt.date(2026, 9, 23), "answer": dt.date(2026, 10, 6)}
    assert report.answer_due_on == dt.date(2026, 10, 6)


@pytest.mark.parametrize(
    ("verb", "state"), [("archive", State.ARCHIVED), ("withdraw", State.ARCHIVED), ("merge", State.ARCHIVED)]
)
def test_what_is_put_aside_owes_nothing_and_missed_nothing(verb: str, state: State) -> None:
    report = filed()
    do(report, verb, at(30), state)
    assert running(report) == {}
    assert [clock.met for clock in report.clocks.all()] == [None, None]
    assert (report.due_on, report.due_step) == (None, "")


@pytest.mark.parametrize(("verb", "state"), [("unarchive", State.REOPENED), ("unmerge", State.VERIFIED)])
def test_what_comes_back_begins_anew(verb: str, state: State) -> None:
    report = in_follow_up()
    do(report, "archive", at(10), State.ARCHIVED)
    do(report, verb, at(21), state)
    assert running(report) == {"follow_up": dt.date(2026, 9, 28), "answer": dt.date(2026, 10, 9)}


def test_another_agency_goes_on_with_the_answer_and_begins_its_own_steps() -> None:
    report = filed()
    do(report, "verify", at(8), State.VERIFIED, verified_at=at(8))
    papua = Agency.objects.get(code="DLH-91.03")
    do(report, "transfer", at(10), State.VERIFIED, agency=papua)
    clocks = {clock.step: clock for clock in report.clocks.filter(stopped_at=None)}
    assert {step: clock.agency_id for step, clock in clocks.items()} == {"follow_up": papua.pk, "answer": papua.pk}
    assert clocks["answer"].started_at == MONDAY
    assert clocks["answer"].due_at == dt.datetime(2026, 9, 25, 15, tzinfo=dt.UTC)  # midnight in Papua
    assert clocks["follow_up"].due_on == dt.date(2026, 9, 17)
    assert stopped(report, "follow_up").met is None


def test_a_report_passed_on_unchecked_is_checked_anew() -> None:
    report = filed()
    do(report, "transfer", at(9), State.NEW, agency=Agency.objects.get(code="DLH-64.74"))
    assert running(report) == {"verify": dt.date(2026, 9, 14), "answer": dt.date(2026, 9, 25)}
    assert stopped(report, "verify").met is True  # to forward it was what it owed


def test_a_pause_stops_what_is_due_and_moves_it_by_its_whole_days() -> None:
    report = in_follow_up()
    pause = ClockPause.objects.create(report=report, reason="laboratory", started_at=at(10))
    do(report, "hold", at(10), State.ON_HOLD)
    assert (report.due_on, report.due_step, report.answer_due_on) == (None, "", dt.date(2026, 9, 25))
    pause.ended_at = at(16)
    pause.save()
    do(report, "resume", at(16), State.IN_FOLLOW_UP)
    assert report.due_on == dt.date(2026, 9, 30)  # Friday, Monday and Tuesday lay wholly in it


def test_what_was_late_before_a_pause_stays_late() -> None:
    report = filed()
    ClockPause.objects.create(report=report, reason="court", started_at=at(15))
    do(report, "hold", at(15), State.ON_HOLD)
    assert (report.due_on, report.due_step) == (dt.date(2026, 9, 10), "verify")


def test_handing_on_amid_the_work_begins_no_other_follow_up() -> None:
    report = in_follow_up()
    do(report, "dispose", at(10), State.DISPOSED)
    assert running(report) == {"answer": dt.date(2026, 9, 25)}
    do(report, "dispose", at(14), State.DISPOSED)  # to one more
    assert running(report) == {"answer": dt.date(2026, 9, 25)}


def test_handing_on_before_the_work_leaves_the_follow_up_running() -> None:
    report = filed()
    do(report, "verify", at(8), State.VERIFIED, verified_at=at(8))
    for day in (9, 10):
        do(report, "dispose", at(day), State.DISPOSED)
        assert running(report) == {"follow_up": dt.date(2026, 9, 15), "answer": dt.date(2026, 9, 25)}
    assert report.clocks.filter(step="follow_up").count() == 1


def test_a_clock_that_counts_from_the_hand_over_waits_for_it() -> None:
    Deadline.objects.filter(step="follow_up").update(origin=Deadline.Origin.DISPOSED)
    report = filed()
    do(report, "verify", at(8), State.VERIFIED, verified_at=at(8))
    assert "follow_up" not in running(report)
    unit = Unit.objects.create(agency=report.agency, name="Bidang")
    do(report, "dispose", at(10), State.DISPOSED, unit=unit)
    assert running(report)["follow_up"] == dt.date(2026, 9, 17)


def test_an_answer_that_counts_from_the_complete_file_begins_with_the_check() -> None:
    Deadline.objects.filter(step="answer").update(origin=Deadline.Origin.COMPLETE)
    report = filed()
    assert set(running(report)) == {"verify"}
    do(report, "verify", at(9), State.VERIFIED, verified_at=at(9))
    assert running(report)["answer"] == dt.date(2026, 9, 29)
    assert report.answer_due_on == dt.date(2026, 9, 29)


def test_without_deadlines_nothing_is_due_and_nothing_breaks() -> None:
    Deadline.objects.all().delete()
    report = filed()
    do(report, "verify", at(9), State.VERIFIED, verified_at=at(9))
    assert (running(report), report.due_on) == ({}, None)


def test_the_first_clocks_are_those_that_winding_would_begin() -> None:
    report = ReportFactory(received_at=MONDAY)
    begun = first_clocks(report)
    told = (report.due_on, report.due_step, report.answer_due_on)
    assert (told[0], told[1]) == (min(clock.due_on for clock in begun), "verify")
    assert wind(report, report.history.get()) == set()
    stored = report.clocks.values_list("step", "due_on", "due_at", "started_at", "deadline", "agency")
    assert set(stored) == {
        (clock.step, clock.due_on, clock.due_at, clock.started_at, clock.deadline_id, clock.agency_id)
        for clock in begun
    }


# What pages show


def seen(report: Report, now: dt.datetime, step: str = "verify") -> SeenClock:
    """One clock of a report as a page shows it."""
    with override("en"):
        found = standing_of_clocks(report, now)
    return next(clock for clock in found if clock.step == step)


@pytest.mark.parametrize(
    ("now", "words", "tone"),
    [
        (at(7, 3), "3 working days left", "calm"),
        (at(9, 3), "1 working day left", "soon"),
        (at(10, 15), "today is the last day", "soon"),
        (at(10, 17), "1 working day late", "late"),  # Friday, one o'clock in the night
        (at(11, 17), "1 working day late", "late"),
        (at(13, 3), "1 working day late", "late"),  # Sunday
        (at(15, 3), "3 working days late", "late"),
    ],
)
def test_how_long_still_in_words(now: dt.datetime, words: str, tone: str) -> None:
    clock = seen(filed(), now)
    with override("en"):
        assert (clock.words, clock.tone) == (words, tone)


def test_an_emergency_counts_hours() -> None:
    report = filed(urgency="D")
    with override("en"):
        assert seen(report, at(7, 22)).words == "4 hours left"
        assert seen(report, at(8, 5)).words == "3 hours late"


def test_a_paused_clock_stands_still_and_says_why() -> None:
    report = filed()
    pause = ClockPause.objects.create(report=report, reason="court", started_at=at(8))
    clock = seen(report, at(20))
    assert (clock.paused, clock.late, clock.pause, clock.working_days_left) == (True, False, pause, 2)


def test_stopped_clocks_stand_below_and_say_how_they_ended() -> None:
    report = in_follow_up()
    found = standing_of_clocks(report, at(9))
    assert [(clock.step, clock.met) for clock in found] == [("answer", None), ("verify", True), ("follow_up", True)]


def test_two_queries_show_all_clocks() -> None:
    report = in_follow_up()
    with CaptureQueriesContext(connection) as queries:
        standing_of_clocks(report, at(9))
    own = [q["sql"] for q in queries if "caseclock" in q["sql"] or "clockpause" in q["sql"]]
    assert len(own) == 2
