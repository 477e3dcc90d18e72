"""Alleged abuse of office: the agency that a report accuses does not handle it (domain.md sections 2 and 6)."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.directory import AgencyRef, Directory
from accounts.models import Agency
from accounts.tiers import Tier
from reports.actions.case.change import Change, change
from reports.actions.case.errors import RefusedError
from reports.actions.case.words import NOTE, said
from reports.deadlines import due_on
from reports.models import HistoryEntry, Report, ResponsibilityRecord
from reports.policies import Viewer
from reports.responsibility import LAST_RESORT, Text
from reports.responsibility.wording import fill

_COORDINATOR, _NATIONAL = "KOORDINATOR", "NASIONAL"

# Says nothing of an accusation: everybody may read it.
HANDED_UP = Text(
    "Diteruskan ke {agency}, yang menelaah laporan ini dan menentukan penanganannya.",
    "Passed on to {agency}, which looks into this report and decides how it is handled.",
)


def set_misconduct(
    report: Report,
    viewer: Viewer,
    *,
    misconduct: bool,
    accused_agency: Agency | None = None,
    note: str,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Mark a report as alleged abuse of office, or take that back.

    Where the accused agency, or the institution that it heads, has the case, it loses it: one of a regency or a
    province to the coordinator of the province, one of the central government to the institution above. It loses its
    copy as well. Taking the mark back moves nothing: whoever has the case can transfer it.

    Raises
    ------
    RefusedError
        At "misconduct": nothing would change; at "accused_agency": one is named though nothing is alleged; at "note":
        no reason.
    """
    with change(report, "set_misconduct", viewer, version=version, at=at) as work:
        work.note = said(note, "note", at_most=NOTE)
        case = work.report
        if accused_agency is not None and not misconduct:
            raise RefusedError(_("An agency is accused only where abuse of office is alleged."), "accused_agency")
        accused = accused_agency.pk if accused_agency else None
        if (misconduct, accused) == (case.misconduct, case.accused_agency_id):
            raise RefusedError(_("Nothing would change."), "misconduct")
        work.set(misconduct=misconduct, accused_agency=accused_agency)
        if accused_agency is not None:
            case.copies.filter(agency__in=_with_parts(accused_agency)).delete()
            if case.agency_id in _with_parts(accused_agency):
                _hand_up(work, accused_agency)
        if case.agency is not None:
            due = due_on(case.kind, case.received_at, case.agency, misconduct=misconduct)
            work.set(answer_due_on=due)
    return work.done


def _hand_up(work: Change, accused: Agency) -> None:
    case = work.report
    target = _above(case, accused)
    work.facts["handed_up_to"] = target.code
    agency = Agency.objects.get(pk=target.id)
    work.set(
        agency=agency,
        tier=agency.tier,
        rule_number=LAST_RESORT,
        unit=None,
        assignee=None,
        responsibility_doubtful=False,
    )
    case.copies.filter(agency=agency).delete()
    explanation = fill(HANDED_UP, agency=Text(agency.name, agency.name_en or agency.name))
    ResponsibilityRecord.objects.create(
        report=case,
        decided_at=work.at,
        reason=ResponsibilityRecord.Reason.TRANSFERRED,
        agency=agency,
        tier=agency.tier,
        rule_number=LAST_RESORT,
        basis="",
        explanation_id=explanation.id,
        explanation_en=explanation.en,
        copies=[],
    )


def _above(case: Report, accused: Agency) -> AgencyRef:
    """Return who stands above an accused agency and is no part of it."""
    directory = Directory.on()
    barred = _with_parts(accused)
    province = case.province.code if case.province else None
    found: list[AgencyRef] = []
    if accused.tier != Tier.CENTRAL:
        found.append(directory.find(_COORDINATOR, Tier.PROVINCE, regency=None, province=province).agency)
    elif accused.kind.above_id:
        found.append(directory.find(accused.kind.above_id, Tier.CENTRAL, regency=None, province=province).agency)
    found.append(directory.find(_NATIONAL, Tier.CENTRAL, regency=None, province=None).agency)
    return next((agency for agency in found if agency.id not in barred), found[-1])


def _with_parts(agency: Agency) -> frozenset[int]:
    """Return an agency and all that is part of it."""
    found: set[int] = set()
    level = {agency.pk}
    while level:
        found |= level
        level = set(Agency.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
    return frozenset(found)
