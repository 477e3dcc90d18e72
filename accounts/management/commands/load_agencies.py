"""Load the agencies that every regency and province has, and the named offices; edited ones stay as they are."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.actions.agencies import load_agencies


class Command(BaseCommand):
    """Run accounts.actions.agencies.load_agencies."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the one choice there is."""
        parser.add_argument(
            "--overwrite", action="store_true", help="replace edited agencies by the values of fixtures/reference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done."""
        loaded = load_agencies(overwrite=options["overwrite"])
        if options["verbosity"] > 0:
            self.stdout.write(
                f"agencies: {loaded.created:,} created, {loaded.updated:,} brought up to date; {loaded.kinds} new kinds"
            )
            if loaded.kept:
                named = ", ".join(loaded.kept[:20]) + (" …" if len(loaded.kept) > 20 else "")
                self.stdout.write(f"edited here and kept: {named} (--overwrite replaces them)")
