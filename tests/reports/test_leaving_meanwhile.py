"""A colleague leaves at the very moment in which they get a case: whoever comes second knows of the first."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions.staff import end_membership
from accounts.models import Membership, Role
from reports.actions.case import closing, merging, passing
from reports.actions.case.errors import RefusedError
from reports.models import Outcome, Report, State
from reports.policies import Viewer
from tests.factories import MembershipFactory, ReportFactory
from tests.reports.hands import national, reporter_of

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN_UP_AFTER = 60.0


class Meanwhile(threading.Thread):
    """Something that is done on a connection of its own; `error` is what it raised."""

    def __init__(self, deed: Callable[[], Any]) -> None:
        super().__init__()
        self.deed, self.pid = deed, 0
        self.error: Exception | None = None
        self.begun = threading.Event()

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self.begun.set()
            self.deed()
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def let_come_as_far_as_it_can(self) -> None:
        """Return when it is over, or waits for a lock that this connection has."""
        self.start()
        assert self.begun.wait(GIVEN_UP_AFTER)
        until = time.monotonic() + GIVEN_UP_AFTER
        while self.is_alive() and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [self.pid])
                if cursor.fetchone()[0]:
                    return
            self.join(0.02)


def first_then(first: Callable[[], Any], second: Callable[[], Any]) -> Exception | None:
    """Do `first`, and before it is committed begin `second`; return what the second one raised."""
    meanwhile = Meanwhile(second)
    with transaction.atomic():
        first()
        meanwhile.let_come_as_far_as_it_can()
    meanwhile.join(GIVEN_UP_AFTER)
    assert not meanwhile.is_alive()
    return meanwhile.error


@pytest.fixture
def colleague() -> Membership:
    place: Membership = MembershipFactory()
    return place


@pytest.fixture
def admin() -> Any:
    return MembershipFactory(role=Role.AGENCY_ADMIN).user


def _assign(report: Report, place: Membership, admin: Any) -> None:
    passing.assign(report, Viewer.of(admin), assignee=place.user)


def _dispose(report: Report, place: Membership, admin: Any) -> None:
    passing.dispose(report, Viewer.of(admin), assignee=place.user)


def _accept(report: Report, place: Membership, _admin: Any) -> None:
    passing.accept(report, Viewer.of(place.user))


GIVES = pytest.mark.parametrize("give", [_assign, _dispose, _accept])


@GIVES
def test_who_left_first_gets_no_case(colleague: Membership, admin: Any, give: Any) -> None:
    report = ReportFactory(state=State.VERIFIED)
    error = first_then(
        lambda: end_membership(admin, colleague, reason="pindah"),
        lambda: give(Report.objects.get(pk=report.pk), colleague, admin),
    )
    report.refresh_from_db()
    assert report.assignee is None
    assert give is _accept or isinstance(error, RefusedError)


@GIVES
def test_who_got_it_first_hands_it_over(colleague: Membership, admin: Any, give: Any) -> None:
    report, successor = ReportFactory(state=State.VERIFIED), MembershipFactory().user
    error = first_then(
        lambda: give(report, colleague, admin),
        lambda: end_membership(admin, colleague, reason="pindah", successor=successor),
    )
    report.refresh_from_db()
    assert (error, report.assignee) == (None, successor)


def test_a_case_given_again_to_who_has_it_and_leaves_blocks_nobody_for_good(colleague: Membership, admin: Any) -> None:
    report = ReportFactory(state=State.VERIFIED, assignee=colleague.user)
    error = first_then(
        lambda: end_membership(admin, colleague, reason="pindah"),
        lambda: _assign(Report.objects.get(pk=report.pk), colleague, admin),
    )
    report.refresh_from_db()
    assert report.assignee is None
    assert isinstance(error, RefusedError)


@pytest.mark.parametrize("verb", ["contest", "unarchive"])
def test_what_opens_again_while_its_officer_leaves_is_in_nobodys_hands(
    colleague: Membership, admin: Any, verb: str
) -> None:
    state, outcome = (State.CLOSED, Outcome.CLOSED) if verb == "contest" else (State.ARCHIVED, Outcome.ARCHIVED)
    report = ReportFactory(state=state, assignee=colleague.user, outcome=outcome, verified_at=timezone.now())
    deeds: dict[str, Callable[[], Any]] = {
        "contest": lambda: closing.contest(report, reporter_of(report), body="Masih menumpuk di tempat yang sama."),
        "unarchive": lambda: closing.unarchive(report, Viewer.of(admin), note="Ternyata bukan laporan percobaan."),
    }
    assert first_then(deeds[verb], lambda: end_membership(admin, colleague, reason="pindah")) is None
    report.refresh_from_db()
    assert (report.state, report.assignee) == (State.REOPENED, None)


def test_what_is_separated_again_after_its_officer_left_is_in_nobodys_hands(colleague: Membership, admin: Any) -> None:
    main, double = ReportFactory(state=State.VERIFIED), ReportFactory(state=State.VERIFIED, assignee=colleague.user)
    merging.merge(double, national(), into=main)
    end_membership(admin, colleague, reason="pindah")
    double.refresh_from_db()
    merging.unmerge(double, national(), note="Ternyata tempat lain.")
    assert (double.state, double.assignee) == (State.VERIFIED, None)
