"""Do the work that waits in the queue."""

import argparse
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from jobs.crew import LANES, Crew, make_worker


class Command(BaseCommand):
    """Do the work that waits in the queue."""

    help = (
        "Do the work that waits in the queue, with --processes workers for each queue (default, mail, webhooks). A "
        "worker that dies is replaced and its task done again. SIGTERM or Ctrl-C: each ends its task."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add how many, and for which queues."""
        parser.add_argument("--processes", type=_count, default=os.environ.get("WORKER_PROCESSES", "1"), metavar="N")
        parser.add_argument(
            "--queue", action="append", choices=sorted(settings.TASKS["default"]["QUEUES"]), help="only this one"
        )
        parser.add_argument("--once", action="store_true", help="do what is ready, in this process, and end")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work until asked to stop."""
        queues = options["queue"]
        if options["once"]:
            worker = make_worker(queues or settings.TASKS["default"]["QUEUES"], batch=True)
            worker.configure_signals()
            worker.work()
        else:
            Crew([queues] if queues else LANES, options["processes"]).work()


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError("a number from 1 to 64")
    return int(text)
