"""Procedures (SOP): versions, the checklist of a case, ticks, and the pages where they are written."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Agency, Membership, Role, User
from reports.actions.case.errors import RefusedError
from reports.lifecycle.offer import NotAllowedError
from reports.models import Category, HistoryEntry, Procedure, ProcedureTick, Report, State
from reports.policies import Viewer
from reports.procedures import (
    Step,
    checklist_of,
    discard_draft,
    draft_of,
    publish_procedure,
    save_draft,
    starter,
    tick,
    versions_of,
    written,
)
from tests.factories import ReportFactory, UserFactory

pytestmark = pytest.mark.django_db

STEPS = [Step("Baca laporan", "petugas", 1), Step("Kunjungi lokasi", "tim lapangan", 3), Step("Jawab pelapor")]


@pytest.fixture
def agency() -> Agency:
    """DLH Kutai Timur."""
    return Agency.objects.get(code="DLH-64.08")


@pytest.fixture
def waste() -> Category:
    """Dumping."""
    return Category.objects.get(pk="W1")


def member(agency: Agency, role: Role = Role.AGENCY_ADMIN) -> User:
    """Someone who works there."""
    user: User = UserFactory()
    Membership.objects.create(user=user, agency=agency, role=role)
    return user


@pytest.fixture
def admin(agency: Agency) -> User:
    """Its administrator."""
    return member(agency)


def published(agency: Agency, category: Category, admin: User, steps: list[Step] = STEPS, days_ago: int = 0) -> Any:
    """A version in force."""
    made = publish_procedure(save_draft(agency, category, "Sampah liar", steps, admin), admin)
    Procedure.objects.filter(pk=made.pk).update(valid_from=timezone.localdate() - dt.timedelta(days=days_ago))
    made.refresh_from_db()
    return made


def taken_up(agency: Agency, days_ago: int = 0) -> Report:
    """A case that its agency took up some days ago."""
    at = timezone.now() - dt.timedelta(days=days_ago)
    report: Report = ReportFactory(state=State.IN_FOLLOW_UP, verified_at=at)
    HistoryEntry.objects.create(report=report, verb="accept", at=at, agency=agency, state=report.state)
    return report


# Versions


def test_a_draft_is_written_again_until_it_is_published(agency: Agency, waste: Category, admin: User) -> None:
    first = save_draft(agency, waste, "Sampah", STEPS, admin)
    again = save_draft(agency, waste, "Sampah liar", STEPS[:1], admin)
    assert (again.pk, again.number, again.title, written(again)) == (first.pk, 1, "Sampah liar", STEPS[:1])
    publish_procedure(again, admin)
    assert save_draft(agency, waste, "Sampah liar", STEPS, admin).number == 2
    assert [version.published for version in versions_of(agency, waste)] == [False, True]


def test_what_is_published_stays_as_it_is(agency: Agency, waste: Category, admin: User) -> None:
    made = published(agency, waste, admin)
    with pytest.raises(RefusedError):
        publish_procedure(made, admin)
    with pytest.raises(RefusedError):
        discard_draft(made, admin)
    assert written(made) == STEPS


def test_nothing_is_published_without_steps_or_into_the_past(agency: Agency, waste: Category, admin: User) -> None:
    with pytest.raises(RefusedError):
        publish_procedure(save_draft(agency, waste, "Kosong", [], admin), admin)
    draft = save_draft(agency, waste, "Sampah", STEPS, admin)
    with pytest.raises(RefusedError) as refused:
        publish_procedure(draft, admin, timezone.localdate() - dt.timedelta(days=1))
    assert refused.value.field == "valid_from"


def test_only_an_administrator_of_the_agency_writes(agency: Agency, waste: Category) -> None:
    for user in (member(agency, Role.OFFICER), member(Agency.objects.get(code="DLH-64.74")), UserFactory()):
        with pytest.raises(NotAllowedError):
            save_draft(agency, waste, "Sampah", STEPS, user)


# The checklist


def test_a_case_keeps_the_version_with_which_it_began(agency: Agency, waste: Category, admin: User) -> None:
    old = published(agency, waste, admin, STEPS[:2], days_ago=20)
    report = taken_up(agency, days_ago=10)
    new = published(agency, waste, admin, STEPS, days_ago=5)
    checklist = checklist_of(report)
    assert checklist is not None
    assert (checklist.procedure, len(checklist.steps), checklist.newer) == (old, 2, True)
    later = checklist_of(taken_up(agency))
    assert later is not None
    assert (later.procedure, later.newer) == (new, False)


def test_a_case_that_is_not_taken_up_shows_the_version_of_today_without_days(
    agency: Agency, waste: Category, admin: User
) -> None:
    published(agency, waste, admin)
    checklist = checklist_of(ReportFactory())
    assert checklist is not None
    assert [seen.due_on for seen in checklist.steps] == [None, None, None]


def test_steps_are_due_in_working_days_from_when_the_case_was_taken_up(
    agency: Agency, waste: Category, admin: User
) -> None:
    published(agency, waste, admin, days_ago=5000)
    monday = dt.datetime(2026, 9, 7, 2, tzinfo=dt.UTC)
    older: Report = ReportFactory(state=State.IN_FOLLOW_UP, verified_at=monday)
    HistoryEntry.objects.create(report=older, verb="accept", at=monday, agency=agency, state=older.state)
    checklist = checklist_of(older, now=monday + dt.timedelta(days=2))
    assert checklist is not None
    assert [seen.due_on for seen in checklist.steps] == [dt.date(2026, 9, 8), dt.date(2026, 9, 10), None]
    assert [seen.late for seen in checklist.steps] == [True, False, False]


def test_no_procedure_no_checklist(agency: Agency, waste: Category, admin: User) -> None:
    save_draft(agency, waste, "Sampah", STEPS, admin)  # a draft holds for nobody
    assert checklist_of(ReportFactory()) is None


# Ticks


def test_a_tick_is_set_and_taken_back_and_both_are_told(agency: Agency, waste: Category, admin: User) -> None:
    published(agency, waste, admin)
    report, viewer = taken_up(agency), Viewer.of(member(agency, Role.OFFICER))
    checklist = checklist_of(report)
    assert checklist is not None
    step = checklist.steps[0].step
    entry = tick(report, viewer, step)
    assert (entry.verb, entry.data["step"], entry.data["done"]) == ("tick", "Baca laporan", True)
    assert ProcedureTick.objects.get(report=report).by == viewer.user
    with pytest.raises(RefusedError):
        tick(report, viewer, step)
    tick(report, viewer, step, done=False)
    assert not ProcedureTick.objects.exists()
    with pytest.raises(RefusedError):
        tick(report, viewer, step, done=False)
    assert [entry.data["done"] for entry in report.history.filter(verb="tick")] == [True, False]


def test_a_step_of_another_procedure_cannot_be_ticked(agency: Agency, waste: Category, admin: User) -> None:
    published(agency, waste, admin)
    other = published(agency, Category.objects.get(pk="W2"), admin)
    with pytest.raises(RefusedError):
        tick(taken_up(agency), Viewer.of(admin), other.steps.get(position=1))


def test_who_does_not_handle_the_case_cannot_tick(agency: Agency, waste: Category, admin: User) -> None:
    made = published(agency, waste, admin)
    with pytest.raises(NotAllowedError):
        tick(taken_up(agency), Viewer.of(UserFactory()), made.steps.get(position=1))


# Pages


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    """The administrator's browser."""
    client.force_login(admin)
    return client


def address(agency: Agency, tail: str = "") -> str:
    """A page of the agency's procedure for W1."""
    return f"/petugas/sop/{agency.pk}/W1/{tail}"


def rows(steps: list[tuple[str, str, str]], **more: str) -> dict[str, str]:
    """The editor's form."""
    data = {"title": "Sampah liar", "step-TOTAL_FORMS": str(len(steps)), "step-INITIAL_FORMS": "0", **more}
    for number, (text, role, days) in enumerate(steps):
        data |= {f"step-{number}-text": text, f"step-{number}-role": role, f"step-{number}-days": days}
    return data


def test_the_list_names_every_category(desk: Client, agency: Agency, waste: Category, admin: User) -> None:
    published(agency, waste, admin)
    page = desk.get("/petugas/sop/").content.decode()
    assert agency.name in page
    assert page.count("sop-row__name") == Category.objects.count()


def test_it_is_written_and_put_in_force_without_a_script(desk: Client, agency: Agency, waste: Category) -> None:
    form = [("Satu", "petugas", "1"), ("Dua", "", "")]
    moved = desk.post(address(agency, "ubah/"), rows(form, do="down-0"))
    assert moved.status_code == 200
    assert [row["text"].value() for row in moved.context["steps"]] == ["Dua", "Satu"]
    assert not Procedure.objects.exists()
    added = desk.post(address(agency, "ubah/"), rows(form, do="add"))
    assert [row["text"].value() for row in added.context["steps"]] == ["Satu", "Dua", ""]
    removed = desk.post(address(agency, "ubah/"), rows(form, do="remove-0"))
    assert [row["text"].value() for row in removed.context["steps"]] == ["Dua"]
    assert desk.post(address(agency, "ubah/"), rows([*form, ("", "", "")], do="save")).status_code == 302
    draft = draft_of(agency, waste)
    assert draft is not None
    assert written(draft) == [Step("Satu", "petugas", 1), Step("Dua")]
    assert desk.post(address(agency, "ubah/"), rows(form, do="publish")).status_code == 302
    assert versions_of(agency, waste).get().published
    assert "Satu" in desk.get(address(agency)).content.decode()


def test_what_is_wrong_is_said_at_its_row_and_nothing_is_lost(desk: Client, agency: Agency) -> None:
    form = [("Satu", "petugas", "besok"), ("", "tim", "")]
    answer = desk.post(address(agency, "ubah/"), rows(form, do="save", valid_from="2020-01-01"))
    assert answer.status_code == 422
    first, second = answer.context["steps"]
    assert "days" in first.errors
    assert "text" in second.errors
    assert first["days"].value() == "besok"
    assert "valid_from" in answer.context["form"].errors
    assert not Procedure.objects.exists()


@pytest.mark.parametrize("junk", [{"step-TOTAL_FORMS": "999999"}, {"step-TOTAL_FORMS": "x"}, {"do": "up-999"}, {}])
def test_a_form_that_no_page_made_breaks_nothing(desk: Client, agency: Agency, junk: dict[str, str]) -> None:
    assert desk.post(address(agency, "ubah/"), junk).status_code in {200, 422}


def test_where_no_step_was_written_one_row_waits_to_be(desk: Client, agency: Agency) -> None:
    answer = desk.post(address(agency, "ubah/"), rows([("", "", "")], do="publish"))
    assert answer.status_code == 422
    assert 'name="step-0-text"' in answer.content.decode()


def test_no_more_steps_than_anybody_follows(desk: Client, agency: Agency) -> None:
    answer = desk.post(address(agency, "ubah/"), rows([("Langkah", "", "")] * 31, do="save"))
    assert answer.status_code == 422


def test_the_editor_begins_with_a_text_that_is_asked_for(
    desk: Client, agency: Agency, waste: Category, admin: User
) -> None:
    begun = desk.get(address(agency, "ubah/"), {"dari": "awal"})
    assert len(begun.context["steps"].forms) == len(starter())
    other = Agency.objects.get(code="DLH-64.74")
    theirs = published(other, waste, member(other), STEPS[:2])
    offered = desk.get(address(agency, "ubah/")).content.decode()
    assert other.name in offered
    copied = desk.get(address(agency, "ubah/"), {"dari": str(theirs.pk)})
    assert [row["text"].value() for row in copied.context["steps"]] == ["Baca laporan", "Kunjungi lokasi"]
    assert not Procedure.objects.filter(agency=agency).exists()


def test_two_versions_are_compared(desk: Client, agency: Agency, waste: Category, admin: User) -> None:
    published(agency, waste, admin, STEPS)
    published(agency, waste, admin, [STEPS[0], Step("Ukur kualitas air"), STEPS[2]])
    lines = desk.get(address(agency, "bandingkan/")).context["lines"]
    assert [(line.mark, line.step.text) for line in lines] == [
        ("same", "Baca laporan"), ("gone", "Kunjungi lokasi"), ("new", "Ukur kualitas air"), ("same", "Jawab pelapor"),
    ]  # fmt: skip
    assert desk.get(address(agency, "bandingkan/"), {"a": "9", "b": "x"}).status_code == 200


def test_comparing_one_version_is_no_page(desk: Client, agency: Agency) -> None:
    assert desk.get(address(agency, "bandingkan/")).status_code == 404


def test_a_draft_is_thrown_away(desk: Client, agency: Agency, waste: Category, admin: User) -> None:
    save_draft(agency, waste, "Sampah", STEPS, admin)
    assert desk.post(address(agency, "buang/")).status_code == 302
    assert draft_of(agency, waste) is None
    assert desk.post(address(agency, "buang/")).status_code == 302
    assert desk.get(address(agency, "buang/")).status_code == 405


def test_an_officer_reads_and_does_not_write(client: Client, agency: Agency, waste: Category, admin: User) -> None:
    published(agency, waste, admin)
    client.force_login(member(agency, Role.OFFICER))
    assert client.get(address(agency)).status_code == 200
    assert client.get(address(agency, "ubah/")).status_code == 403
    assert client.post(address(agency, "buang/")).status_code == 403
    assert "ubah/" not in client.get(address(agency)).content.decode()


def test_other_agencies_procedures_are_no_page_of_mine(client: Client, agency: Agency) -> None:
    client.force_login(member(Agency.objects.get(code="DLH-64.74")))
    for tail in ("", "ubah/", "bandingkan/"):
        assert client.get(address(agency, tail)).status_code == 404
    assert client.get("/petugas/sop/0/W1/").status_code == 404
    assert client.get(f"/petugas/sop/{agency.pk}/Z9/").status_code == 404


def test_hostile_text_is_shown_as_text(desk: Client, agency: Agency, waste: Category, admin: User) -> None:
    published(agency, waste, admin, [Step("<script>alert(1)</script>\u202eabc", "<b>x</b>")])
    page = desk.get(address(agency)).content.decode()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
