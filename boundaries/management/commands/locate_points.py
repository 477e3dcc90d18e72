"""Add the regency and province of each row of a CSV file."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from boundaries import locator
from boundaries.management.arguments import date
from boundaries.place import NoEditionError


class Command(BaseCommand):
    """Add the regency and province of each row of a CSV file."""

    help = (
        "Read points from a CSV file (comma, semicolon or tab; UTF-8 or Windows-1252; decimal point or comma) and "
        "write it with columns regency_code, province_code, setting, method, border_m, doubtful, overlays "
        "(kind:code, several joined by ';', '~' before an uncertain one), edition and locate_error added. No row is "
        "left out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments; names are a contract (docs/operating.md)."""
        parser.add_argument("source", type=Path, metavar="IN.csv")
        parser.add_argument("target", type=Path, metavar="OUT.csv")
        parser.add_argument("--lon", default="lon", metavar="COLUMN", help="column of longitudes, degrees")
        parser.add_argument("--lat", default="lat", metavar="COLUMN", help="column of latitudes, degrees")
        parser.add_argument("--on", type=date, metavar="YYYY-MM-DD", help="boundaries of that day; today's by default")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Locate row by row, showing how far it is."""
        # Imported here: compiled kernels take half a second to load, which --help and others need not wait for.
        from boundaries.locator.tables import TableError, add_places, describe

        source, target = options["source"], options["target"]
        try:
            table = describe(source, options["lon"], options["lat"])
            if table.encoding == "cp1252":
                self.stderr.write(f"{source} is not UTF-8; read as Windows-1252")
            with self._progress() as bar:
                task = bar.add_task(source.name, total=source.stat().st_size)
                locate = partial(locator.locate_many, on=options["on"], errors="mark")
                rows, errors = add_places(table, target, locate, lambda done: bar.update(task, completed=done))
        except (TableError, NoEditionError, OSError) as error:
            raise CommandError(str(error)) from error
        wrong = f", {errors:,} of them without a place (see locate_error)" if errors else ""
        self.stdout.write(f"{rows:,} rows written to {target}{wrong}")

    @staticmethod
    def _progress() -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
