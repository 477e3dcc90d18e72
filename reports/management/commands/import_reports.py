"""Take in the cases of a partner's complaint app from a CSV or XLSX file; a dry run unless --commit."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from reports.intake.counting import Tally
from reports.intake.errors import MappingError, TableError
from reports.intake.importing import Import, Refused, Told, find_partner, open_import, reasons_of
from reports.intake.mapping import ColumnMapping, read_mapping, suggestions, unused
from reports.intake.taking import Intake, IntakeStoppedError, Status

LISTED = 20
SOME_REFUSED = 3
"""Exit code where rows were refused; 1 is for a file that cannot be used at all."""


def zone(text: str) -> ZoneInfo:
    """Read the name of a time zone."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"there is no time zone {text!r}: Asia/Makassar") from error


class Command(BaseCommand):
    """Take in the cases of a partner's complaint app from a CSV or XLSX file; a dry run unless --commit."""

    help = (
        "File the rows of a CSV or XLSX file as reports of a partner, each once by its number there. Rows that are "
        "wrong are left out and told with the reason. Without --commit nothing is written and the same is printed. "
        "Safe to repeat: rows that are in are known again. Exit code 0: all is in; 3: rows were refused; 1: nothing "
        "could be done. docs/intake.md tells fields and mappings."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--partner", required=True, metavar="KEY", help="the partner's key for intake, or its name")
        parser.add_argument(
            "--mapping", nargs="+", default=[], metavar="MAP.json|COLUMN=FIELD",
            help="which column is which field; usual names are known",
        )  # fmt: skip
        parser.add_argument("--sheet", default="", help="of a workbook; the first")
        parser.add_argument("--zone", type=zone, metavar="ZONE", help=f"of times without one ({settings.TIME_ZONE})")
        parser.add_argument("--errors", type=Path, metavar="OUT.csv", help="write the refused rows there, with reasons")
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default="en", help="of the reasons (en)")
        parser.add_argument("--commit", action="store_true", help="write; otherwise a dry run")
        parser.add_argument(
            "--resume", action="store_true",
            help="go on with a file that was interrupted: rows that are in are passed over, --errors is added to",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import, and print what came of it."""
        found = find_partner(options["partner"])
        if found is None:
            raise CommandError("--partner: no key for intake that is in use, and no partner of this name")
        partner, key = found
        keep = options["commit"] and not (key and key.test)
        intake = Intake(partner, key, keep=keep, zone=options["zone"])
        with override(options["language"]):
            try:
                with open_import(options["file"], read_mapping(options["mapping"]), options["sheet"]) as opened:
                    self._columns(opened.mapping)
                    refused = self._run(opened, intake, options)
            except (TableError, MappingError) as error:
                raise CommandError(str(error)) from error
        if refused:
            said = "1 row was refused" if refused == 1 else f"{refused:,} rows were refused"
            raise CommandError(said, returncode=SOME_REFUSED)

    def _run(self, opened: Import, intake: Intake, options: dict[str, Any]) -> int:
        """Take the rows in; return how many were refused. What was told before a breakdown is in, and is printed."""
        tally, first = Tally(), list[Told]()
        try:
            with _refused_rows(options["errors"], opened.mapping, options["resume"]) as refused:
                for told in opened.take(intake):
                    if options["resume"]:
                        told = [one for one in told if one.outcome.status != Status.KNOWN]  # noqa: PLW2901
                    tally.add(one.outcome for one in told)
                    first += [one for one in told if one.outcome.errors][: LISTED - len(first)]
                    if refused:
                        refused.add(told)
        except (TableError, IntakeStoppedError, KeyboardInterrupt) as error:
            self._report(tally, first, opened.mapping, intake)
            why = str(error) or "Stopped."
            raise CommandError(f"{why} What is counted above is done, and the same command goes on.") from error
        self._report(tally, first, opened.mapping, intake)
        return tally.by_status[Status.REJECTED] + tally.by_status[Status.CHANGED]

    def _columns(self, mapping: ColumnMapping) -> None:
        write = self.stdout.write
        for name in mapping.columns:
            write(f"  {mapping.column_of(name)} → {name}")
        for name, value in mapping.constants.items():
            write(f"  {name}: {value} in every row")
        if left := unused(mapping):
            write(f"not used: {', '.join(left)}")
        for one in suggestions(mapping):
            write(f"perhaps --mapping '{one.column}={one.field}'")

    def _report(self, tally: Tally, first: list[Told], mapping: ColumnMapping, intake: Intake) -> None:
        counts = tally.as_dict()
        self.stdout.write(", ".join(f"{name} {count:,}" for name, count in counts.items()))
        for one in first:
            for column, sentence in reasons_of(one, mapping):
                self.stdout.write(f"  row {one.row.number}, {column}: {sentence}")
        refused = counts[Status.REJECTED] + counts[Status.CHANGED]
        if refused > len(first):
            self.stdout.write(f"  … and {refused - len(first):,} more rows; --errors OUT.csv lists all")
        if not intake.keep:
            self.stdout.write("dry run: nothing was written; add --commit to write it")


@contextmanager
def _refused_rows(path: Path | None, mapping: ColumnMapping, resume: bool) -> Iterator[Refused | None]:
    if path is None:
        yield None
        return
    begun = resume and path.is_file() and path.stat().st_size > 0
    try:
        file = path.open("a" if begun else "w", encoding="utf-8" if begun else "utf-8-sig", newline="")
    except OSError as error:
        raise CommandError(f"--errors: {error}") from error
    with file:
        yield Refused(file, mapping, begun=begun)
