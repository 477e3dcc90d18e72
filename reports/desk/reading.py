"""Which cases an officer has seen, and up to which version: newer ones stand out in the inbox."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.standing import standing_of
from reports.models import CaseCopy, CaseRead, Report


def mark_read(report: Report, user: Any) -> None:
    """Remember that a user has seen a report as it is now, and that somebody of an agency with a copy has."""
    mark_all_read([report], user)
    copies = CaseCopy.objects.filter(report=report, agency__in=standing_of(user).handles, read_at__isnull=True)
    copies.update(read_at=timezone.now())


def mark_all_read(reports: Iterable[Report], user: Any) -> None:
    """Remember that a user has seen reports as they are now. One they saw in a newer version stays seen."""
    now = timezone.now()
    rows = [CaseRead(report=report, user=user, version=report.version, at=now) for report in reports]
    CaseRead.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("report", "user"), update_fields=("version", "at")
    )


def versions_read(reports: Iterable[Report], user: Any) -> dict[int, int]:
    """Return the version of each report that a user has seen, by primary key; none for one never opened."""
    return dict(CaseRead.objects.filter(user=user, report__in=list(reports)).values_list("report", "version"))
