"""What the commands share that load rows of fixtures/reference."""

from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser

from reports.actions.reference import Loaded


class LoadCommand(BaseCommand):
    """Load rows, and say what was done. `rows` names them in the plural."""

    rows: ClassVar[str]

    def load(self, *, overwrite: bool) -> Loaded:
        """Load them."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the one choice there is."""
        parser.add_argument(
            "--overwrite", action="store_true", help="replace edited rows by the values of fixtures/reference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell."""
        loaded = self.load(overwrite=options["overwrite"])
        if options["verbosity"] > 0:
            self.stdout.write(f"{self.rows}: {loaded.created} created, {loaded.overwritten} overwritten")
            if loaded.kept:
                self.stdout.write(f"edited here and kept: {', '.join(loaded.kept)} (--overwrite replaces them)")
