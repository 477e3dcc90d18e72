"""What becomes of a task after an attempt: done, to be tried again, or a dead letter."""

import datetime as dt
import logging
from traceback import format_exception
from typing import Any

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult, get_date_max

from jobs.job import Job

logger = logging.getLogger(__name__)


def succeed(task: DBTaskResult, return_value: Any) -> bool:
    """Write down that a task was done; return False where it had been taken away from its worker meanwhile."""
    return _settle(
        task,
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        return_value=normalize_json(return_value),
        exception_class_path="",
        traceback="",
    )


def fail(task: DBTaskResult, error: BaseException) -> bool:
    """Have a task that failed wait for its next attempt, or make it a dead letter; return whether there is a next.

    An attempt is counted when the task is taken up: `worker_ids` has a name for each.
    """
    job, attempts = job_of(task), len(task.worker_ids)
    again = job is not None and attempts < job.tries
    told: dict[str, Any] = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)),
    }
    if job is not None and again:
        told["status"] = TaskResultStatus.READY
        told["run_after"] = timezone.now() + dt.timedelta(seconds=job.wait_before_next(attempts))
    else:
        told["status"], told["finished_at"] = TaskResultStatus.FAILED, timezone.now()
    if not _settle(task, **told):
        return False
    level = logging.WARNING if again else logging.ERROR
    logger.log(level, "%s (%s), attempt %d: %s: %s", task.task_path, task.pk, attempts, type(error).__name__, error)
    return again


def put_back(task: DBTaskResult) -> bool:
    """Hand back a task whose worker must stop at once; the attempt does not count."""
    return _settle(task, status=TaskResultStatus.READY, worker_ids=task.worker_ids[:-1])


def try_again(task: DBTaskResult) -> bool:
    """Queue a dead letter anew, with all its tries; return False where somebody did that already."""
    return bool(
        DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.FAILED).update(
            status=TaskResultStatus.READY, worker_ids=[], finished_at=None, run_after=get_date_max()
        )
    )


def job_of(task: DBTaskResult) -> Job | None:
    """Return the job that a task is of; None where the code that did it is gone or does not load."""
    try:
        found = task.task
    except Exception:
        return None
    return found if isinstance(found, Job) else None


def _settle(task: DBTaskResult, **columns: Any) -> bool:
    """Change a running task, if it is still in the hands that took it up the last time."""
    held = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids)
    return bool(held.update(**columns))
