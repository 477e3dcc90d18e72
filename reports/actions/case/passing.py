"""The way of a case to whoever handles it: checked, handed to a unit, taken up, given to an officer, transferred."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Agency, Membership, Role, Unit
from reports.actions.case import words
from reports.actions.case.change import Change, change
from reports.actions.case.deciding import (
    COORDINATOR,
    NATIONAL_DESK,
    coordinator_of,
    give_to,
    name_of,
    national_desk,
    parts_of,
)
from reports.actions.case.errors import RefusedError
from reports.actions.case.officers import staying
from reports.models import HistoryEntry, Report
from reports.policies import Viewer
from reports.responsibility import Text
from reports.responsibility.wording import fill

if TYPE_CHECKING:
    from accounts.models import User

TO_COORDINATOR = 3
"""The transfer that goes to the coordinator of the province, whoever was named (docs/life-cycle.md)."""

TRANSFERRED = Text("Dilimpahkan dari {former} ke {agency}: {note}", "Transferred from {former} to {agency}: {note}")
TO_THE_COORDINATOR = Text(
    "Laporan ini sudah {number} kali dilimpahkan, jadi {agency} yang menentukan siapa yang menanganinya. {former}"
    " mengusulkan {named}: {note}",
    "This report was transferred {number} times, so {agency} decides who handles it. {former} proposed {named}: {note}",
)


def verify(
    report: Report, viewer: Viewer, *, version: int | None = None, at: dt.datetime | None = None, note: str = ""
) -> HistoryEntry:
    """Say that a person has checked the content: from now on the public may read it, as far as the reporter allowed.

    Whatever the reporter chose to hide stays hidden. `note` is public.
    """
    with change(report, "verify", viewer, version=version, at=at) as work:
        work.note = words.remark(note)
        work.set(verified_at=work.at)
    return work.done


def dispose(
    report: Report,
    viewer: Viewer,
    *,
    unit: Unit | None = None,
    assignee: "User | None" = None,
    note: str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Hand a case to a unit of its agency, to one of its officers, or to both.

    `note` is for staff alone: it is kept as a note among them, while the row itself is everybody's.

    Raises
    ------
    RefusedError
        Neither was named; the unit is another agency's or out of use; the officer does not work there; the report
        accuses the agency itself.
    """
    with staying(assignee), change(report, "dispose", viewer, version=version, at=at) as work:
        case = work.report
        if unit is None and assignee is None:
            raise RefusedError(_("Please choose a unit or an officer."), "unit")
        if case.agency_id == case.accused_agency_id:
            raise RefusedError(_("This report accuses the agency itself: it must be transferred."), "unit")
        if unit is not None and (unit.agency_id != case.agency_id or not unit.active):
            raise RefusedError(_("This unit does not belong to the agency that has the case."), "unit")
        if assignee is not None:
            place = _place_of(work, assignee, unit)
            unit = unit or place.unit
        if instructions := words.remark(note):
            work.say(instructions)
        work.set(unit=unit, assignee=assignee)
        _first_disposed(work)
    return work.done


def accept(
    report: Report, viewer: Viewer, *, version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Take up a case: from now on it is being followed up. Who takes it up has it, unless another officer was named."""
    with staying(viewer.user), change(report, "accept", viewer, version=version, at=at) as work:
        if work.report.assignee_id is None and work.actor is not None:
            place = _memberships(work, work.actor).first()
            if place is not None:
                work.set(assignee=work.actor)
                if work.report.unit_id is None and place.unit is not None:
                    work.set(unit=place.unit)
        _first_disposed(work)
    return work.done


def assign(
    report: Report,
    viewer: Viewer,
    *,
    assignee: "User | None",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Name the officer who has a case, or nobody. An officer of another unit takes the case there.

    Raises
    ------
    RefusedError
        The officer does not work for the agency.
    """
    with staying(assignee), change(report, "assign", viewer, version=version, at=at) as work:
        if assignee is not None:
            place = _place_of(work, assignee, None)
            if place.unit_id is not None and place.unit_id != work.report.unit_id:
                work.set(unit=place.unit)
        work.set(assignee=assignee)
    return work.done


def transfer(
    report: Report,
    viewer: Viewer,
    *,
    agency: Agency,
    note: str,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Hand a case to another agency, which begins with it anew. The former one keeps no access to it.

    The third transfer, and any later one that the coordinator did not make itself, goes to the coordinator of the
    province whoever was named (domain.md section 1); where the place belongs to no province, to the national desk.
    The entry's facts say where it went ("to"), where it was meant to go ("named"), and its number ("transfer").

    Parameters
    ----------
    note
        The reason; public, and part of the explanation of who is responsible.

    Raises
    ------
    RefusedError
        The agency does not exist (any more), has the case already, or is the one that is accused; no reason is given.
    """
    with change(report, "transfer", viewer, version=version, at=at) as work:
        case = work.report
        work.note = words.filled(words.reason(note), "note")
        _check_target(case, agency, timezone.localdate(work.at))
        former, number = case.agency, case.transfers + 1
        target = _decider(case) if number >= TO_COORDINATOR and not _decides(former) else agency
        work.facts |= {"transfer": number, "from": former.code if former else "", "to": target.code}
        if target.pk != agency.pk:
            work.facts["named"] = agency.code
        work.set(transfers=number)
        before = case.responsibilities.last()
        give_to(work, target, _explained(work, former, target, agency), copies=before.copies if before else [])
    return work.done


def _first_disposed(work: Change) -> None:
    if work.report.disposed_at is None:
        work.set(disposed_at=work.at)


def _memberships(work: Change, user: Any) -> Any:
    """Return the places that a user has in the agency of the case, those with a unit first."""
    return (
        Membership.objects.current()
        .filter(user=user, agency=work.report.agency_id, role__in=(Role.OFFICER, Role.AGENCY_ADMIN))
        .select_related("unit")
        .order_by(F("unit").asc(nulls_last=True), "pk")
    )


def _place_of(work: Change, user: "User", unit: Unit | None) -> Membership:
    places = list(_memberships(work, user))
    fitting = [place for place in places if unit is None or place.unit_id in (None, unit.pk)]
    if not places:
        raise RefusedError(_("This officer does not work for the agency that has the case."), "assignee")
    if not fitting:
        raise RefusedError(_("This officer belongs to another unit."), "assignee")
    return fitting[0]


def _check_target(case: Report, agency: Agency, on: dt.date) -> None:
    if not Agency.objects.in_force(on).filter(pk=agency.pk).exists():
        raise RefusedError(_("%(agency)s does not exist any more.") % {"agency": agency.name}, "agency")
    if agency.pk == case.agency_id:
        raise RefusedError(_("%(agency)s has the case already.") % {"agency": agency.name}, "agency")
    if agency.pk in parts_of(case.accused_agency):
        raise RefusedError(_("%(agency)s is accused in this report.") % {"agency": agency.name}, "agency")


def _decides(agency: Agency | None) -> bool:
    return agency is not None and agency.kind_id in (COORDINATOR, NATIONAL_DESK)


def _decider(case: Report) -> Agency:
    """Return the coordinator of a case's province; the national desk beyond all provinces, or where that is accused."""
    found = coordinator_of(case)
    if found.id in parts_of(case.accused_agency):
        found = national_desk(case)
    return Agency.objects.get(pk=found.id)


def _explained(work: Change, former: Agency | None, target: Agency, named: Agency) -> Text:
    return fill(
        TRANSFERRED if target.pk == named.pk else TO_THE_COORDINATOR,
        former=name_of(former),
        agency=name_of(target),
        named=name_of(named),
        number=str(work.report.transfers),
        note=work.note,
    )
