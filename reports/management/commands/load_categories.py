"""Load the 26 categories and their themes; rows that administrators edited stay as they are."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reports.actions.categories import load_categories


class Command(BaseCommand):
    """Run reports.actions.categories.load_categories."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the one choice there is."""
        parser.add_argument(
            "--overwrite", action="store_true", help="replace edited rows by the values of fixtures/reference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done."""
        loaded = load_categories(overwrite=options["overwrite"])
        if options["verbosity"] > 0:
            self.stdout.write(f"categories and themes: {loaded.created} created, {loaded.overwritten} overwritten")
            if loaded.kept:
                self.stdout.write(f"edited here and kept: {', '.join(loaded.kept)} (--overwrite replaces them)")
