"""Give cases of a database older than clocks the clocks that their history would have wound."""

from django.db import transaction

from reports.clocks.replay import replay
from reports.models import CaseClock, Report

BATCH = 500
_SAID = ("due_on", "due_step", "answer_due_on")


def wind_unwound() -> int:
    """Wind the clocks of reports that have none, from their history; return how many reports that were.

    In batches, each of which is a transaction: it can be interrupted and goes on where it was.
    """
    wound, behind = 0, 0
    while rows := _unwound(behind):
        behind = rows[-1].pk
        with transaction.atomic():
            clocks = [clock for row in rows for clock in replay(row, list(row.history.all()), list(row.pauses.all()))]
            CaseClock.objects.bulk_create(clocks)
            Report.objects.bulk_update(rows, _SAID)
        wound += len({clock.report_id for clock in clocks})
    return wound


def _unwound(behind: int) -> list[Report]:
    without = Report.objects.filter(clocks=None, agency__isnull=False, pk__gt=behind)
    return list(without.select_related("agency").prefetch_related("history", "pauses").order_by("pk")[:BATCH])
