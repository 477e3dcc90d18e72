"""Queue what is to be done again and again, when its time has come."""

import logging
import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from jobs.crew import new_worker_id
from jobs.models import Process
from jobs.processes import at_work
from jobs.scheduling import tick, write_schedule

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Queue what is to be done again and again, when its time has come."""

    help = (
        "Queue the jobs of the schedule (administration: Schedule) when their time has come. Several may run, on "
        "several machines too: one at a time looks. What was missed while none ran is done once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --once and --interval."""
        parser.add_argument("--once", action="store_true", help="queue what is due now, and end")
        parser.add_argument("--interval", type=float, default=2.0, metavar="SECONDS", help="between two looks")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look at the schedule until asked to stop."""
        write_schedule()
        if options["once"]:
            queued = tick()
            self.stdout.write(f"queued: {', '.join(queued)}" if queued else "nothing is due")
            return
        self._done = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        with at_work(new_worker_id(), Process.Kind.SCHEDULER, alone=self._done.set):
            while not self._done.is_set():
                self._look()
                self._done.wait(options["interval"])

    def _stop(self, _signum: int, _frame: FrameType | None) -> None:
        self._done.set()

    def _look(self) -> None:
        try:
            for name in tick():
                logger.info("queued %s", name)
        except DatabaseError as error:
            logger.warning("the schedule could not be read: %s", error)
            connection.close()
