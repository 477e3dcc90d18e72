"""Who handles a case where a person decides, not the rules: the offices above, and the record of the decision."""

from collections.abc import Sequence
from typing import Any

from accounts.directory import AgencyRef, Directory
from accounts.models import Agency
from accounts.tiers import Tier
from reports.actions.case.change import Change
from reports.models import Report, ResponsibilityRecord
from reports.responsibility import LAST_RESORT, Text

COORDINATOR, NATIONAL_DESK = "KOORDINATOR", "NASIONAL"
"""Kinds of agencies that decide who handles what others passed on again and again: nobody decides over their head."""


def office_for(case: Report, kind: str, tier: Tier) -> AgencyRef:
    """Return the office of a kind that serves the province of a case, or who stands in for it."""
    province = case.province.code if case.province else None
    return Directory.on().find(kind, tier, regency=None, province=province).agency


def coordinator_of(case: Report) -> AgencyRef:
    """Return the coordinator of a case's province; beyond all provinces, the national desk."""
    return office_for(case, COORDINATOR, Tier.PROVINCE)


def national_desk(case: Report) -> AgencyRef:
    """Return the national desk."""
    return office_for(case, NATIONAL_DESK, Tier.CENTRAL)


def parts_of(agency: Agency | None) -> frozenset[int]:
    """Return an agency and all that is part of it, by primary keys."""
    found: set[int] = set()
    level = {agency.pk} if agency else set()
    while level:
        found |= level
        level = set(Agency.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
    return frozenset(found)


def give_to(work: Change, agency: Agency, explanation: Text, copies: Sequence[Any]) -> None:
    """Give a case to an agency, which begins with it anew, and keep the decision beside those that the rules made.

    A person decided: no rule, and no law but their reason.

    Parameters
    ----------
    explanation
        Why it is theirs; everybody may read it.
    copies
        Who else is told, as the record before has them; the agency itself is left out.
    """
    case = work.report
    work.set(agency=agency, tier=agency.tier, unit=None, assignee=None)
    work.set(rule_number=LAST_RESORT, responsibility_doubtful=False)
    case.copies.filter(agency=agency).delete()
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
        copies=[copy for copy in copies if copy["code"] != agency.code],
    )


def name_of(agency: Agency | None) -> Text | str:
    """Return the name of an agency for a sentence in both languages."""
    return Text(agency.name, agency.name_en or agency.name) if agency else "–"
