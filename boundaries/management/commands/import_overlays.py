"""Load layers that lie over the areas: conservation areas, forests, river basins; a dry run unless --commit."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.actions import import_overlay
from boundaries.importing.errors import BoundaryFileError
from boundaries.importing.functions import parse_map
from boundaries.importing.overlays import OverlayRequest
from boundaries.importing.terminal_overlays import print_overlays
from boundaries.management.arguments import date, metres
from boundaries.models import Overlay


class Command(BaseCommand):
    """Load layers that lie over the areas; a dry run unless --commit."""

    help = (
        "Load overlays of one kind, in place of those of that kind that begin on the same day and of made-up ones "
        "(--append leaves the former beside them). The file needs columns of codes and names, and for forests, tahura "
        "and river basins a function or class; without --commit nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders or patterns")
        parser.add_argument("--kind", choices=Overlay.Kind.values, help="else the file's column kind")
        parser.add_argument("--profile", default="auto", help="auto, or columns:code=A,name=B")
        parser.add_argument("--layer", help="layer of a file that has several")
        parser.add_argument("--code-column", default="", metavar="COLUMN")
        parser.add_argument("--name-column", default="", metavar="COLUMN")
        parser.add_argument("--function", default="", metavar="VALUE", help="function or class of every row")
        parser.add_argument("--function-column", default="", metavar="COLUMN", help="else the file's column function")
        parser.add_argument("--function-map", default="", metavar="THEIRS=ours,…", help="beyond the usual spellings")
        parser.add_argument(
            "--leave-out", action="append", default=[], metavar="CODE|NAME|FUNCTION", help="skip such rows"
        )
        parser.add_argument("--dissolve", action="store_true", help="rows of one code are one overlay")
        parser.add_argument("--accept", action="append", default=[], metavar="CODE", help="accept a changed outline")
        parser.add_argument("--append", action="store_true", help="beside the overlays of this kind that are there")
        parser.add_argument("--source", default="", metavar="TEXT", help="else the file's column source")
        parser.add_argument("--licence", default="", metavar="TEXT")
        parser.add_argument("--precision", type=metres, default=0, metavar="M", help="how far lines may be off")
        parser.add_argument("--valid-from", type=date, metavar="YYYY-MM-DD")
        parser.add_argument("--valid-to", type=date, metavar="YYYY-MM-DD")
        parser.add_argument("--demo", action="store_true", help="mark them as made up")
        parser.add_argument("--commit", action="store_true", help="write; otherwise a dry run")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write the report as JSON too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load and print what was found."""
        try:
            request = self._request(options)
            report = import_overlay(request, commit=options["commit"], append=options["append"])
        except BoundaryFileError as error:
            raise CommandError(str(error)) from error
        if options["report"]:
            options["report"].write_text(json.dumps(report.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
        print_overlays(report, self.stdout)

    @staticmethod
    def _request(options: dict[str, Any]) -> OverlayRequest:
        if options["valid_from"] and options["valid_to"] and options["valid_to"] <= options["valid_from"]:
            raise CommandError("--valid-to must lie after --valid-from")
        return OverlayRequest(
            files=options["files"],
            kind=options["kind"],
            profile=options["profile"],
            layer=options["layer"],
            code_column=options["code_column"],
            name_column=options["name_column"],
            function=options["function"],
            function_column=options["function_column"],
            function_map=parse_map(options["function_map"]),
            leave_out=options["leave_out"],
            accept=options["accept"],
            dissolve=options["dissolve"],
            source=options["source"],
            licence=options["licence"],
            precision_m=options["precision"],
            valid_from=options["valid_from"],
            valid_to=options["valid_to"],
            is_demo=options["demo"],
        )
