"""Who is told of what, through a real mail server: each once, and nobody more than they may read."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Agency, Membership, Role, Unit
from jobs.crew import make_worker
from jobs.standing import queue_standing
from reports import crypto
from reports.follow.links import derive, digest
from reports.models import (
    Audience,
    CaseCopy,
    Claim,
    Follower,
    HistoryEntry,
    Letter,
    Message,
    Report,
    ReporterIdentity,
    State,
)
from reports.telling import announce
from reports.telling.tasks import send_letter, tell
from tests.factories import ReportFactory, UserFactory
from tests.smtp import Sink, serving, use_mail_server

pytestmark = pytest.mark.django_db(transaction=True)
REPORTER, NAME = "siti@contoh.id", "Siti Rahmawati"
ANSWER = "Kami sudah memeriksa saluran itu pada hari Senin."


@pytest.fixture
def sink(settings: Any) -> Any:
    settings.SITE_URL = "https://lapor.contoh.id"
    found = Sink()
    with serving(found) as port:
        use_mail_server(settings, port)
        yield found


@pytest.fixture(autouse=True)
def _keep_agencies(transactional_db: None) -> Iterator[None]:
    """Agencies are not emptied after a test: what it wrote of them is taken back."""
    names = dict(Agency.objects.values_list("pk", "name"))
    yield
    Agency.objects.exclude(email="").update(email="")
    for agency in Agency.objects.all():
        if agency.name != names[agency.pk]:
            Agency.objects.filter(pk=agency.pk).update(name=names[agency.pk])


@pytest.fixture
def report() -> Report:
    """A verified report whose reporter left name and address, with an agency that can be written to."""
    found = ReportFactory(state=State.IN_FOLLOW_UP)
    ReporterIdentity.objects.create(report=found, name=crypto.encrypt(NAME), email=crypto.encrypt(REPORTER))
    Agency.objects.filter(pk=found.agency_id).update(email="dlh@contoh.go.id")
    return found


def follow(report: Report, address: str, **changes: Any) -> Follower:
    values = {"confirmed_at": timezone.now(), "email_digest": digest(address), **changes}
    found = Follower.objects.create(
        report=report, email=crypto.encrypt(address), token_digest=digest(address + "?"), **values
    )
    Follower.objects.filter(pk=found.pk).update(token_digest=digest(derive(found)))
    return found


def happen(
    report: Report, verb: str, body: str = "", audience: Audience = Audience.PUBLIC, **values: Any
) -> HistoryEntry:
    """Write what a verb writes, and announce it; the verbs themselves have tests of their own."""
    data: dict[str, Any] = values.pop("data", {})
    if body:
        kind = {"answer": "answer", "ask": "question", "comment": "comment", "note": "note"}[verb]
        message = Message.objects.create(
            report=report, kind=kind, by="staff", body=body, audience=audience, at=timezone.now()
        )
        data["message"] = message.pk
    entry = HistoryEntry.objects.create(
        report=report, verb=verb, at=timezone.now(), state=report.state, audience=audience, data=data, **values
    )
    announce(entry)
    return entry


def work_off() -> None:
    make_worker(["default", "mail", "webhooks"], batch=True).work()


def texts(letter: Any) -> str:
    """Everything that stands in a letter, in both forms."""
    return "\n".join(part.get_content() for part in letter.walk() if part.get_content_maintype() == "text")


def test_an_answer_reaches_the_reporter_and_those_who_follow_each_once(report: Report, sink: Sink) -> None:
    follow(report, "tetangga@contoh.id")
    follow(report, REPORTER.upper())  # the same mailbox
    follow(report, "belum@contoh.id", confirmed_at=None)
    follow(report, "berhenti@contoh.id", stopped_at=timezone.now())
    entry = happen(report, "answer", ANSWER)
    work_off()
    assert sorted(to for to, _letter in sink.letters) == [REPORTER, "tetangga@contoh.id"]
    tell.enqueue(entry.pk)
    for letter in Letter.objects.all():
        send_letter.enqueue(letter.pk)
    work_off()
    assert len(sink.letters) == 2
    assert Letter.objects.filter(sent_at__isnull=False).count() == 2


def test_photos_that_come_with_words_bring_no_letter_of_their_own(report: Report, sink: Sink) -> None:
    happen(report, "add_photos", data={"photos": 1, "with_words": True})
    work_off()
    assert sink.letters == []
    happen(report, "add_photos", data={"photos": 1, "with_words": False})
    work_off()
    assert [to for to, _letter in sink.letters] == ["dlh@contoh.go.id"]


def test_a_letter_names_the_day_of_the_week_by_which_the_answer_is_due(report: Report, sink: Sink) -> None:
    Report.objects.filter(pk=report.pk).update(answer_due_on=dt.date(2026, 12, 10))
    happen(report, "accept")
    work_off()
    assert "Kamis, 10 Desember 2026" in texts(sink.to(REPORTER)[0])


def test_a_letter_is_text_and_html_in_the_language_of_its_reader_and_marked_as_automatic(
    report: Report, sink: Sink, settings: Any
) -> None:
    settings.EMAIL_REPLY_TO = "balas+{token}@lapor.contoh.id"
    Report.objects.filter(pk=report.pk).update(language="en")
    happen(report, "answer", ANSWER)
    work_off()
    (letter,) = sink.to(REPORTER)
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert report.number in letter["Subject"]
    assert "has answered your report" in texts(letter)
    assert texts(letter).count(ANSWER) == 2
    assert f"https://lapor.contoh.id/en/lacak/?number={report.number}" in texts(letter)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Reply-To"].startswith("balas+")
    assert letter["List-Unsubscribe"] is None
    assert "<script" not in texts(letter)


def test_a_follower_can_stop_with_one_click_and_the_reporters_own_link_is_not_theirs(
    report: Report, sink: Sink, settings: Any
) -> None:
    settings.EMAIL_REPLY_TO = "balas+{token}@lapor.contoh.id"
    follow(report, "tetangga@contoh.id")
    happen(report, "answer", ANSWER)
    work_off()
    (letter,) = sink.to("tetangga@contoh.id")
    stop = letter["List-Unsubscribe"].strip(" <>")
    assert stop.startswith("https://lapor.contoh.id/")
    assert stop in texts(letter)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Reply-To"] is None
    assert "lacak" not in texts(letter).replace(stop, "")
    assert f"https://lapor.contoh.id/laporan/{report.number}/" in texts(letter)


@pytest.mark.parametrize("changes", [{"confidential": True}, {"held": True}, {"state": State.ARCHIVED}])
def test_followers_hear_nothing_of_a_report_that_is_not_public_by_the_time_of_sending(
    report: Report, sink: Sink, changes: dict[str, Any]
) -> None:
    follow(report, "tetangga@contoh.id")
    happen(report, "answer", ANSWER)
    Report.objects.filter(pk=report.pk).update(**changes)
    work_off()
    assert sink.to("tetangga@contoh.id") == []
    assert Letter.objects.get(to=Letter.To.FOLLOWER).dropped == Letter.Dropped.HIDDEN


def test_words_for_the_reporter_alone_are_in_no_letter_of_a_follower(report: Report, sink: Sink) -> None:
    follow(report, "tetangga@contoh.id")
    happen(report, "answer", ANSWER, audience=Audience.REPORTER)
    work_off()
    assert ANSWER in texts(sink.to(REPORTER)[0])
    assert ANSWER not in texts(sink.to("tetangga@contoh.id")[0])


def test_an_unverified_reports_words_are_not_sent_to_followers(report: Report, sink: Sink) -> None:
    Report.objects.filter(pk=report.pk).update(state=State.NEW, verified_at=None)
    follow(report, "tetangga@contoh.id")
    happen(report, "answer", ANSWER)
    work_off()
    assert ANSWER not in texts(sink.to("tetangga@contoh.id")[0])


def test_the_officer_is_told_else_the_unit_else_the_agency(report: Report, sink: Sink) -> None:
    officer = UserFactory(email="petugas@contoh.go.id")
    Membership.objects.create(user=officer, agency_id=report.agency_id, role=Role.OFFICER)
    unit = Unit.objects.create(agency_id=report.agency_id, name="Bidang Penaatan", email="bidang@contoh.go.id")
    told = []
    for values in ({"assignee": officer, "unit": unit}, {"assignee": None}, {"unit": None}):
        for name, value in values.items():
            setattr(report, name, value)
        report.save()
        happen(report, "comment", "Masih bau.", by="reporter", audience=Audience.REPORTER)
        work_off()
        told.append(sink.letters[-1][0])
    assert told == ["petugas@contoh.go.id", "bidang@contoh.go.id", "dlh@contoh.go.id"]


def test_an_officer_who_left_is_not_written_to_and_the_agencys_people_are_where_it_has_no_address(
    report: Report, sink: Sink
) -> None:
    Agency.objects.filter(pk=report.agency_id).update(email="")
    left, admin = UserFactory(email="lama@contoh.go.id"), UserFactory(email="admin@contoh.go.id")
    Membership.objects.create(user=admin, agency_id=report.agency_id, role=Role.AGENCY_ADMIN)
    Report.objects.filter(pk=report.pk).update(assignee=left)
    happen(report, "comment", "Masih bau.", by="reporter", audience=Audience.REPORTER)
    work_off()
    assert [to for to, _letter in sink.letters] == ["admin@contoh.go.id"]


def test_whoever_did_it_is_not_told(report: Report, sink: Sink) -> None:
    officer = UserFactory(email="petugas@contoh.go.id")
    Membership.objects.create(user=officer, agency_id=report.agency_id, role=Role.OFFICER)
    Report.objects.filter(pk=report.pk).update(assignee=officer)
    happen(report, "assign", actor=officer, audience=Audience.STAFF)
    work_off()
    assert sink.letters == []


@pytest.mark.parametrize("shield", [{"confidential": True}, {"anonymous": True}])
def test_an_office_gets_number_and_link_of_a_shielded_case_and_never_its_words(
    report: Report, sink: Sink, shield: dict[str, bool]
) -> None:
    Report.objects.filter(pk=report.pk).update(**shield)
    happen(report, "comment", f"Saya {NAME}, masih bau.", by="reporter", audience=Audience.REPORTER)
    work_off()
    said = texts(sink.to("dlh@contoh.go.id")[0])
    assert report.number in said
    assert f"/petugas/kasus/{report.number}/" in said
    assert "masih bau" not in said


def test_no_letter_names_the_reporter_or_carries_the_pin(report: Report, sink: Sink) -> None:
    copied = Agency.objects.exclude(pk=report.agency_id).first()
    Agency.objects.filter(pk=copied.pk).update(email="tembusan@contoh.go.id")
    CaseCopy.objects.create(
        report=report, agency=copied, why_id="Bertetangga", why_en="Neighbour", since=timezone.now()
    )
    follow(report, "tetangga@contoh.id")
    happen(report, "submitted")
    happen(report, "answer", ANSWER)
    work_off()
    assert {to for to, _letter in sink.letters} == {
        REPORTER, "dlh@contoh.go.id", "tembusan@contoh.go.id", "tetangga@contoh.id"
    }  # fmt: skip
    for to, letter in sink.letters:
        assert NAME not in letter.as_string()
        assert "246810" not in letter.as_string()
        assert to == REPORTER or REPORTER not in letter.as_string()


def test_an_agency_that_is_accused_gets_no_copy(report: Report, sink: Sink) -> None:
    copied = Agency.objects.exclude(pk=report.agency_id).first()
    Agency.objects.filter(pk=copied.pk).update(email="terlapor@contoh.go.id")
    CaseCopy.objects.create(report=report, agency=copied, why_id="x", why_en="x", since=timezone.now())
    happen(report, "submitted")
    Report.objects.filter(pk=report.pk).update(accused_agency=copied)
    work_off()
    assert sink.to("terlapor@contoh.go.id") == []


def test_a_mentioned_colleague_is_told_without_the_note_and_only_if_it_is_their_case(
    report: Report, sink: Sink
) -> None:
    colleague, outsider = UserFactory(email="rekan@contoh.go.id"), UserFactory(email="luar@contoh.go.id")
    Membership.objects.create(user=colleague, agency_id=report.agency_id, role=Role.OFFICER)
    message = Message.objects.create(
        report=report, kind="note", by="staff", audience=Audience.STAFF, body=f"Pelapor: {NAME}", at=timezone.now()
    )
    message.mentions.set([colleague, outsider])
    happen(report, "note", audience=Audience.STAFF, data={"message": message.pk})
    work_off()
    assert [to for to, _letter in sink.letters] == ["rekan@contoh.go.id"]
    assert NAME not in texts(sink.letters[0][1])


def test_a_reporter_with_an_account_is_told_there(sink: Sink) -> None:
    report = ReportFactory(state=State.IN_FOLLOW_UP)
    user = UserFactory(email="warga@contoh.id")
    Claim.objects.create(report=report, user=user, at=timezone.now())
    happen(report, "ask", "Sejak kapan?", audience=Audience.REPORTER)
    work_off()
    assert "Sejak kapan?" in texts(sink.to("warga@contoh.id")[0])


def test_html_and_line_breaks_in_words_and_names_do_no_harm(report: Report, sink: Sink) -> None:
    Agency.objects.filter(pk=report.agency_id).update(name="Dinas <b>\r\nBcc: x@contoh.id")
    happen(report, "answer", f"{ANSWER} <img src=x onerror=alert(1)>\u202e\u200b😀")
    work_off()
    (letter,) = sink.to(REPORTER)
    html = letter.get_body(("html",)).get_content()
    assert "<img" not in html
    assert "&lt;img" in html
    assert letter["Bcc"] is None


def test_an_exercise_is_told_to_nobody(sink: Sink) -> None:
    report = ReportFactory(state=State.IN_FOLLOW_UP, practice=True)
    ReporterIdentity.objects.create(report=report, email=crypto.encrypt(REPORTER))
    happen(report, "answer", ANSWER)
    work_off()
    assert (sink.letters, Letter.objects.count()) == ([], 0)


def test_while_the_mail_server_is_down_letters_wait_and_nothing_is_lost(
    report: Report, settings: Any, client: Any
) -> None:
    use_mail_server(settings, 1)
    happen(report, "answer", ANSWER)
    work_off()
    work_off()
    assert Letter.objects.waiting().count() == 1
    assert queue_standing().waiting == 1
    assert client.get("/readyz").json()["letters"]["waiting"] == 1
    sink = Sink()
    with serving(sink) as port:
        use_mail_server(settings, port)
        _make_due()
        work_off()
    assert len(sink.to(REPORTER)) == 1
    assert client.get("/readyz").json()["letters"]["waiting"] == 0


def _make_due() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def test_a_mailbox_that_is_busy_is_tried_again_and_one_that_is_gone_is_not(report: Report, sink: Sink) -> None:
    sink.busy.add(REPORTER)
    sink.refused.add("tetangga@contoh.id")
    follow(report, "tetangga@contoh.id")
    happen(report, "answer", ANSWER)
    work_off()
    gone = Letter.objects.get(to=Letter.To.FOLLOWER)
    assert gone.dropped == Letter.Dropped.REFUSED
    assert "no such mailbox" in gone.failure
    sink.busy.clear()
    _make_due()
    work_off()
    assert [to for to, _letter in sink.letters] == [REPORTER]
    assert queue_standing().dead == 0


def test_who_stops_the_letters_gets_none_of_those_that_wait(report: Report, sink: Sink) -> None:
    follower = follow(report, "tetangga@contoh.id")
    sink.busy.add("tetangga@contoh.id")
    happen(report, "answer", ANSWER)
    work_off()
    Follower.objects.filter(pk=follower.pk).update(stopped_at=timezone.now())
    sink.busy.clear()
    _make_due()
    work_off()
    assert sink.to("tetangga@contoh.id") == []
    assert Letter.objects.get(to=Letter.To.FOLLOWER).dropped == Letter.Dropped.UNWANTED


def test_two_workers_at_the_same_entry_write_each_letter_once(report: Report, sink: Sink) -> None:
    for number in range(5):
        follow(report, f"tetangga{number}@contoh.id")
    entry = happen(report, "answer", ANSWER)
    together = threading.Barrier(3)

    def work() -> None:
        together.wait()
        with suppress(IntegrityError):  # the queue would try again, and find them written
            tell.call(entry.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work_off()
    assert Letter.objects.count() == len(sink.letters) == 6
    assert len({to for to, _letter in sink.letters}) == 6


def test_an_office_that_gave_the_case_away_meanwhile_is_not_written_to(report: Report, sink: Sink) -> None:
    happen(report, "comment", "Masih bau.", by="reporter", audience=Audience.REPORTER)
    tell.call(HistoryEntry.objects.latest("pk").pk)
    Report.objects.filter(pk=report.pk).update(agency=Agency.objects.exclude(pk=report.agency_id)[0])
    work_off()
    assert sink.to("dlh@contoh.go.id") == []
    assert Letter.objects.get(agency__email="dlh@contoh.go.id").dropped == Letter.Dropped.HIDDEN
