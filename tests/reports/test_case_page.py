"""Who sees the page of a case, and what stands on it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, Unit
from reports import crypto
from reports.actions.case import passing
from reports.desk.case.actions import menu
from reports.desk.case.finding import Case
from reports.models import (
    Attachment,
    Audience,
    By,
    CaseCopy,
    CaseRead,
    Flag,
    HistoryEntry,
    Message,
    Report,
    ReporterIdentity,
    State,
)
from reports.policies import Viewer
from tests.cast import Staff, staff
from tests.factories import UserFactory, agency
from tests.reports.casework import HOSTILE, STRANGE, address, case

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20


def page(client: Client, report: Report) -> str:
    response = client.get(address(report))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def verbs_of(user: object, report: Report) -> set[str]:
    """What the page of a case offers somebody."""
    found = menu(Case(Report.everything.get(pk=report.pk), Viewer.of(user)))
    inside = [action for _label, group in found.groups for action in group]
    return {action.verb for action in (found.primary, *inside) if action}


def test_an_officer_of_the_agency_reads_everything_that_was_told() -> None:
    report = case(place_note="Di belakang pasar", dispute="Ini urusan provinsi")
    text = page(staff(), report)
    for said in (
        report.description,
        report.suspected_source,
        report.place_note,
        report.dispute,
        "0.530000, 117.550000",
    ):
        assert said in text


@pytest.mark.parametrize("who", ["other agency", "citizen", "visitor"])
def test_a_case_in_other_hands_looks_like_one_that_does_not_exist(who: str) -> None:
    report = case()
    clients: dict[str, Callable[[], Client]] = {
        "other agency": lambda: staff("DLH-61.03"),
        "citizen": lambda: Staff.of(UserFactory()),
        "visitor": Client,
    }
    client = clients[who]()
    there, nowhere = client.get(address(report)), client.get("/petugas/kasus/0000-0000/")
    assert there.status_code == nowhere.status_code
    assert there.status_code in (302, 403, 404)
    assert report.description not in there.content.decode()


def test_every_address_below_a_case_asks_whose_it_is() -> None:
    report = case()
    stranger = staff("DLH-61.03")
    for below in ("hadir", "serupa", "sekitar", "rekan", "instansi", "berikut", "jawab", "identitas", "catatan"):
        assert stranger.get(address(report, below)).status_code == 404, below


def test_the_accused_agency_does_not_see_the_case() -> None:
    report = case(misconduct=True, accused_agency=agency("DLH-64.08"))
    assert staff().get(address(report)).status_code == 404


def test_an_agency_with_a_copy_reads_and_writes_notes_and_nothing_else() -> None:
    report = case(State.IN_FOLLOW_UP)
    copied = staff("DLH-61.03")
    CaseCopy.objects.create(
        report=report, agency=agency("DLH-61.03"), why_id="Tetangga", why_en="Neighbour", since=timezone.now()
    )
    assert report.description in page(copied, report)
    assert verbs_of(copied.user, report) == {"note"}
    assert copied.get(address(report, "jawab")).status_code == 403


def test_what_is_offered_follows_the_state_and_the_role() -> None:
    officer, report = staff(), case()
    assert {"verify", "transfer", "ask", "note"} <= verbs_of(officer.user, report)
    assert "answer" not in verbs_of(officer.user, report)
    followed = case(State.IN_FOLLOW_UP)
    assert {"answer", "close", "add_evidence"} <= verbs_of(officer.user, followed)
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    assert {"transfer", "merge", "note"} <= verbs_of(monitor.user, followed)
    assert not {"answer", "close", "reveal_identity"} & verbs_of(monitor.user, followed)


def test_the_next_step_stands_out() -> None:
    steps = {
        State.NEW: "verify",
        State.VERIFIED: "dispose",
        State.DISPOSED: "accept",
        State.IN_FOLLOW_UP: "answer",
        State.AWAITING_REPORTER: "close",
        State.ON_HOLD: "resume",
        State.REOPENED: "accept",
        State.ARCHIVED: "unarchive",
    }
    user = staff(role=Role.AGENCY_ADMIN).user
    found = {state: menu(Case(case(state), Viewer.of(user))).primary for state in steps}
    assert {state: action.verb for state, action in found.items() if action} == steps


def test_a_form_that_the_state_does_not_allow_says_so_kindly() -> None:
    response = staff().get(address(case(State.CLOSED), "jawab"))
    assert response.status_code == 409
    assert "act-title" in response.content.decode()


def test_what_the_public_reads_stands_beside_what_was_told() -> None:
    report = case(State.VERIFIED, public_description="Tumpukan sampah di █████.")
    text = page(staff(), report)
    assert "told--differs" in text
    assert report.description in text
    assert 'class="blacked"' in text


def test_the_identity_is_masked() -> None:
    report = case()
    ReporterIdentity.objects.create(report=report, name=crypto.encrypt("Budi Rahasia"), phone=b"", email=b"")
    text = page(staff(), report)
    assert "Budi Rahasia" not in text
    assert "masked" in text
    assert "identitas" in text


def test_hostile_and_strange_texts_are_shown_as_text() -> None:
    report = case(
        description=HOSTILE + STRANGE, suspected_source=HOSTILE, desired_remedy=HOSTILE, place_note=HOSTILE,
        dispute=HOSTILE, held=True, held_why=HOSTILE,
    )  # fmt: skip
    officer = staff(user__name=HOSTILE)
    Message.objects.create(
        report=report, kind="comment", by=By.REPORTER, audience=Audience.REPORTER, body=HOSTILE, at=timezone.now()
    )
    HistoryEntry.objects.create(
        report=report, verb="note", at=timezone.now(), actor=officer.user, by=By.STAFF, state=report.state, note=HOSTILE
    )
    for path in (address(report), address(report, "catatan"), address(report, "hitamkan"), address(report, "hadir")):
        text = officer.get(path).content.decode()
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
    assert "👩🏽‍🌾 مرحبا" in page(officer, report)


def test_the_page_is_kept_by_no_cache() -> None:
    response = staff().get(address(case()))
    assert "no-store" in response["Cache-Control"]


def test_queries_are_few_and_do_not_grow_with_the_history(django_assert_max_num_queries: object) -> None:
    report = case(State.IN_FOLLOW_UP)
    officer = staff()
    officer.get(address(report))
    unit = Unit.objects.create(agency=agency("DLH-64.08"), name="Bidang Lama")
    changed = {"unit_id": unit.pk, "assignee_id": staff(user__name="Budi").user.pk, "category_id": "A3"}
    HistoryEntry.objects.create(
        report=report, verb="dispose", at=timezone.now(), state=report.state, data={"before": {}, "after": changed}
    )
    Attachment.objects.create(report=report, file="x", name="surat.pdf", content_type="x", size=1, sha256="x")
    Flag.objects.create(report=report, reason="false", text="Bohong", visitor="x" * 64, at=timezone.now())
    _fill(report, officer, 3)
    with django_assert_max_num_queries(MOST_QUERIES) as few:  # type: ignore[operator]
        page(officer, report)
    _fill(report, officer, 60)
    with django_assert_max_num_queries(MOST_QUERIES) as many:  # type: ignore[operator]
        page(officer, report)
    assert len(many) == len(few)
    text = page(officer, report)
    assert [name for name in ("Bidang Lama", "Budi", "Limbah domestik", "surat.pdf") if name not in text] == []


def _fill(report: Report, officer: Staff, times: int) -> None:
    for n in range(times):
        message = Message.objects.create(
            report=report, kind="note", by=By.STAFF, author=officer.user, audience=Audience.STAFF,
            body=f"Catatan {n}", at=timezone.now(),
        )  # fmt: skip
        HistoryEntry.objects.create(
            report=report, verb="note", at=timezone.now(), actor=officer.user, by=By.STAFF,
            agency=report.agency, state=report.state, data={"message": message.pk},
        )  # fmt: skip
    Report.everything.filter(pk=report.pk).update(version=report.version + times)
    report.refresh_from_db()


def test_what_others_did_since_the_last_visit_is_marked_new() -> None:
    report, officer = case(State.IN_FOLLOW_UP), staff()
    page(officer, report)
    _fill(report, staff(user__name="Sari"), 1)
    assert "stream__entry--new" in page(officer, report)
    assert CaseRead.objects.get(report=report, user=officer.user).version == report.version
    assert "stream__entry--new" not in page(officer, report)


def test_who_else_has_the_case_open_is_told() -> None:
    report = case()
    first, second = staff(user__name="Sari"), staff(user__name="Budi")
    assert "Sari" not in first.get(address(report, "hadir")).content.decode()
    assert "Sari" in second.get(address(report, "hadir")).content.decode()


def test_who_had_the_case_before_a_transfer_is_not_said_to_have_it_open() -> None:
    before, after, report = staff(user__name="Sari"), staff("DLH-64", user__name="Bima"), case(State.VERIFIED)
    before.get(address(report, "hadir"))
    passing.transfer(report, Viewer.of(before.user), agency=agency("DLH-64"), note="Izinnya dari provinsi.")
    assert "Sari" not in after.get(address(report, "hadir")).content.decode()


def test_the_way_back_leads_to_the_inbox_as_it_was() -> None:
    text = staff().get(address(case(), query="?from=folder%3Doverdue%26q%3Dsawit")).content.decode()
    assert 'href="/petugas/?folder=overdue&amp;q=sawit"' in text
    assert "/verifikasi/?from=folder%3Doverdue%26q%3Dsawit" in text


def test_the_next_case_of_the_inbox_is_one_key_away() -> None:
    soon, later = case(due_on=timezone.localdate()), case(due_on=timezone.localdate() + dt.timedelta(days=3))
    officer = staff()
    there = officer.get(address(soon, "berikut", "?from=folder%3Dall"))
    assert there["Location"].startswith(address(later))
    back = officer.get(address(later, "sebelum", "?from=folder%3Dall"))
    assert back["Location"].startswith(address(soon))
