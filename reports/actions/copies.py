"""Keep the list of agencies that have a copy of a case in step with the decision on who is responsible."""

import datetime as dt
from collections.abc import Iterable

from reports.models import CaseCopy, Report
from reports.responsibility import Copy


def keep_copies(report: Report, copies: Iterable[Copy], at: dt.datetime) -> None:
    """Make these the copies of a case; an agency that had one before keeps it, with the day since when and as read.

    Neither the agency that has the case nor one that it accuses gets a copy.
    """
    rows = copy_rows(report, copies, at)
    report.copies.exclude(agency__in=[row.agency_id for row in rows]).delete()
    CaseCopy.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=("report", "agency"),
        update_fields=("why_id", "why_en"),
    )


def copy_rows(report: Report, copies: Iterable[Copy], at: dt.datetime) -> list[CaseCopy]:
    """Return the rows, not yet stored, of those who get a copy."""
    barred = {report.agency_id, report.accused_agency_id}
    wanted = {copy.agency.id: copy.why for copy in copies if copy.agency.id not in barred}
    return [
        CaseCopy(report=report, agency_id=pk, why_id=why.id[:400], why_en=why.en[:400], since=at)
        for pk, why in wanted.items()
    ]
