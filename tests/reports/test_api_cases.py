"""Cases for programs: the desk's own lists, pages and forms, by token and as far as the token goes."""

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from accounts.models import Role
from accounts.scopes import TokenScope
from reports.desk.case.actions import ACTIONS
from reports.models import HistoryEntry, Message, Report, State
from tests.cast import staff
from tests.factories import ReportFactory, UnitFactory, UserFactory
from tests.programs import API, ask, numbers, program, send
from tests.reports.casework import case

pytestmark = pytest.mark.django_db
READ, WRITE = TokenScope.READ_CASES, TokenScope.WRITE_CASES


@pytest.fixture
def officer() -> Client:
    return program(staff().user, READ, WRITE)


def act(client: Client, report: Report, verb: str, version: Any = None, **fields: Any) -> Any:
    body = {"verb": verb, "version": report.version if version is None else version, **fields}
    return send(client, f"/cases/{report.number}/actions/", body)


def test_the_list_is_that_of_the_desk(officer: Client) -> None:
    mine, secret = case(), case(confidential=True)
    elsewhere = ReportFactory(agency_id=staff("DLH-61.03").user.memberships.get().agency_id)
    assert set(numbers(ask(officer, "/cases/"))) == {mine.number, secret.number}
    assert elsewhere.number not in numbers(ask(officer, "/cases/?whose=all"))
    assert numbers(ask(officer, "/cases/?assignee=mine")) == []
    assert ask(officer, f"/cases/{elsewhere.number}/").status_code == 404


def test_places_are_those_that_staff_may_know(officer: Client) -> None:
    """A box around the very point finds a case whose public place is the middle of a cell; of everybody it does not."""
    report = case(public_point=Point(117.7, 0.6, srid=4326), public_cell_m=20_000.0)
    lon, lat = report.point.coords
    here = f"bbox={lon - 0.01},{lat - 0.01},{lon + 0.01},{lat + 0.01}"
    around = f"near={lon},{lat},500"
    for where in (here, around):
        assert numbers(ask(officer, f"/cases/?{where}")) == [report.number]
        assert numbers(ask(program(), f"/reports/?{where}")) == []
    assert numbers(ask(officer, "/cases/?bbox=117.69,0.59,117.71,0.61")) == []


def test_a_case_has_what_its_page_has_and_never_who_reported(officer: Client) -> None:
    report = case(confidential=True, place_note="Di belakang pasar.")
    body = ask(officer, f"/cases/{report.number}/").json()
    assert (body["lon"], body["lat"]) == report.point.coords
    assert body["report"]["content"]["description"] == report.description
    assert (body["place_note"], body["version"], "verify" in body["actions"]) == ("Di belakang pasar.", 0, True)


@pytest.mark.parametrize("scopes", [(), (WRITE,), (TokenScope.READ_CASES,)])
def test_a_token_does_no_more_than_it_says(scopes: tuple[TokenScope, ...]) -> None:
    report = case()
    client = program(staff().user, *scopes)
    reads = READ in scopes
    assert ask(client, "/cases/").status_code == (200 if reads else 403)
    assert ask(client, f"/cases/{report.number}/").status_code == (200 if reads else 403)
    assert act(client, report, "verify").status_code == (200 if WRITE in scopes else 403)
    view = ask(client, f"/reports/{report.number}/").json()["view"]
    assert view == ("full" if reads else "public")


def test_one_who_works_for_no_agency_is_told_so() -> None:
    assert ask(program(UserFactory()), "/cases/").status_code == 403


def test_a_verb_is_done_with_the_form_of_the_desk(officer: Client) -> None:
    report = case()
    done = act(officer, report, "verify", note="Sudah dicek.").json()
    assert (done["state"], done["version"], done["in_hand"]) == (State.VERIFIED, 1, True)
    entry = HistoryEntry.objects.get(report=report, verb="verify")
    assert (entry.note, entry.actor is not None) == ("Sudah dicek.", True)
    report.refresh_from_db()
    unit = UnitFactory(agency=report.agency)
    assert act(officer, report, "dispose", unit=unit.pk, note="Tolong.").json()["state"] == State.DISPOSED


def test_who_was_overtaken_is_told_and_nothing_is_done(officer: Client) -> None:
    report = case()
    act(officer, report, "note", body="Sudah ditelepon.")
    late = act(officer, report, "verify", version=0)
    report.refresh_from_db()
    assert (late.status_code, report.state, report.version) == (409, State.NEW, 1)
    assert "1" in late.json()["detail"]
    assert act(officer, report, "close", version=1, reason="x").status_code == 409


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"verb": "answer", "body": ""}, "body"),
        ({"verb": "answer", "body": "Halo {nama}"}, "blank-0"),
        ({"verb": "answer", "body": "Ya.", "version": None}, "version"),
        ({"verb": "answer", "body": "Ya.", "version": "x"}, "version"),
        ({"verb": "answer", "body": {"x": 1}}, "body"),
        ({"verb": "answer", "body": "Ya.", "urgent": True}, "urgent"),
        ({"verb": "transfer", "agency": "TIDAK-ADA", "note": "Bukan kami."}, "agency"),
        ({"verb": "set_urgency", "urgency": "X", "note": "x"}, "urgency"),
        ({"verb": "fly"}, "verb"),
        ({"verb": "reveal_identity", "reason": "ingin tahu"}, "verb"),
    ],
)
def test_what_is_wrong_stands_at_its_field(officer: Client, fields: dict[str, Any], field: str) -> None:
    report = case(State.IN_FOLLOW_UP)
    response = send(officer, f"/cases/{report.number}/actions/", {"version": report.version, **fields})
    assert (response.status_code, list(response.json()["errors"])) == (422, [field])
    assert not Message.objects.exists()


def test_offered_are_the_verbs_of_the_life_cycle_with_their_fields(officer: Client) -> None:
    report = case(State.IN_FOLLOW_UP)
    offered = {one["verb"]: one for one in ask(officer, f"/cases/{report.number}/actions/").json()["actions"]}
    assert offered["answer"]["fields"]["body"]["type"] == "string"
    assert offered["add_evidence"]["files"] == ["photo"]
    assert "verify" not in offered
    assert "reveal_identity" not in offered
    assert set(offered) <= {action.verb for action in ACTIONS}


def test_what_is_not_sent_stays_as_it_is(officer: Client) -> None:
    report = case(State.VERIFIED, assignee=staff().user)
    unit = UnitFactory(agency=report.agency)
    assert act(officer, report, "dispose", unit=unit.pk).status_code == 200
    report.refresh_from_db()
    assert (report.unit, report.assignee is not None) == (unit, True)
    assert act(officer, report, "assign", assignee=None).status_code == 200
    report.refresh_from_db()
    assert report.assignee is None


def test_given_away_is_out_of_ones_hands(officer: Client) -> None:
    report = case()
    done = act(officer, report, "transfer", agency="DLH-64.74", note="Terletak di Bontang.").json()
    assert (done["in_hand"], done["version"], done["state"]) == (False, None, None)
    assert ask(officer, f"/cases/{report.number}/").status_code == 404


def test_a_session_needs_the_token_against_forged_requests() -> None:
    report, browser = case(), staff()
    forging = Client(enforce_csrf_checks=True)
    forging.cookies = browser.cookies
    assert ask(forging, "/cases/").status_code == 200
    response = act(forging, report, "verify")
    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")
    report.refresh_from_db()
    assert report.state == State.NEW


def test_the_accused_agency_sees_nothing() -> None:
    accused = staff("PUPR-64.08")
    report = case(accused_agency=accused.user.memberships.get().agency, agency=accused.user.memberships.get().agency)
    client = program(accused.user, READ, WRITE)
    assert numbers(ask(client, "/cases/?whose=all")) == []
    assert act(client, report, "verify").status_code == 404


def test_changes_are_followed_in_their_order(officer: Client) -> None:
    one, two = case(), case()
    act(officer, one, "note", body="Satu.")
    rows = ask(officer, "/cases/?updated_since=2020-01-01T00:00:00Z").json()["results"]
    assert [row["number"] for row in rows] == [two.number, one.number]
    assert program(staff(role=Role.AGENCY_ADMIN).user, READ).get(f"{API}/cases/?limit=1").json()["next"]
