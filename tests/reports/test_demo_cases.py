"""Demonstration cases: the rows that the verbs would have written, and clocks that they would have wound."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Membership, Role, Unit, User
from reports.actions.case import closing, passing, pausing, replying
from reports.clocks import wind
from reports.clocks.replay import replay
from reports.demo.accounts import ACCOUNTS, make_accounts
from reports.demo.load import load_demo
from reports.lifecycle.table import BY_VERB
from reports.models import CaseClock, ClockPause, HistoryEntry, Report, State
from reports.models.report import OPEN_STATES, VERIFIED_STATES
from reports.policies import Viewer
from tests.reports.filing import SANGATTA, file_report, where_at

pytestmark = pytest.mark.django_db

_CLOCK = ("step", "deadline_id", "agency_id", "started_at", "due_on", "due_at", "stopped_at", "met")


def _clocks(clocks: list[CaseClock]) -> list[tuple[Any, ...]]:
    return sorted(tuple(getattr(clock, name) for name in _CLOCK) for clock in clocks)


@pytest.fixture
def officer(db: None) -> Callable[[Report], Viewer]:
    """Give an officer of the agency that has a report."""

    def of(report: Report) -> Viewer:
        user = User.objects.create_user(f"o{report.agency_id}@contoh.id", name="Petugas")
        unit = Unit.objects.create(agency_id=report.agency_id, name="Bidang")
        Membership.objects.create(user=user, agency_id=report.agency_id, role=Role.OFFICER, unit=unit)
        return Viewer.of(user)

    return of


def test_a_life_replayed_winds_the_clocks_that_its_verbs_wound(officer: Callable[[Report], Viewer]) -> None:
    report = file_report(where_at(SANGATTA), timezone.localdate() - dt.timedelta(days=40))
    start = report.received_at
    wind(report, report.history.get())
    report.save()
    viewer, reporter = officer(report), Viewer.of(None, [report.pk])
    unit = Unit.objects.get(agency=report.agency)

    def on(day: float) -> dt.datetime:
        return start + dt.timedelta(days=day)

    passing.verify(report, viewer, at=on(1))
    passing.dispose(report, viewer, unit=unit, at=on(2))
    passing.accept(report, viewer, at=on(3))
    replying.ask(report, viewer, body="Dari jalan besar masuk lewat gang yang mana?", at=on(5))
    replying.reply(report, reporter, body="Lewat gang di samping masjid.", at=on(9))
    pausing.hold(report, viewer, reason=ClockPause.Reason.LABORATORY, note="Menunggu hasil uji.", at=on(11))
    pausing.resume(report, viewer, at=on(15))
    replying.answer(report, viewer, body="Sampah sudah diangkut dan papan larangan dipasang.", at=on(20))
    closing.contest(report, reporter, body="Hari ini sudah menumpuk lagi.", at=on(23))
    passing.accept(report, viewer, at=on(24))
    wound = _clocks(list(report.clocks.all()))
    report.refresh_from_db()
    said = (report.due_on, report.due_step, report.answer_due_on)

    again = Report.objects.get(pk=report.pk)
    clocks = replay(again, list(again.history.order_by("at", "pk")), list(again.pauses.all()))

    assert _clocks(clocks) == wound
    assert (again.due_on, again.due_step, again.answer_due_on) == said


def test_demo_cases_are_what_their_verbs_would_have_left() -> None:
    load_demo(150, seed=3)
    reports = list(Report.objects.prefetch_related("history", "pauses", "clocks", "messages"))
    assert len(reports) == 150
    for report in reports:
        history = list(report.history.all())
        assert [entry.state_before for entry in history] == ["", *(entry.state for entry in history[:-1])]
        assert report.state == history[-1].state
        assert report.version == len(history) - 1
        assert (report.verified_at is not None) or report.state not in VERIFIED_STATES
        assert bool(report.closed_at) == bool(report.outcome) == (report.state not in OPEN_STATES)
        assert sum(pause.ended_at is None for pause in report.pauses.all()) == (report.state == State.ON_HOLD)
        running = [clock for clock in report.clocks.all() if clock.stopped_at is None]
        assert bool(running) == (report.state in OPEN_STATES)
        if report.due_on is not None:
            assert report.due_on in {clock.due_on for clock in running}
    done = {entry.verb for report in reports for entry in report.history.all()}
    assert {"submitted", "verify", "dispose", "accept", "answer", "confirm"} <= done
    _each_message_is_named_by_its_row(reports)
    _each_transfer_says_from_whom_to_whom(reports)


def _each_message_is_named_by_its_row(reports: list[Report]) -> None:
    entries = [entry for report in reports for entry in report.history.all()]
    named = {entry.data["message"]: entry for entry in entries if "message" in entry.data}
    messages = {message.pk: message for report in reports for message in report.messages.all()}
    assert messages
    assert named.keys() == messages.keys()
    for pk, entry in named.items():
        message, says = messages[pk], BY_VERB[entry.verb].says
        assert says is not None
        assert (message.report_id, message.at, message.kind) == (entry.report_id, entry.at, says.kind)


def _each_transfer_says_from_whom_to_whom(reports: list[Report]) -> None:
    transferred = [(report, row) for report in reports for row in report.history.all() if row.verb == "transfer"]
    assert transferred
    for report, row in transferred:
        assert report.agency is not None
        assert row.agency is not None
        assert (row.data["from"], row.data["to"]) == (row.agency.code, report.agency.code)
        assert row.data["transfer"] == report.transfers == 1


def test_every_task_has_an_account_that_can_sign_in(settings: Any, tmp_path: Any) -> None:
    settings.VAR = str(tmp_path)
    load_demo(40, seed=4)
    told = make_accounts()
    assert [account for account, _password in told] == list(ACCOUNTS)
    for account, password in told:
        assert User.objects.get(email=account.email).check_password(password)
    assert make_accounts() == told
    assert (tmp_path / "demo-accounts").stat().st_mode & 0o077 == 0


def test_history_of_demo_cases_names_who_did_it_for_staff() -> None:
    load_demo(60, seed=5)
    staff = HistoryEntry.objects.filter(verb="verify")
    assert staff.exists()
    assert not staff.filter(actor=None).exists()
    assert not HistoryEntry.objects.filter(verb__in=("submitted", "confirm", "contest", "reply")).exclude(actor=None)
