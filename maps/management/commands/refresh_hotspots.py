"""Count reports for the maps anew, check that the counts are right, or work out the statistics."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.progress import Progress

from maps.bins.checking import Findings, check
from maps.bins.job import fold
from maps.bins.rebuilding import Progress as Told
from maps.bins.rebuilding import rebuild
from maps.runs.jobs import work_out_statistics
from reports.models import Report


class Command(BaseCommand):
    """refresh_hotspots [--check | --fold | --statistics]."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--check", action="store_true", help="change nothing; exit with 1 where counts differ from the reports"
        )
        what.add_argument(
            "--fold", action="store_true", help="count only what changed, as the worker does all the time"
        )
        what.add_argument(
            "--statistics",
            action="store_true",
            help="work out significance, patterns, density and hotspots, as the worker does every night",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, fold, check or work out."""
        if options["check"]:
            self._check()
        elif options["fold"]:
            self.stdout.write(f"{fold():,} changes of reports counted")
        elif options["statistics"]:
            self._work_out()
        else:
            self._rebuild()

    def _check(self) -> None:
        with self._progress("Reports compared") as told:
            findings = check(told)
        self._tell(findings)
        if not findings.equal:
            sys.exit(1)

    def _rebuild(self) -> None:
        with self._progress("Reports counted") as told:
            done = rebuild(told)
        self.stdout.write(
            f"{done.reports:,} reports counted in {done.seconds:.1f} s: "
            f"{done.rows:,} rows of counts changed, {done.hexagons:,} hexagons new"
        )

    def _work_out(self) -> None:
        started = time.monotonic()
        done = work_out_statistics.call()
        self.stdout.write(f"{done:,} runs of statistics stored in {time.monotonic() - started:.1f} s")

    def _tell(self, findings: Findings) -> None:
        for difference in findings.shown:
            self.stdout.write(str(difference))
        if findings.wrong > len(findings.shown):
            self.stdout.write(f"… and {findings.wrong - len(findings.shown):,} more")
        state = f"{findings.reports:,} reports, of which {findings.waiting:,} changes wait to be folded"
        if findings.equal:
            self.stdout.write(f"Equal to a count over the table: {state}.")
        else:
            self.stdout.write(
                f"NOT equal to a count over the table ({state}): {findings.wrong:,} counts are wrong, "
                f"{findings.without_outline:,} cells have no outline. Run refresh_hotspots, and find out why."
            )

    @contextmanager
    def _progress(self, title: str) -> Iterator[Told]:
        with Progress(disable=not self.stderr.isatty()) as progress:
            task = progress.add_task(title, total=Report.objects.count())
            yield lambda done: progress.update(task, completed=done)
