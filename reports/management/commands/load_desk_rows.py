"""Load the ladder of escalation, answers kept ready and words to look at, where there are none yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reports.actions.desk_rows import load_desk_rows


class Command(BaseCommand):
    """Run reports.actions.desk_rows.load_desk_rows."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the one choice there is."""
        parser.add_argument(
            "--overwrite", action="store_true", help="write the rows of fixtures/reference again, over edited ones"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was done."""
        loaded = load_desk_rows(overwrite=options["overwrite"])
        if options["verbosity"] > 0:
            self.stdout.write(
                f"ladder, answers, words to look at: {loaded.created} created, {loaded.overwritten} overwritten"
            )
