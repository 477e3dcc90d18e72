"""Load which areas became which by law, from a CSV file; a dry run unless --commit."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.actions import import_succession
from boundaries.importing.errors import BoundaryFileError


class Command(BaseCommand):
    """Load which areas became which by law, from a CSV file; a dry run unless --commit."""

    help = (
        "Load successions of areas (old code, new code, name, first day, law) from a CSV file with the columns "
        "kode_lama, kode_baru, nama, berlaku_mulai, dasar_hukum, or old_code, new_code, name, valid_from, "
        "legal_basis. Without --commit nothing is written and the same report is printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--commit", action="store_true", help="write; otherwise a dry run")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load and print what was found."""
        try:
            report = import_succession(options["file"], commit=options["commit"])
        except BoundaryFileError as error:
            raise CommandError(str(error)) from error
        write = self.stdout.write
        write(f"{report.file}: {report.rows} rows; {len(report.added)} successions new, ", ending="")
        write(f"{len(report.changed)} changed, {report.unchanged} as stored")
        for title, lines in (
            ("codes restored", report.restored),
            ("changed", report.changed),
            ("provinces, from their regencies", report.provinces),
            ("look at these", report.warnings),
        ):
            if lines:
                write(f"{title} ({len(lines)}):")
            for line in lines:
                write(f"  {line}")
        if report.unmeasured:
            write(f"{report.unmeasured} not compared with the ground: no two editions hold both codes")
        write("committed" if report.committed else "dry run: nothing was written; add --commit to write it")
