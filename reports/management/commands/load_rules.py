"""Load the rules of responsibility, deadlines and emergency numbers; bring older reports up to them.

Reports that nobody is responsible for yet are decided, and those without clocks get the ones their history tells of.

Rows that administrators edited stay as they are.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from reports.actions.case.catching_up import wind_unwound
from reports.actions.responsibility import decide_undecided
from reports.actions.rules import load_rules
from reports.clocks.anew import queue_reckoning


class Command(BaseCommand):
    """Run reports.actions.rules.load_rules, then decide and wind what older versions left."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the one choice there is."""
        parser.add_argument(
            "--overwrite", action="store_true", help="replace edited rows by the values of fixtures/reference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, decide, and say what was done."""
        with transaction.atomic():
            loaded = load_rules(overwrite=options["overwrite"])
            if loaded.overwritten:
                queue_reckoning()
        decided = decide_undecided()
        wound = wind_unwound()
        if options["verbosity"] > 0:
            self.stdout.write(f"rules and deadlines: {loaded.created} created, {loaded.overwritten} overwritten")
            if loaded.kept:
                self.stdout.write(f"edited here and kept: {', '.join(loaded.kept)} (--overwrite replaces them)")
            if decided:
                self.stdout.write(f"reports that had no responsible agency and have one now: {decided:,}")
            if wound:
                self.stdout.write(f"reports that had no clocks and have them now: {wound:,}")
