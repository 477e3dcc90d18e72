"""Who is told when time runs out: the audience of a rung, as people and offices with an address."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Agency, Membership, Role, Unit, User
from reports.models import EscalationRung, Report

COORDINATOR = "KOORDINATOR"
Addressee = tuple[str, int]
"""("user" | "unit" | "agency", primary key)."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a letter goes, and in which language."""

    address: str
    language: str


def mailbox_of(addressee: Addressee) -> Mailbox | None:
    """Return where somebody is written to, as of now; None where they left or have no address."""
    kind, pk = addressee
    if kind == "user":
        user = User.objects.filter(pk=pk, is_active=True).first()
        return Mailbox(user.email, user.language) if user else None
    model: Any = Unit if kind == "unit" else Agency
    office = model.objects.filter(pk=pk).exclude(email="").first()
    return Mailbox(office.email, "id") if office else None


class Addressees:
    """Who is told of cases of some agencies; read once for all of them.

    The officer who has the case, else the mailbox of the unit, else that of the agency, else its people. Nobody of an
    agency that a report accuses is told of it.
    """

    def __init__(self, reports: Iterable[Report]) -> None:
        agencies = {report.agency_id for report in reports}
        self._members: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._monitors: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._national: list[int] = []
        for member in Membership.objects.current().select_related("agency").order_by("pk"):
            if member.role == Role.NATIONAL:
                self._national.append(member.user_id)
            elif member.role == Role.MONITOR:
                for code in member.agency.area_codes:
                    self._monitors[code].append((member.agency_id, member.user_id))
            if member.agency_id in agencies:
                self._members[member.agency_id, member.role].append(member.user_id)
        coordinators = Agency.objects.in_force(timezone.localdate()).filter(kind=COORDINATOR).exclude(email="")
        self._coordinators = {code: office.pk for office in coordinators for code in office.area_codes}

    def of(self, report: Report, audience: str) -> Sequence[Addressee]:
        """Return who is told of a report."""
        accused = report.accused_agency_id is not None and report.accused_agency_id == report.agency_id
        if audience == EscalationRung.Audience.NATIONAL:
            return _users(self._national)
        if audience == EscalationRung.Audience.PROVINCE:
            return self._province(report)
        if accused:
            return ()
        if audience == EscalationRung.Audience.AGENCY_ADMIN:
            return _users(self._role(report, Role.AGENCY_ADMIN)) or self._office(report)
        return self._handler(report)

    def _handler(self, report: Report) -> Sequence[Addressee]:
        officers = self._role(report, Role.OFFICER)
        admins = self._role(report, Role.AGENCY_ADMIN)
        if report.assignee_id is not None and report.assignee_id in {*officers, *admins}:
            return (("user", report.assignee_id),)
        if report.unit is not None and report.unit.email:
            return (("unit", report.unit.pk),)
        return self._office(report) or _users(officers or admins)

    def _province(self, report: Report) -> Sequence[Addressee]:
        code = report.province.code if report.province else ""
        monitors = [user for agency, user in self._monitors[code] if agency != report.accused_agency_id]
        if monitors or not code:
            return _users(monitors or self._national)
        office = self._coordinators.get(code)
        return (("agency", office),) if office is not None and office != report.accused_agency_id else ()

    def _role(self, report: Report, role: str) -> list[int]:
        return self._members[report.agency_id, role] if report.agency_id is not None else []

    @staticmethod
    def _office(report: Report) -> Sequence[Addressee]:
        agency = report.agency
        return (("agency", agency.pk),) if agency is not None and agency.email else ()


def _users(keys: Iterable[int]) -> Sequence[Addressee]:
    return tuple(("user", key) for key in dict.fromkeys(keys))
