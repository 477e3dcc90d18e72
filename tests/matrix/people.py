"""Everyone who may look at a report: a browser each, and the mailboxes that they read."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import Agency, Role, User
from reports import crypto
from reports.follow.links import derive, digest
from reports.models import Claim, Follower, Report
from tests.cast import Staff, staff
from tests.factories import PIN, UserFactory
from tests.matrix.oracle import IDENTITY

FOLLOWER = "pengikut@contoh.id"
MAILBOX = "kantor-{code}@contoh.id"


@dataclass(frozen=True)
class Looker:
    """Somebody who looks: a browser, the addresses whose letters they read, and the agency they work for, if any."""

    client: Client
    addresses: frozenset[str] = frozenset()
    agency: Agency | None = None

    @property
    def user(self) -> Any:
        """Who has signed in; None for others."""
        return getattr(self.client, "user", None)


@dataclass
class People:
    """The cast, by role."""

    by_role: dict[str, Looker] = field(default_factory=dict)

    def let_in(self, role: str, client: Client, *addresses: str, agency: Agency | None = None) -> None:
        """Let somebody in."""
        user = getattr(client, "user", None)
        read = {*addresses, *([user.email] if user else ()), *([agency.email] if agency else ())}
        self.by_role[role] = Looker(client, frozenset(read), agency)


def people_around(report: Report) -> People:
    """Let the whole cast in."""
    found = People()
    _outside(found, report)
    holder = Client()
    holder.post("/lacak/", {"number": report.number, "pin": PIN})
    found.let_in("holder of the PIN", holder, IDENTITY[2])
    claimant = Staff.of(UserFactory())
    Claim.objects.create(report=report, user=claimant.user, at=timezone.now())
    found.let_in("citizen who claimed it", claimant)
    _inside(found, report)
    return found


def _outside(found: People, report: Report) -> None:
    follower = Follower.objects.create(
        report=report, email=crypto.encrypt(FOLLOWER), email_digest=digest(FOLLOWER), confirmed_at=timezone.now(),
        token_digest="not derived yet",
    )  # fmt: skip
    Follower.objects.filter(pk=follower.pk).update(token_digest=digest(derive(follower)))
    found.let_in("visitor", Client(), FOLLOWER)
    found.let_in("other citizen", Staff.of(UserFactory()))
    _at_work(found, "officer elsewhere", "DLH-61.03")
    _at_work(found, "monitor elsewhere", "KOORDINATOR-61", Role.MONITOR)
    _at_work(found, "officer of the accused agency", "PUPR-64.08" if report.accused_agency_id else "DLH-61.02")


def _inside(found: People, report: Report) -> None:
    agency = report.agency
    assert agency is not None
    _at_work(found, "officer", agency.code, user__name="Petugaszqx Satu")
    _at_work(found, "administrator of the agency", agency.code, Role.AGENCY_ADMIN)
    _at_work(found, "administrator of the institution", (agency.parent or agency).code, Role.AGENCY_ADMIN)
    _at_work(found, "provincial monitor", "KOORDINATOR-64", Role.MONITOR)
    _at_work(found, "national administrator", "NASIONAL", Role.NATIONAL)
    found.let_in("superuser", Staff.of(UserFactory(is_staff=True, is_superuser=True)))
    _at_work(found, "officer with a copy", "DLH-64.74")


def _at_work(found: People, role: str, code: str, task: Role = Role.OFFICER, **membership: Any) -> None:
    """Let in somebody new who works for an agency and reads its mailbox."""
    Agency.objects.filter(code=code).update(email=MAILBOX.format(code=code.lower()))
    agency = Agency.objects.get(code=code)
    client = staff(agency, task, **membership)
    if task == Role.NATIONAL:  # as taking up the task does: the administration is theirs
        User.objects.filter(pk=client.user.pk).update(is_staff=True)
    found.let_in(role, client, agency=agency)
