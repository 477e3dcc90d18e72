"""Import areas of one level into an edition; a dry run unless --commit."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.actions import import_edition
from boundaries.importing.errors import BoundaryFileError
from boundaries.importing.pipeline import ImportRequest
from boundaries.importing.profiles import NAMES
from boundaries.importing.terminal import print_report, shown_steps
from boundaries.management.arguments import date, metres
from boundaries.models.areas import Level


class Command(BaseCommand):
    """Import areas of one level into an edition; a dry run unless --commit."""

    help = (
        "Import administrative areas from Shapefile (also zipped), GeoPackage, GeoJSON, FlatGeobuf or GeoParquet "
        "into a draft edition. Without --commit nothing is written and the same report is printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments; names are a contract (docs/operating.md)."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders or patterns")
        parser.add_argument("--level", required=True, choices=Level.values)
        parser.add_argument("--profile", default="auto", help=f"auto, {', '.join(NAMES)} or columns:code=A,name=B")
        parser.add_argument("--layer", help="layer of a file that has several")
        parser.add_argument("--edition", required=True, metavar="NAME", help="edition to draft or to go on with")
        parser.add_argument("--valid-from", required=True, type=date, metavar="YYYY-MM-DD")
        parser.add_argument("--valid-to", type=date, metavar="YYYY-MM-DD", help="first day on which it holds no more")
        parser.add_argument("--legal-basis", default="", metavar="TEXT")
        parser.add_argument("--source", default="", metavar="TEXT")
        parser.add_argument("--licence", default="", metavar="TEXT")
        parser.add_argument("--attribution", default="", metavar="TEXT")
        parser.add_argument("--precision", type=metres, metavar="M", help="how far lines may lie from the true ones")
        parser.add_argument("--accept", action="append", default=[], metavar="CODE|NAME", help="accept a changed area")
        parser.add_argument("--leave-out", action="append", default=[], metavar="CODE|NAME", help="skip a row")
        parser.add_argument("--replace", action="store_true", help="begin a draft of this name anew")
        parser.add_argument("--activate", action="store_true", help="put the edition in force from its first day")
        parser.add_argument("--commit", action="store_true", help="write; otherwise a dry run")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write the report as JSON too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import and print what was found."""
        request = ImportRequest(
            files=options["files"],
            level=options["level"],
            profile=options["profile"],
            layer=options["layer"],
            edition=options["edition"],
            valid_from=options["valid_from"],
            valid_to=options["valid_to"],
            legal_basis=options["legal_basis"],
            source=options["source"],
            licence=options["licence"],
            attribution=options["attribution"],
            precision_m=options["precision"],
            accept=options["accept"],
            leave_out=options["leave_out"],
        )
        try:
            with shown_steps(self.stdout) as steps:
                report = import_edition(
                    request,
                    commit=options["commit"],
                    activate=options["activate"],
                    replace=options["replace"],
                    steps=steps,
                )
        except BoundaryFileError as error:
            raise CommandError(str(error)) from error
        if options["report"]:
            options["report"].write_text(json.dumps(report.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
        print_report(report, self.stdout)
