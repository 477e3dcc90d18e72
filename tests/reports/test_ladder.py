"""The ladder of escalation: who is told when, once, in one letter; and cases that close by themselves."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.models import Agency, Membership, Role, Unit
from reports.actions.case.replying import comment
from reports.actions.silence import close_silent_cases
from reports.clocks.letters import climb_ladder, remind
from reports.clocks.winding import wind
from reports.models import ClockPause, Escalation, EscalationRung, HistoryEntry, Report, State
from reports.policies import Viewer
from reports.telling.recipients import recipients
from reports.telling.tasks import tell
from tests.factories import ReportFactory, UserFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)  # 10:00 in Kutai Timur; to be checked until Thursday the 10th


def wita(day: int, hour: int, minute: int = 0, month: int = 9) -> dt.datetime:
    """A moment of 2026 in Kutai Timur."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def filed(at: dt.datetime = MONDAY, **columns: Any) -> Report:
    """A report with its first clocks."""
    report: Report = ReportFactory(received_at=at, **columns)
    wind(report, report.history.get())
    report.save()
    return report


def told(report: Report) -> list[list[tuple[str, str]]]:
    """Of which steps who was told, by the history."""
    entries = report.history.filter(verb="escalate")
    return [[(each["step"], each["told"]) for each in entry.data["reminders"]] for entry in entries]


def deliver() -> None:
    """Run the queued letters."""
    for task in DBTaskResult.objects.filter(task_path=remind.module_path):
        remind.func(*task.args_kwargs["args"])
    DBTaskResult.objects.all().delete()


@pytest.fixture
def agency() -> Agency:
    """DLH Kutai Timur with an address of its own."""
    agency = Agency.objects.get(code="DLH-64.08")
    agency.email = "dlh@kutim.contoh.id"
    agency.save()
    return agency


def member(agency: Agency, role: Role, email: str) -> Any:
    """A user who works there."""
    user = UserFactory(email=email)
    Membership.objects.create(user=user, agency=agency, role=role)
    return user


def test_each_rung_is_climbed_on_its_day_from_seven_in_the_morning_and_once(agency: Agency) -> None:
    report = filed()
    assert climb_ladder(wita(9, 6, 59)) == 0
    assert climb_ladder(wita(9, 7, 1)) == 1  # the working day before
    assert climb_ladder(wita(9, 18)) == 0
    assert climb_ladder(wita(10, 8)) == 1  # the last day
    assert climb_ladder(wita(11, 8)) == 1
    assert told(report) == [[("verify", "handler")]] * 3
    assert climb_ladder(wita(14, 8)) == 0  # Monday: two working days late
    assert climb_ladder(wita(15, 8)) == 1
    assert told(report)[-1] == [("verify", "agency_admin")]
    climb_ladder(wita(21, 8))
    assert told(report)[-1] == [("verify", "province")]


def test_after_a_silence_of_the_platform_the_highest_rung_of_each_alone_is_told(agency: Agency) -> None:
    report = filed()
    climb_ladder(wita(30, 8))
    assert sorted(told(report)[0]) == sorted(
        (step, who) for step, who in [
            ("verify", "handler"), ("verify", "agency_admin"), ("verify", "province"), ("answer", "handler"),
            ("answer", "agency_admin"),
        ]
    )  # fmt: skip
    climbed = Escalation.objects.filter(clock__report=report)
    assert climbed.count() == 5 + 4  # all of them stand as climbed
    assert climb_ladder(wita(30, 9)) == 0


def test_who_has_it_in_hand_gets_one_letter_for_all_cases(agency: Agency) -> None:
    officer = member(agency, Role.OFFICER, "petugas@kutim.contoh.id")
    mine = [filed(assignee=officer) for _number in range(3)]
    filed()  # nobody's: to the agency
    climb_ladder(wita(10, 8))
    deliver()
    by_address = {message.to[0]: message for message in mail.outbox}
    assert set(by_address) == {"petugas@kutim.contoh.id", "dlh@kutim.contoh.id"}
    assert all(report.number in by_address["petugas@kutim.contoh.id"].body for report in mine)
    assert by_address["petugas@kutim.contoh.id"].message().is_multipart()


def test_the_unit_then_the_administrator_then_the_monitor(agency: Agency) -> None:
    unit = Unit.objects.create(agency=agency, name="Bidang Sampah", email="sampah@kutim.contoh.id")
    member(agency, Role.AGENCY_ADMIN, "admin@kutim.contoh.id")
    member(Agency.objects.get(code="KOORDINATOR-64"), Role.MONITOR, "pemantau@kaltim.contoh.id")
    filed(unit=unit)
    for day, address in ((10, "sampah@"), (11, "sampah@"), (15, "admin@"), (21, "pemantau@")):
        mail.outbox.clear()
        climb_ladder(wita(day, 8))
        deliver()
        assert [message.to[0].startswith(address) for message in mail.outbox] == [True]


def test_an_emergency_climbs_by_the_hour_also_at_night_and_on_sunday(agency: Agency) -> None:
    member(agency, Role.AGENCY_ADMIN, "admin@kutim.contoh.id")
    report = filed(wita(5, 22), urgency="D")  # Saturday
    assert report.due_on == dt.date(2026, 9, 6)
    assert climb_ladder(wita(6, 15, 59)) == 0
    assert climb_ladder(wita(6, 16)) == 1
    assert climb_ladder(wita(6, 22)) == 1
    assert climb_ladder(wita(7, 10)) == 1
    assert told(report) == [[("verify", "handler")], [("verify", "agency_admin")], [("verify", "province")]]


def test_no_letter_names_what_a_confidential_report_is_about(agency: Agency) -> None:
    report = filed(confidential=True, description="Rahasia sekali")
    climb_ladder(wita(10, 8))
    deliver()
    (letter,) = mail.outbox
    assert report.number in letter.body
    assert report.category.name_id not in letter.body
    assert "Rahasia sekali" not in letter.body + str(letter.message())


def test_a_case_on_hold_and_an_exercise_do_not_climb(agency: Agency) -> None:
    held = filed(state=State.NEW)
    ClockPause.objects.create(report=held, reason="court", started_at=wita(8, 9))
    Report.objects.filter(pk=held.pk).update(state=State.ON_HOLD)
    filed(practice=True)
    assert climb_ladder(wita(30, 8)) == 0


def test_what_was_done_in_the_meantime_is_not_told(agency: Agency) -> None:
    report = filed()
    climb_ladder(wita(10, 8))
    report.clocks.filter(step="verify").update(stopped_at=wita(10, 9), met=True)
    deliver()
    assert mail.outbox == []


def test_nobody_of_an_accused_agency_is_told_but_the_province_is(agency: Agency) -> None:
    member(agency, Role.AGENCY_ADMIN, "admin@kutim.contoh.id")
    member(Agency.objects.get(code="KOORDINATOR-64"), Role.MONITOR, "pemantau@kaltim.contoh.id")
    filed(accused_agency=agency)
    climb_ladder(wita(30, 8))
    deliver()
    assert [message.to for message in mail.outbox] == [["pemantau@kaltim.contoh.id"]]


def test_a_killed_run_leaves_nothing_half_done(agency: Agency) -> None:
    """The letters are queued with the rungs: a run whose letters cannot be queued climbs nothing."""
    filed()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.clocks.letters.Addressees", _broken)
        with pytest.raises(RuntimeError):
            climb_ladder(wita(10, 8))
    assert not Escalation.objects.exists()
    assert climb_ladder(wita(10, 8)) == 1


def _broken(*_args: Any) -> Any:
    raise RuntimeError


def test_many_cases_cost_no_more_queries_than_one(agency: Agency) -> None:
    filed()
    with CaptureQueriesContext(connection) as one:
        climb_ladder(wita(10, 8))
    for _number in range(8):
        filed()
    with CaptureQueriesContext(connection) as many:
        climb_ladder(wita(10, 9))
    assert len(many) <= len(one)


def test_a_rung_that_is_out_of_use_is_not_climbed(agency: Agency) -> None:
    EscalationRung.objects.update(active=False)
    filed()
    assert climb_ladder(wita(30, 8)) == 0


def answered(at: dt.datetime) -> Report:
    """A case that was answered at a moment and waits for its reporter."""
    report = filed()
    report.state, report.verified_at = State.AWAITING_REPORTER, at
    entry = HistoryEntry.objects.create(
        report=report, verb="answer", at=at, state_before=State.IN_FOLLOW_UP, state=report.state
    )
    wind(report, entry)
    report.save()
    return report


def test_a_case_whose_reporter_keeps_silent_closes_by_itself_after_ten_working_days() -> None:
    report = answered(wita(8, 10))
    assert report.clocks.get(step="reporter").due_on == dt.date(2026, 9, 22)
    assert close_silent_cases(wita(22, 23, 59)) == 0
    assert close_silent_cases(wita(23, 0, 1)) == 1
    report.refresh_from_db()
    assert (report.state, report.outcome, report.due_on) == (State.CLOSED, "silent", None)
    assert report.clocks.get(step="reporter").met is False
    assert report.clocks.get(step="answer").met is True
    assert close_silent_cases(wita(23, 0, 2)) == 0


def test_a_case_that_its_reporter_confirmed_is_left_alone() -> None:
    report = answered(wita(8, 10))
    Report.objects.filter(pk=report.pk).update(state=State.CLOSED)
    assert close_silent_cases(wita(30, 8)) == 0


def test_a_case_whose_reporter_wrote_after_the_answer_stays_open_and_its_office_is_told_once(agency: Agency) -> None:
    report = answered(wita(8, 10))
    comment(report, Viewer.of(opened=[report.pk]), body="Masih ada sisa di sebelah timur.", at=wita(9, 10))
    for _ in range(2):
        assert close_silent_cases(wita(23, 0, 1)) == 0
    report.refresh_from_db()
    assert report.state == State.AWAITING_REPORTER
    entry = report.history.get(verb="escalate")
    assert (entry.audience, entry.by) == ("staff", "system")
    assert entry.note
    assert DBTaskResult.objects.filter(task_path=tell.module_path, args_kwargs__args=[entry.pk]).count() == 1
    assert [(found.to, found.address) for found in recipients(entry)] == [("handler", agency.email)]


def test_what_the_reporter_wrote_before_the_last_answer_keeps_no_case_open() -> None:
    report = answered(wita(8, 10))
    early = HistoryEntry.objects.create(report=report, verb="comment", at=wita(8, 9), state=report.state)
    HistoryEntry.objects.create(report=report, verb="answer", at=wita(8, 10), state=report.state)
    assert early.pk
    assert close_silent_cases(wita(23, 0, 1)) == 1
