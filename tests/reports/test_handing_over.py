"""Who leaves hands over: all open cases, in as many statements for two hundred as for two, and none left behind."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.staff import end_membership
from accounts.actions.units import close_unit
from accounts.models import Membership, Role, User
from reports.actions.case.closing import contest
from reports.actions.case.handing_over import hand_over
from reports.models import OPEN_STATES, HistoryEntry, Report, State
from reports.policies import Viewer
from tests.accounts.post import letters
from tests.factories import MembershipFactory, ReportFactory, UnitFactory, agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    user: User = MembershipFactory(role=Role.AGENCY_ADMIN).user
    return user


@pytest.fixture
def leaver() -> Membership:
    place: Membership = MembershipFactory()
    return place


def cases(leaver: Membership, count: int, **columns: Any) -> list[Report]:
    """Open cases in a member's hands; the first is made, the others are copies of it."""
    first = ReportFactory(assignee=leaver.user, agency=leaver.agency, **columns)
    made = [first]
    for n in range(1, count):
        copy = Report.everything.get(pk=first.pk)
        copy.pk, copy.number, copy.idempotency_key = None, f"{first.pk}-{n}", uuid.uuid4()
        made.append(copy)
    Report.everything.bulk_create(made[1:])
    return made


def statements(leaver: Membership, successor: User, admin: User) -> int:
    with CaptureQueriesContext(connection) as asked:
        hand_over(leaver.user, leaver.agency, successor, admin)
    return len(asked)


def test_two_hundred_cases_go_over_in_as_many_statements_as_two(admin: User) -> None:
    few, many = MembershipFactory(), MembershipFactory()
    cases(few, 2)
    successor = MembershipFactory(unit=UnitFactory()).user
    with_two = statements(few, successor, admin)
    rows = cases(many, 200)
    assert statements(many, successor, admin) == with_two
    assert Report.objects.filter(assignee=successor).count() == 202
    assert HistoryEntry.objects.filter(verb="assign", report__in=rows).count() == 200


def test_each_case_has_one_row_that_says_who_had_it_and_who_has_it(admin: User, leaver: Membership) -> None:
    unit = UnitFactory()
    successor = MembershipFactory(unit=unit).user
    (case,) = cases(leaver, 1)
    version = case.version
    end_membership(admin, leaver, reason="pindah", successor=successor)
    case.refresh_from_db()
    assert (case.assignee, case.unit, case.version) == (successor, unit, version + 1)
    entry = case.history.get(verb="assign")
    assert (entry.actor, entry.agency, entry.state_before, entry.state) == (
        admin,
        leaver.agency,
        case.state,
        case.state,
    )
    assert entry.data["before"] == {"assignee_id": leaver.user_id, "unit_id": None}
    assert entry.data["after"] == {"assignee_id": successor.pk, "unit_id": unit.pk}


def test_without_a_successor_cases_wait_in_their_unit(admin: User, leaver: Membership) -> None:
    unit = UnitFactory()
    (case,) = cases(leaver, 1, unit=unit)
    end_membership(admin, leaver, reason="pindah")
    case.refresh_from_db()
    assert (case.assignee, case.unit) == (None, unit)


@pytest.mark.parametrize("state", list(State))
def test_what_is_finished_keeps_the_name_of_who_did_it(admin: User, leaver: Membership, state: State) -> None:
    (case,) = cases(leaver, 1, state=state)
    end_membership(admin, leaver, reason="pindah")
    case.refresh_from_db()
    assert (case.assignee is None) is (state in OPEN_STATES)


def test_cases_of_another_agency_stay(admin: User, leaver: Membership) -> None:
    elsewhere = agency("DLH-64.03")
    MembershipFactory(user=leaver.user, agency=elsewhere)
    case = ReportFactory(assignee=leaver.user)
    Report.everything.filter(pk=case.pk).update(agency=elsewhere)
    end_membership(admin, leaver, reason="pindah")
    case.refresh_from_db()
    assert case.assignee == leaver.user


def test_who_goes_on_in_another_role_keeps_the_cases(admin: User, leaver: Membership) -> None:
    MembershipFactory(user=leaver.user, role=Role.AGENCY_ADMIN)
    (case,) = cases(leaver, 1)
    end_membership(admin, leaver, reason="naik jabatan")
    case.refresh_from_db()
    assert case.assignee == leaver.user


def test_the_successor_gets_one_letter_for_all(admin: User, leaver: Membership) -> None:
    successor = MembershipFactory().user
    cases(leaver, 5)
    end_membership(admin, leaver, reason="pindah", successor=successor)
    sent = [letter for letter in letters() if letter.to == [successor.email]]
    assert len(sent) == 1
    assert "5" in sent[0].subject


def test_a_closed_unit_gives_its_cases_back_and_officers_keep_theirs(admin: User, leaver: Membership) -> None:
    unit = UnitFactory()
    (case,) = cases(leaver, 1, unit=unit)
    close_unit(admin, unit)
    case.refresh_from_db()
    assert (case.unit, case.assignee) == (None, leaver.user)
    assert case.history.get(verb="assign").data["before"] == {"unit_id": unit.pk}


def test_the_question_before_the_end_counts_open_cases(admin: User, leaver: Membership, client: Any) -> None:
    cases(leaver, 3)
    ReportFactory(assignee=leaver.user, state=State.CLOSED)
    client.force_login(admin)
    counted = client.get(f"/tim/anggota/{leaver.pk}/akhiri/").context["cases"]
    assert counted.assigned == 3
    assert counted.of_agency >= 3


def test_who_ends_a_place_reads_where_its_cases_went(admin: User, leaver: Membership, client: Any) -> None:
    cases(leaver, 2)
    successor = MembershipFactory(user__name="Rina Baru").user
    client.force_login(admin)
    sent = {"reason": "Pindah tugas", "successor": successor.pk}
    page = client.post(f"/en/tim/anggota/{leaver.pk}/akhiri/", sent, follow=True)
    assert page.request["PATH_INFO"] == "/en/tim/DLH-64.08/"
    assert "2 open cases were handed to Rina Baru." in page.content.decode()


def test_a_case_that_opens_again_is_not_in_the_hands_of_who_left(admin: User, leaver: Membership) -> None:
    (report,) = cases(leaver, 1, state=State.AWAITING_REPORTER)
    Report.everything.filter(pk=report.pk).update(state=State.CLOSED, closed_at=report.received_at)
    end_membership(admin, leaver, reason="Pindah tugas")
    contest(report, Viewer.of(None, [report.pk]), body="Sampahnya menumpuk lagi.", at=report.received_at)
    report.refresh_from_db()
    assert (report.state, report.assignee) == (State.REOPENED, None)
