"""How grave a case is: how soon someone must look at it, and whether it alleges abuse of office.

The agency that a report accuses does not handle it, nor does anything that is part of it.
"""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.directory import AgencyRef
from accounts.models import Agency
from accounts.tiers import Tier
from reports.actions.case import words
from reports.actions.case.change import Change, change
from reports.actions.case.deciding import coordinator_of, give_to, name_of, national_desk, office_for, parts_of
from reports.actions.case.errors import RefusedError
from reports.deadlines import due_on
from reports.models import HistoryEntry, Report, Urgency
from reports.policies import Viewer
from reports.responsibility import Text
from reports.responsibility.wording import fill

# Says nothing of an accusation: everybody may read it.
HANDED_UP = Text(
    "Diteruskan ke {agency}, yang menelaah laporan ini dan menentukan penanganannya.",
    "Passed on to {agency}, which looks into this report and decides how it is handled.",
)


def set_urgency(
    report: Report,
    viewer: Viewer,
    *,
    urgency: Urgency | str,
    note: str,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Say how soon someone must look at it; the clocks follow.

    Raises
    ------
    RefusedError
        At "urgency": unknown, or it is that already; at "note": no reason.
    """
    with change(report, "set_urgency", viewer, version=version, at=at) as work:
        work.note = words.reason(note)
        if urgency not in Urgency.values:
            raise RefusedError(_("Choose an urgency."), "urgency")
        if urgency == work.report.urgency:
            raise RefusedError(_("It is that urgent already."), "urgency")
        work.set(urgency=Urgency(urgency))
    return work.done


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
        work.note = words.reason(note)
        case = work.report
        if accused_agency is not None and not misconduct:
            raise RefusedError(_("An agency is accused only where abuse of office is alleged."), "accused_agency")
        accused = accused_agency.pk if accused_agency else None
        if (misconduct, accused) == (case.misconduct, case.accused_agency_id):
            raise RefusedError(_("Nothing would change."), "misconduct")
        work.set(misconduct=misconduct, accused_agency=accused_agency)
        if accused_agency is not None:
            case.copies.filter(agency__in=parts_of(accused_agency)).delete()
            if case.agency_id in parts_of(accused_agency):
                _hand_up(work, accused_agency)
        if case.agency is not None:
            due = due_on(case.kind, case.received_at, case.agency, misconduct=misconduct)
            work.set(answer_due_on=due)
    return work.done


def _hand_up(work: Change, accused: Agency) -> None:
    target = _above(work.report, accused)
    work.facts["handed_up_to"] = target.code
    agency = Agency.objects.get(pk=target.id)
    give_to(work, agency, fill(HANDED_UP, agency=name_of(agency)), copies=[])


def _above(case: Report, accused: Agency) -> AgencyRef:
    """Return who stands above an accused agency and is no part of it."""
    barred = parts_of(accused)
    found: list[AgencyRef] = []
    if accused.tier != Tier.CENTRAL:
        found.append(coordinator_of(case))
    elif accused.kind.above_id:
        found.append(office_for(case, accused.kind.above_id, Tier.CENTRAL))
    found.append(national_desk(case))
    return next((agency for agency in found if agency.id not in barred), found[-1])
