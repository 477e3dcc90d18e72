"""Give cases of a database older than clocks the clocks that their history would have wound."""

from django.db import transaction
from django.db.models import QuerySet

from reports.clocks.replay import replay
from reports.models import CaseClock, Report

BATCH = 500
_SAID = ("due_on", "due_step", "answer_due_on")


def wind_unwound() -> int:
    """Wind the clocks of reports that have none, from their history; return how many reports that were.

    Whatever is filed gets clocks, so only reports older than the first one with clocks are looked at: none, where there
    is nothing to catch up. The latest come first, in batches that are a transaction each: what interrupts them leaves
    the older ones for the next time.
    """
    wound = 0
    unwound = _unwound()
    while rows := list(unwound[:BATCH]):
        with transaction.atomic():
            clocks = [clock for row in rows for clock in replay(row, list(row.history.all()), list(row.pauses.all()))]
            CaseClock.objects.bulk_create(clocks)
            Report.objects.bulk_update(rows, _SAID)
        wound += len({clock.report_id for clock in clocks})
        unwound = unwound.filter(pk__lt=rows[-1].pk)
    return wound


def _unwound() -> QuerySet[Report]:
    rows = Report.objects.filter(clocks=None, agency__isnull=False).order_by("-pk")
    first = CaseClock.objects.order_by("report").values_list("report", flat=True).first()
    if first is not None:
        rows = rows.filter(pk__lt=first)
    return rows.select_related("agency").prefetch_related("history", "pauses")
