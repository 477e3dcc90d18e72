"""Check that the rules of responsibility answer everything, today and on every day on which they change."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from reports.deadlines import steps_without_deadline
from reports.responsibility.check import days_of_change, problems, unreached
from reports.responsibility.rulebook import Rulebook


class Command(BaseCommand):
    """Run reports.responsibility.check."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the one choice there is."""
        parser.add_argument(
            "--on", type=dt.date.fromisoformat, metavar="DATE", help="check the rules of this day alone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong; CommandError where anything is."""
        days = [options["on"]] if options["on"] else sorted({timezone.localdate(), *days_of_change()})
        wrong = 0
        with translation.override("en"):
            for day in days:
                wrong += self._check(day)
        if wrong:
            raise CommandError(f"{wrong} problems; until they are solved such reports go to the last resort")
        self.stdout.write(f"the rules answer everything on {', '.join(map(str, days))}")

    def _check(self, day: dt.date) -> int:
        rulebook = Rulebook.load(day)
        found = problems(rulebook)
        for problem in found:
            self.stdout.write(f"{day}: {problem}")
        for step, kind in steps_without_deadline(day):
            self.stdout.write(f"{day}: note: no deadline for the step {step.value} of {kind.value}")
        for case in unreached(rulebook):
            self.stdout.write(f"{day}: note: case {case.code} is never reached, cases before it take everything")
        return len(found)
