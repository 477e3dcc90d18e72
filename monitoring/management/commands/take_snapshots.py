"""Keep the figures of a day, so that trends need not be reckoned; or check those that are kept."""

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.progress import Progress

from monitoring.models import SnapshotRun
from monitoring.snapshots.plan import ends_of_months
from monitoring.snapshots.taking import Findings, NoEditionError, check, missed, take_all


class Command(BaseCommand):
    """take_snapshots [--on DAY | --since DAY] [--rebuild | --check]."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        when = parser.add_mutually_exclusive_group()
        when.add_argument(
            "--on", type=_day, metavar="DAY",
            help="as of the end of this day; else of yesterday, and of missing ends of months of the last year",
        )  # fmt: skip
        when.add_argument("--since", type=_day, metavar="DAY", help="all ends of months from this day to yesterday")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--rebuild", action="store_true", help="reckon figures that are kept already anew")
        what.add_argument(
            "--check",
            action="store_true",
            help="change nothing; exit with 1 where kept figures are not what history says",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take or check, day by day."""
        days = self._days(options["on"], options["since"], options["check"])
        wrong = 0
        with _progress(self.stderr.isatty(), len(days)) as advance:
            for day in days:
                wrong += self._check(day) if options["check"] else self._take(day, options["rebuild"])
                advance()
        if wrong:
            sys.exit(1)

    def _days(self, on: dt.date | None, since: dt.date | None, kept: bool) -> list[dt.date]:
        yesterday = timezone.localdate(timezone=timezone.get_default_timezone()) - dt.timedelta(days=1)
        if on is not None:
            if on > yesterday:
                raise CommandError(f"{on} is not over yet: figures are kept as of the end of a day")
            return [on]
        if since is not None:
            if since > yesterday:
                raise CommandError(f"{since} lies after yesterday: there is nothing to keep")
            return list(ends_of_months(since, yesterday))
        if kept:
            return list(SnapshotRun.objects.filter(public=False).order_by("on").values_list("on", flat=True))
        return missed(yesterday)

    def _take(self, day: dt.date, rebuild: bool) -> int:
        try:
            runs = take_all(day, rebuild)
        except NoEditionError as error:
            raise CommandError(str(error)) from error
        for run in runs:
            whose = "for everybody" if run.public else "of all cases"
            self.stdout.write(
                f"{day}: {run.figures:,} figures {whose}, taken in {run.seconds:.1f} s under {run.edition}"
            )
        return 0

    def _check(self, day: dt.date) -> int:
        try:
            found = check(day)
        except SnapshotRun.DoesNotExist as error:
            raise CommandError(f"no figures of {day} are kept") from error
        self._tell(found)
        return found.wrong

    def _tell(self, found: Findings) -> None:
        if not found.wrong:
            self.stdout.write(f"{found.on}: {found.compared:,} figures are what history says")
            return
        for kept, now in found.shown:
            self.stdout.write(f"{found.on}: kept {kept}, history says {now}")
        self.stdout.write(
            f"{found.on}: {found.wrong:,} of {found.compared:,} figures are NOT what history says. A calendar, a "
            "deadline or a law on areas was changed since, or a rating within seven days. Find out, then --rebuild."
        )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@contextmanager
def _progress(shown: bool, days: int) -> Iterator[Any]:
    with Progress(disable=not shown) as progress:
        task = progress.add_task("Days", total=days)
        yield lambda: progress.advance(task)
