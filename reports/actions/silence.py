"""Close cases whose reporter did not say anything to the answer in time."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils import timezone

from reports.actions.case.closing import NotSilentError, close_silent, tell_unheard
from reports.lifecycle.offer import NotPossibleError
from reports.models import CaseClock, Deadline, HistoryEntry, Report, State

BATCH = 500


def close_silent_cases(now: dt.datetime | None = None) -> int:
    """Close every answered case whose reporter's time is over; each in a transaction of its own. Return how many.

    Where the reporter has written since the answer, who has the case is told so, once, and it stays open.
    """
    now = now or timezone.now()
    over = CaseClock.objects.filter(step=Deadline.Step.REPORTER, stopped_at=None, due_at__lte=now)
    told = HistoryEntry.objects.filter(
        report=OuterRef("report"), verb="escalate", data__unheard=True, at__gte=OuterRef("started_at")
    )
    reports = over.exclude(Exists(told)).values("report")
    silent = Report.objects.filter(pk__in=reports, state=State.AWAITING_REPORTER).order_by("pk")
    closed, last = 0, 0
    while rows := list(silent.filter(pk__gt=last)[:BATCH]):
        closed += sum(_close(report, now) for report in rows)
        last = rows[-1].pk
    return closed


def _close(report: Report, now: dt.datetime) -> bool:
    try:
        close_silent(report, at=now)
    except NotPossibleError:  # the reporter was faster
        return False
    except NotSilentError:
        tell_unheard(report, at=now)
        return False
    return True
