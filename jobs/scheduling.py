"""What is done again and again: declared beside the job, kept as rows, queued when its time has come."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules, import_string
from django_tasks.base import TaskResultStatus

from jobs.job import Job
from jobs.models import Schedule

logger = logging.getLogger(__name__)

LOCK: Final = 6408_2026
"""Advisory lock of whoever looks at the schedule: one at a time, on however many machines."""

UNFINISHED: Final = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a job is done: `every` so long, at a time of day where that is a day or more."""

    every: dt.timedelta
    at: dt.time | None = None


_declared: dict[str, Rhythm] = {}


def scheduled(*, every: dt.timedelta, at: dt.time | None = None) -> Callable[[Job], Job]:
    """Put a job without arguments on the schedule; to be written above `@job(…)`, in an app's `schedule.py`.

    Parameters
    ----------
    every
        From one run to the next.
    at
        Time of day in settings.TIME_ZONE, for what is done every day or more rarely.
    """

    def declare(job: Job) -> Job:
        _declared[job.module_path] = Rhythm(every, at)
        return job

    return declare


def declared() -> dict[str, Rhythm]:
    """Return what the apps' `schedule.py` put on the schedule, by the path of the job."""
    autodiscover_modules("schedule")
    return dict(_declared)


def write_schedule() -> None:
    """Bring the rows in line with what is declared. A row that is there keeps the rhythm that a person gave it."""
    found = declared()
    now = timezone.now()
    Schedule.objects.exclude(task__in=found).delete()
    known = set(Schedule.objects.values_list("task", flat=True))
    for path, rhythm in found.items():
        if path in known:
            continue
        row = Schedule(name=path.rpartition(".")[2], task=path, every=rhythm.every, at=rhythm.at, next_run=now)
        if rhythm.at is not None:
            row.next_run = row.after(now)
        Schedule.objects.bulk_create([row], ignore_conflicts=True)


def tick(now: dt.datetime | None = None) -> list[str]:
    """Queue what is due; return the names. What was missed while nobody looked is done once, not once for each time.

    Returns at once, with nothing, where another process is looking at this moment.
    """
    now = now or timezone.now()
    with transaction.atomic():
        if not _alone():
            return []
        queued = []
        for row in Schedule.objects.select_for_update().filter(active=True).select_related(None):
            if row.next_run <= now:
                if _queue(row, now):
                    queued.append(row.name)
            elif row.next_run > (latest := row.after(now)):
                row.next_run = latest  # the machine's clock was ahead when this was written
                row.save(update_fields=["next_run"])
        return queued


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _queue(row: Schedule, now: dt.datetime) -> bool:
    """Queue one job, unless the one before is still waiting or at work: a slow worker gets no pile of the same."""
    row.next_run = row.after(now)
    still_busy = row.last_task is not None and row.last_task.status in UNFINISHED
    if not still_busy:
        job: Job = import_string(row.task)
        row.last_task_id, row.last_run = job.enqueue().id, now
    else:
        logger.warning("%s is due again and the one before is not done", row.name)
    row.save(update_fields=["next_run", "last_run", "last_task"])
    return not still_busy
