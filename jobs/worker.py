"""The worker: django_tasks_db's, with attempts that are counted, and an end that loses nothing."""

import logging
import signal
import sys
from types import FrameType
from typing import Any

from django.db import close_old_connections
from django_tasks.base import TaskContext
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from jobs.models import Process
from jobs.processes import at_work
from jobs.settling import fail, put_back, succeed

logger = logging.getLogger(__name__)


class Worker(DatabaseWorker):
    """Does one task after the other. Asked to stop (SIGTERM, SIGINT) it ends the one it is at; asked twice, at once."""

    def work(self) -> None:
        """Work until asked to stop, or in a batch until nothing is ready."""
        with at_work(self.worker_id, Process.Kind.WORKER, ",".join(self.queue_names), alone=self.stop):
            self.run()

    def stop(self) -> None:
        """End after the task at hand."""
        self.running = False

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Take note of a signal. The base class exits at once when idle, also just after it has taken up a task."""
        if not self.running:
            sys.exit(1)
        self.stop()

    def configure_signals(self) -> None:
        """Listen to SIGTERM and SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.shutdown)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task and write down what came of it, unless it was taken away meanwhile."""
        self.running_task = True
        try:
            returned = _call(db_task_result)
        except Exception as error:
            close_old_connections()
            fail(db_task_result, error)
        except BaseException:
            put_back(db_task_result)
            raise
        else:
            if not succeed(db_task_result, returned):
                logger.warning("%s was done, but another worker has it by now", db_task_result.pk)
        finally:
            self.running_task = False
            self._run_tasks += 1


def _call(row: DBTaskResult) -> Any:
    task, result = row.task, row.task_result
    if task.takes_context:
        return task.call(TaskContext(task_result=result), *result.args, **result.kwargs)
    return task.call(*result.args, **result.kwargs)
