"""Read agencies from a CSV or XLSX file; without --commit the same checks and list of changes, and nothing stored."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from accounts.exchange import AgencyResource, Comparison, TableError, compare, read_table, store

SHOWN = 50


class Command(BaseCommand):
    """Run accounts.exchange.compare or store."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file, and whether to store."""
        parser.add_argument("file", type=Path, help="as export_agencies writes it; columns may be left out")
        parser.add_argument("--commit", action="store_true", help="store what is shown")

    @override("en")
    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, say what changes, and store if asked to; wrong rows are named and nothing is stored."""
        path: Path = options["file"]
        try:
            table = read_table(path.name, path.read_bytes(), AgencyResource.COLUMNS, AgencyResource.REQUIRED)
            result = (store if options["commit"] else compare)(table)
        except (TableError, OSError) as error:
            raise CommandError(f"{path}: {error}") from error
        if result.errors:
            self._say_errors(result)
            raise CommandError(f"{path}: {len(result.errors)} rows are wrong; nothing was stored")
        self._say_changes(result)
        done = "stored" if options["commit"] else "to be stored with --commit"
        self.stdout.write(
            f"{result.created:,} new, {result.updated:,} changed: {done}; {result.unchanged:,} as they are"
        )

    def _say_errors(self, result: Comparison) -> None:
        for row in result.errors[:SHOWN]:
            for column, message in row.messages:
                self.stderr.write(f"row {row.line} ({row.code}) {column}: {message}")

    def _say_changes(self, result: Comparison) -> None:
        for row in result.rows[:SHOWN]:
            cells = "; ".join(f"{c.column}: {c.before or '–'} → {c.after or '–'}" for c in row.changes)
            self.stdout.write(f"{'+' if row.new else '~'} {row.code}  {cells}")
        if len(result.rows) > SHOWN:
            self.stdout.write(f"… and {len(result.rows) - SHOWN:,} more")
