"""Load the rules of responsibility, deadlines and emergency numbers; bring older reports up to them.

Reports that nobody is responsible for yet are decided, and those without clocks get the ones their history tells of.

Rows that administrators edited stay as they are.
"""

from typing import Any

from django.db import transaction

from reports.actions.case.catching_up import wind_unwound
from reports.actions.reference import Loaded
from reports.actions.responsibility import decide_undecided
from reports.actions.rules import load_rules
from reports.clocks.anew import queue_reckoning
from reports.management.loading import LoadCommand


class Command(LoadCommand):
    """Run reports.actions.rules.load_rules, then decide and wind what older versions left."""

    help = __doc__
    rows = "rules and deadlines"

    @transaction.atomic
    def load(self, *, overwrite: bool) -> Loaded:
        """Load them; what was rewritten is reckoned anew."""
        loaded = load_rules(overwrite=overwrite)
        if loaded.overwritten:
            queue_reckoning()
        return loaded

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, bring older reports up to it, and tell."""
        super().handle(*args, **options)
        decided, wound = decide_undecided(), wind_unwound()
        if options["verbosity"] > 0 and decided:
            self.stdout.write(f"reports that had no responsible agency and have one now: {decided:,}")
        if options["verbosity"] > 0 and wound:
            self.stdout.write(f"reports that had no clocks and have them now: {wound:,}")
