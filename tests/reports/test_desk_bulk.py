"""One verb on many cases: each by itself, every refusal told, the same form twice no more than once."""

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from reports.actions.case.passing import accept, dispose
from reports.desk.bulk.run import MOST
from reports.models import AnswerTemplate, BulkRun, CaseRead, Message, Report, State
from reports.policies import Viewer
from tests.cast import Staff, staff
from tests.factories import MembershipFactory, ReportFactory, UnitFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/petugas/massal/"


def token(report: Report) -> str:
    """A case as it is now."""
    report.refresh_from_db(fields=["version"])
    return f"{report.number}.{report.version}"


def send(client: Client, do: str, *cases: Report, **fields: Any) -> Any:
    """Send the form of a bulk action."""
    data = {"do": do, "step": "do", "key": str(uuid4()), "case": [token(case) for case in cases], **fields}
    return client.post(f"{ADDRESS}?folder=agency", data)


def refusals(client: Client, response: Any) -> dict[str, str]:
    """What was refused, by number, as the page of outcomes tells it."""
    assert response.status_code == 302, response.content.decode()[-3000:]
    page = client.get(response["Location"]).content.decode()
    found = re.search(r'<ul class="outcomes">(.*?)</ul>', page, re.DOTALL)
    rows = re.findall(r">([0-9A-Z-]{9})</a>\s*<span>(.*?)</span>", found[1], re.DOTALL) if found else []
    return dict(rows)


def state_of(report: Report) -> str:
    """The state now."""
    return Report.objects.values_list("state", flat=True).get(pk=report.pk)


@pytest.fixture
def officer() -> Staff:
    """An officer of DLH Kabupaten Kutai Timur."""
    return staff()


def in_work(client: Staff, **values: Any) -> Report:
    """A case that the officer has taken up."""
    report: Report = ReportFactory(state=State.VERIFIED, **values)
    accept(report, Viewer.of(client.user))
    return report


def test_each_case_is_done_or_refused_with_its_own_reason(officer: Staff) -> None:
    good, also = ReportFactory(), ReportFactory()
    done, foreign = ReportFactory(state=State.VERIFIED), ReportFactory()
    Report.objects.filter(pk=foreign.pk).update(agency=staff("DLH-34.04").user.memberships.get().agency)
    stale = ReportFactory()
    tokens = [token(case) for case in (good, done, stale, foreign, also)]
    Report.objects.filter(pk=stale.pk).update(version=5)
    response = officer.post(ADDRESS, {"do": "verify", "key": str(uuid4()), "case": tokens})
    refused = refusals(officer, response)
    assert set(refused) == {done.number, stale.number, foreign.number}
    assert len(set(refused.values())) == 3  # three reasons
    assert [state_of(case) for case in (good, also, stale)] == [State.VERIFIED, State.VERIFIED, State.NEW]
    assert [row["number"] for row in BulkRun.objects.get().outcomes if not row["refused"]] == [good.number, also.number]


def test_the_same_form_twice_does_it_once(officer: Staff) -> None:
    case = in_work(officer)
    fields = {"key": str(uuid4()), "body": "Kami sudah ke lokasi dan mengambil contoh air."}
    first, again = send(officer, "progress", case, **fields), send(officer, "progress", case, **fields)
    assert first["Location"] == again["Location"]
    assert Message.objects.filter(report=case, kind=Message.Kind.PROGRESS).count() == 1
    other = staff()
    assert other.get(first["Location"]).status_code == 404  # what became of it is told to who did it


def interrupted(case: Report, client: Staff, key: str, **fields: Any) -> None:
    """Leave of a form what a process leaves that is killed after its first case, three minutes ago."""
    send(client, "progress", case, key=key, **fields)
    BulkRun.objects.update(finished_at=None, started_at=timezone.now() - dt.timedelta(minutes=3))


def test_where_it_was_interrupted_the_same_form_goes_on_and_does_no_case_twice(officer: Staff) -> None:
    done, left = in_work(officer), in_work(officer)
    key, said = str(uuid4()), {"body": "Kami sudah ke lokasi dan mengambil contoh air."}
    interrupted(done, officer, key, **said)
    assert "notice--warning" in officer.get(f"{ADDRESS}{key}/").content.decode()
    assert refusals(officer, send(officer, "progress", done, left, key=key, **said)) == {}
    told = Message.objects.filter(kind=Message.Kind.PROGRESS).values_list("report", flat=True)
    assert sorted(told) == [done.pk, left.pk]
    kept = BulkRun.objects.get()
    assert [row["number"] for row in kept.outcomes] == [done.number, left.number]
    assert kept.finished_at is not None
    assert "notice--warning" not in officer.get(f"{ADDRESS}{key}/").content.decode()


def test_what_another_process_is_still_at_is_left_to_it(officer: Staff) -> None:
    done, left = in_work(officer), in_work(officer)
    key, said = str(uuid4()), {"body": "Kami sudah ke lokasi dan mengambil contoh air."}
    interrupted(done, officer, key, **said)
    BulkRun.objects.update(started_at=timezone.now())
    send(officer, "progress", left, key=key, **said)
    assert not left.messages.exists()


def test_cases_are_handed_over_and_given_to_an_officer(officer: Staff) -> None:
    unit, colleague = UnitFactory(), MembershipFactory().user
    cases = [ReportFactory(state=State.VERIFIED) for _ in range(3)]
    assert refusals(officer, send(officer, "hand", *cases, unit=unit.pk, assignee=colleague.pk, note="segera")) == {}
    assert {(case.unit_id, case.assignee_id) for case in Report.objects.all()} == {(unit.pk, colleague.pk)}
    assert refusals(officer, send(officer, "assign", *cases, assignee=officer.user.pk)) == {}
    assert set(Report.objects.values_list("assignee", "state")) == {(officer.user.pk, State.DISPOSED)}


def test_what_is_missing_is_said_at_its_field_and_nothing_is_done(officer: Staff) -> None:
    case = ReportFactory(state=State.VERIFIED)
    response = send(officer, "hand", case, note="tolong segera")
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="id_unit_error"' in page
    assert "tolong segera" in page
    assert token(case) in page
    assert state_of(case) == State.VERIFIED
    assert not BulkRun.objects.exists()


def test_units_and_officers_of_others_cannot_be_named(officer: Staff) -> None:
    stranger = staff("DLH-34.04").user
    case = ReportFactory(state=State.VERIFIED)
    assert send(officer, "hand", case, assignee=stranger.pk).status_code == 422
    assert send(officer, "hand", case, unit=UnitFactory(agency=stranger.memberships.get().agency).pk).status_code == 422
    assert state_of(case) == State.VERIFIED


def test_a_text_of_another_agency_is_not_handed_out(officer: Staff) -> None:
    case, elsewhere = in_work(officer), staff("DLH-34.04").user.memberships.get().agency
    use = AnswerTemplate.Use.ANSWER
    theirs = AnswerTemplate.objects.create(agency=elsewhere, use=use, name="Rahasia", body_id="Hanya untuk kami.")
    page = send(officer, "answer", case, step="text", text=theirs.pk).content.decode()
    assert "Hanya untuk kami" not in page


def test_an_answer_kept_ready_is_filled_once_for_all_and_with_what_each_case_knows(officer: Staff) -> None:
    kept = AnswerTemplate.objects.create(
        use=AnswerTemplate.Use.ANSWER, name="Sudah diangkut", body_id="Laporan {nomor}: diangkut pada {tanggal angkut}."
    )
    cases = [in_work(officer), in_work(officer)]
    chosen = send(officer, "answer", *cases, step="text", text=kept.pk)
    page = chosen.content.decode()
    assert "diangkut pada {tanggal angkut}" in page
    assert "blank-0" in page
    left = send(officer, "answer", *cases, body=kept.body_id)
    assert left.status_code == 422
    assert 'id="id_blank-0_error"' in left.content.decode()
    assert refusals(officer, send(officer, "answer", *cases, body=kept.body_id, **{"blank-0": "3 Juni 2026"})) == {}
    for case in cases:
        said = Message.objects.get(report=case, kind=Message.Kind.ANSWER).body
        assert said == f"Laporan {case.number}: diangkut pada 3 Juni 2026."
        assert state_of(case) == State.AWAITING_REPORTER


def test_a_question_goes_to_each_and_what_the_verb_refuses_is_told(officer: Staff) -> None:
    cases = [ReportFactory(), ReportFactory(state=State.CLOSED)]
    refused = refusals(officer, send(officer, "ask", *cases, body="Apakah baunya masih ada?"))
    assert set(refused) == {cases[1].number}
    assert state_of(cases[0]) == State.ON_HOLD
    too_short = in_work(officer)
    assert set(refusals(officer, send(officer, "answer", too_short, body="ok"))) == {too_short.number}


def test_selected_cases_are_joined_to_the_one_that_stays(officer: Staff) -> None:
    keep, copy, other = (ReportFactory() for _ in range(3))
    assert refusals(officer, send(officer, "merge", copy, keep, other, into=keep.number)) == {}
    assert {state_of(copy), state_of(other), state_of(keep)} == {State.ARCHIVED, State.NEW}
    assert set(keep.merged.values_list("pk", flat=True)) == {copy.pk, other.pk}
    assert send(officer, "merge", keep, into=keep.number).status_code == 422  # with itself


def test_the_whole_view_is_named_case_by_case_before_anything_is_done(officer: Staff) -> None:
    listed = [ReportFactory(state=State.VERIFIED) for _ in range(3)]
    ReportFactory()
    unit = UnitFactory()
    page = officer.post(f"{ADDRESS}?state=terverifikasi", {"do": "hand", "all": "1", "key": str(uuid4())})
    tokens = re.findall(r'name="case"\s+value="([^"]+)"', page.content.decode())
    assert {one.split(".")[0] for one in tokens} == {case.number for case in listed}
    late = ReportFactory(state=State.VERIFIED)  # came after the page: not done
    data = {"do": "hand", "step": "do", "case": tokens, "unit": unit.pk, "key": str(uuid4())}
    assert refusals(officer, officer.post(ADDRESS, data)) == {}
    assert {state_of(case) for case in listed} == {State.DISPOSED}
    assert state_of(late) == State.VERIFIED
    assert MOST == 500


def test_cases_are_marked_as_read(officer: Staff) -> None:
    cases = [ReportFactory(), ReportFactory()]
    assert send(officer, "read", *cases)["Location"] == "/petugas/?folder=agency"
    assert CaseRead.objects.filter(user=officer.user).count() == 2


def test_what_one_did_oneself_is_not_new(officer: Staff) -> None:
    case = ReportFactory()
    send(officer, "verify", case)
    assert "case-row--new" not in officer.get("/petugas/").content.decode()


def test_selected_cases_are_sent_as_a_file_as_far_as_they_can_be_reached(officer: Staff) -> None:
    case, other = ReportFactory(), ReportFactory()
    foreign = ReportFactory()
    Report.objects.filter(pk=foreign.pk).update(agency=staff("DLH-34.04").user.memberships.get().agency)
    text = b"".join(send(officer, "csv", case, foreign).streaming_content).decode()
    assert case.number in text
    assert other.number not in text
    assert foreign.number not in text


@pytest.mark.parametrize(
    "data",
    [{}, {"do": "verify"}, {"do": "transfer", "case": "X"}, {"do": "verify", "case": ["", "x", "A.B", "9" * 99]}],
)
def test_nothing_selected_or_no_such_action_leads_back_with_a_word(officer: Staff, data: dict[str, Any]) -> None:
    response = officer.post(f"{ADDRESS}?folder=mine", data, follow=True)
    assert response.redirect_chain[-1][0] == "/petugas/?folder=mine"
    assert "notice--warning" in response.content.decode()


def test_monitors_cannot_do_in_bulk_what_the_table_does_not_let_them() -> None:
    case = ReportFactory(state=State.VERIFIED)
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    response = send(monitor, "hand", case, unit=UnitFactory().pk)
    assert response["Location"].startswith("/petugas/")
    assert state_of(case) == State.VERIFIED
    new = ReportFactory()
    assert refusals(monitor, send(monitor, "verify", new)) == {}


def test_an_agency_with_a_copy_reads_and_is_refused(officer: Staff) -> None:
    case = ReportFactory()
    Report.objects.filter(pk=case.pk).update(agency=staff("DLH-34.04").user.memberships.get().agency)
    case.copies.create(agency=officer.user.memberships.get().agency, why_id="x", why_en="x", since=case.received_at)
    assert set(refusals(officer, send(officer, "verify", case))) == {case.number}
    assert state_of(case) == State.NEW


def test_a_form_sent_after_the_session_ended_is_back_after_the_sign_in(officer: Staff) -> None:
    case, unit = ReportFactory(state=State.VERIFIED), UnitFactory()
    visitor = Staff()
    response = send(visitor, "hand", case, unit=unit.pk, note="sudah saya tulis panjang")
    assert response.status_code == 302
    assert "/akun/" in response["Location"]
    assert state_of(case) == State.VERIFIED
    way = re.search(r"next=([^&]+)", response["Location"])
    assert way is not None
    visitor.force_login(officer.user)
    from_there = visitor.get(way[1].replace("%3F", "?").replace("%3D", "=").replace("%26", "&"))
    page = from_there.content.decode()
    assert from_there.status_code == 200
    assert "sudah saya tulis panjang" in page
    assert token(case) in page
    assert re.search(rf'value="{unit.pk}"\s+selected', page)


def test_two_officers_at_once_and_the_slower_is_told(officer: Staff) -> None:
    case, unit = ReportFactory(state=State.VERIFIED), UnitFactory()
    shown = token(case)
    dispose(case, Viewer.of(staff().user), unit=unit)
    data = {"do": "assign", "step": "do", "key": str(uuid4()), "case": shown, "assignee": officer.user.pk}
    assert set(refusals(officer, officer.post(ADDRESS, data))) == {case.number}
    assert Report.objects.get(pk=case.pk).assignee is None
