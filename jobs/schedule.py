"""Housekeeping of the platform's own tables."""

import datetime as dt
from typing import Final

from django.core.management import call_command
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs.job import job
from jobs.scheduling import scheduled

KEPT: Final = dt.timedelta(days=14)
"""How long it can be looked up that a task was done. Dead letters stay until a person has seen them."""


@scheduled(every=dt.timedelta(days=1), at=dt.time(2, 10))
@job()
def forget_finished_tasks() -> int:
    """Delete rows of tasks that were done long ago; return how many."""
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=timezone.now() - KEPT)
    return done.delete()[0]


@scheduled(every=dt.timedelta(days=1), at=dt.time(2, 20))
@job()
def forget_expired_sessions() -> None:
    """Delete sessions that nobody can use any more."""
    call_command("clearsessions")
