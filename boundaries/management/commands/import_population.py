"""Load how many people live in which area, from a CSV file; a dry run unless --commit."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.actions import import_population
from boundaries.actions.population import PopulationReport
from boundaries.importing.errors import BoundaryFileError
from boundaries.management.arguments import date

LISTED = 20


class Command(BaseCommand):
    """Load how many people live in which area, from a CSV file; a dry run unless --commit."""

    help = (
        "Load people by area from a CSV file with a column kode (Kemendagri codes, also those that lost a zero or "
        "their dots) and a column with the people. Rates per 100,000 people are worked out from them. Without --commit "
        "nothing is written and the same report is printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--on", required=True, type=date, metavar="YYYY-MM-DD", help="the day they were counted on")
        parser.add_argument("--source", required=True, metavar="TEXT", help="who counted, and where it is published")
        parser.add_argument("--licence", default="", metavar="TEXT")
        parser.add_argument("--column", default="", help="the column with the people (total, jumlah, penduduk)")
        parser.add_argument("--commit", action="store_true", help="write; otherwise a dry run")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load and print what was found."""
        asked = {name: options[name] for name in ("on", "source", "licence", "column", "commit")}
        try:
            report = import_population(options["file"], **asked)
        except BoundaryFileError as error:
            raise CommandError(str(error)) from error
        self._print(report)

    def _print(self, report: PopulationReport) -> None:
        write = self.stdout.write
        levels = ", ".join(f"{n} of level {level}" for level, n in sorted(report.matched.items()))
        write(f"{report.file}: {report.rows} rows, people of {report.on} in column {report.column}")
        write(f"codes known: {levels}" + (f"; the nation: {report.nation:,}" if report.nation is not None else ""))
        write(f"provinces that are the sum of their regencies: {report.provinces_agree}")
        for title, lines in (
            ("codes restored", report.restored),
            ("sums that differ", report.sums),
            ("unknown codes, left out", report.unknown),
            ("regencies without a figure", report.missing),
            ("look at these", report.warnings),
            ("changed", report.changed),
        ):
            self._list(title, lines)
        write(f"{report.added} figures new, {len(report.changed)} changed, {report.unchanged} as stored")
        write("committed" if report.committed else "dry run: nothing was written; add --commit to write it")

    def _list(self, title: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(f"{title} ({len(lines)}):")
        for line in lines[:LISTED]:
            self.stdout.write(f"  {line}")
        if len(lines) > LISTED:
            self.stdout.write(f"  … and {len(lines) - LISTED} more")
