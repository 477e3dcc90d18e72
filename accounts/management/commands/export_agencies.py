"""Write the list of agencies to a CSV or XLSX file, as import_agencies reads it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.exchange import FORMATS, AgencyResource, write_table


class Command(BaseCommand):
    """Write what AgencyResource exports."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file."""
        parser.add_argument("file", type=Path, help="where to write; ends in .csv or .xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say how many agencies it holds."""
        path: Path = options["file"]
        suffix = path.suffix.lower().removeprefix(".")
        if suffix not in FORMATS:
            raise CommandError(f"{path}: the name must end in .csv or .xlsx")
        table = AgencyResource().export()
        try:
            path.write_bytes(write_table(table, suffix))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(f"{path}: {len(table):,} agencies")
