"""Close cases whose reporter did not say anything to the answer in time."""

import datetime as dt

from django.utils import timezone

from reports.actions.case.closing import close_silent
from reports.lifecycle.offer import NotPossibleError
from reports.models import CaseClock, Deadline, Report, State

BATCH = 500


def close_silent_cases(now: dt.datetime | None = None) -> int:
    """Close every answered case whose reporter's time is over; each in a transaction of its own. Return how many."""
    now = now or timezone.now()
    over = CaseClock.objects.filter(step=Deadline.Step.REPORTER, stopped_at=None, due_at__lte=now).values("report")
    silent = Report.objects.filter(pk__in=over, state=State.AWAITING_REPORTER).order_by("pk")
    closed, last = 0, 0
    while reports := list(silent.filter(pk__gt=last)[:BATCH]):
        closed += sum(_close(report, now) for report in reports)
        last = reports[-1].pk
    return closed


def _close(report: Report, now: dt.datetime) -> bool:
    try:
        close_silent(report, at=now)
    except NotPossibleError:  # the reporter was faster
        return False
    return True
