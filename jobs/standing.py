"""How the queue stands, for whatever watches the service and for the administration."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db.models import Count, Min, Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from jobs.models import Process

SLOW_AFTER: Final = dt.timedelta(minutes=10)
"""A task that has been ready for so long says that workers are too few, or stuck."""


@dataclass(frozen=True, slots=True)
class QueueStanding:
    """Tasks and processes. `waiting` are tasks that failed and wait for their next attempt; times in seconds."""

    ready: int
    oldest_ready_s: int
    waiting: int
    running: int
    dead: int
    workers: int
    schedulers: int

    @property
    def concerns(self) -> list[str]:
        """What a person should look at."""
        found = {
            "no worker is alive": not self.workers,
            "no scheduler is alive": not self.schedulers,
            "tasks wait longer than ten minutes": self.oldest_ready_s > SLOW_AFTER.total_seconds(),
            "dead letters wait for a person": self.dead > 0,
        }
        return [concern for concern, so in found.items() if so]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form of /readyz."""
        return {**asdict(self), "concerns": self.concerns}


def queue_standing() -> QueueStanding:
    """Return how the queue stands now."""
    now, never = timezone.now(), get_date_max()
    unfinished = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).order_by()
    ready = Q(status=TaskResultStatus.READY) & (Q(run_after=never) | Q(run_after__lte=now))
    found = unfinished.aggregate(
        ready=Count("pk", filter=ready),
        fresh=Min("enqueued_at", filter=ready & Q(run_after=never)),
        again=Min("run_after", filter=ready & ~Q(run_after=never)),
        waiting=Count("pk", filter=Q(status=TaskResultStatus.READY) & ~ready),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        dead=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
    )
    since = min(filter(None, (found.pop("fresh"), found.pop("again"))), default=now)
    alive = Process.objects.alive().values_list("kind", flat=True)
    kinds = list(alive)
    return QueueStanding(
        **found,
        oldest_ready_s=max(0, int((now - since).total_seconds())),
        workers=kinds.count(Process.Kind.WORKER),
        schedulers=kinds.count(Process.Kind.SCHEDULER),
    )
