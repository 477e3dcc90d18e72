"""Signs of life of workers and schedulers, and what becomes of tasks whose worker was killed."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, connection
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

from jobs.models import Process
from jobs.settling import fail

logger = logging.getLogger(__name__)

BEAT_SECONDS: Final = 5.0


class WorkerKilledError(Exception):
    """The process that did the task is gone; why is not known: killed by hand, out of memory, power failure."""


@contextmanager
def at_work(
    process_id: str, kind: Process.Kind, queues: str = "", alone: Callable[[], None] | None = None
) -> Iterator[None]:
    """Give signs of life, from a thread of their own, for as long as the block lasts.

    Parameters
    ----------
    process_id
        The name under which it works.
    kind, queues
        What it does.
    alone
        Called, once, when the process that started this one has gone: nobody would stop it any more.
    """
    done = threading.Event()
    row = Process(id=process_id, kind=kind, host=socket.gethostname()[:100], pid=os.getpid(), queues=queues)
    _beat(row)
    beating = threading.Thread(target=_keep_beating, args=(row, done, alone), daemon=True)
    beating.start()
    try:
        yield
    finally:
        done.set()
        beating.join(BEAT_SECONDS)
        Process.objects.filter(pk=process_id).delete()


def _keep_beating(row: Process, done: threading.Event, alone: Callable[[], None] | None) -> None:
    parent = os.getppid()
    while not done.wait(BEAT_SECONDS):
        if alone is not None and os.getppid() != parent:
            alone()
            alone = None
        try:
            _beat(row)
            reap()
        except DatabaseError as error:  # the database will be back; the work itself finds out on its own
            logger.warning("no sign of life could be given: %s", error)
            connection.close()
    connection.close()


def _beat(row: Process) -> None:
    values = {"kind": row.kind, "host": row.host, "pid": row.pid, "queues": row.queues, "seen_at": Now()}
    Process.objects.update_or_create(id=row.pk, defaults=values)


def bury(process_id: str) -> None:
    """Take a process for dead that its parent saw end: its tasks need not wait until it is missed."""
    Process.objects.filter(pk=process_id).delete()
    reap()


def reap() -> int:
    """Give the tasks of dead workers back to the queue, or to the dead letters once out of tries; return how many.

    Which tasks run is read before who lives: a worker that begins in between is known before its first task is.
    """
    running = list(DBTaskResult.objects.running())
    Process.objects.exclude(pk__in=Process.objects.alive().values("pk")).delete()
    alive = set(Process.objects.values_list("pk", flat=True))
    orphaned = [task for task in running if task.worker_ids[-1] not in alive]
    for task in orphaned:
        fail(task, WorkerKilledError(f"worker {task.worker_ids[-1]} is gone"))
    return len(orphaned)
