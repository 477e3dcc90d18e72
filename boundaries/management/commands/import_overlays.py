"""Load layers that lie over the areas, such as neighbouring states' land; a dry run unless --commit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.actions import import_overlay
from boundaries.actions.overlays import OverlayRequest
from boundaries.importing.errors import BoundaryFileError
from boundaries.management.arguments import date, metres
from boundaries.models import Overlay


class Command(BaseCommand):
    """Load layers that lie over the areas; a dry run unless --commit."""

    help = (
        "Load overlays of one kind, in place of those of that kind that begin on the same day. The file needs columns "
        "of codes and names; without --commit nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders or patterns")
        parser.add_argument("--kind", required=True, choices=Overlay.Kind.values)
        parser.add_argument("--profile", default="auto", help="auto, or columns:code=A,name=B")
        parser.add_argument("--layer", help="layer of a file that has several")
        parser.add_argument("--source", default="", metavar="TEXT", help="else the file's column source")
        parser.add_argument("--licence", default="", metavar="TEXT")
        parser.add_argument("--precision", type=metres, default=0, metavar="M")
        parser.add_argument("--valid-from", type=date, metavar="YYYY-MM-DD")
        parser.add_argument("--valid-to", type=date, metavar="YYYY-MM-DD")
        parser.add_argument("--commit", action="store_true", help="write; otherwise a dry run")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load and print what was found."""
        request = OverlayRequest(
            files=options["files"],
            kind=options["kind"],
            profile=options["profile"],
            layer=options["layer"],
            source=options["source"],
            licence=options["licence"],
            precision_m=options["precision"],
            valid_from=options["valid_from"],
            valid_to=options["valid_to"],
        )
        try:
            report = import_overlay(request, commit=options["commit"])
        except BoundaryFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(report.overlays)} overlays, {report.repaired} repaired: {', '.join(report.overlays)}")
        self.stdout.write("committed" if report.committed else "dry run: nothing was written; add --commit to write it")
