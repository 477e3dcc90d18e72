"""Print the Place of a point as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries import locator
from boundaries.management.arguments import date, metres
from boundaries.place import NoEditionError, PlaceError


class Command(BaseCommand):
    """Print the Place of a point as JSON."""

    help = "Print which regency and province hold a point, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments; names are a contract (docs/operating.md). Negative numbers need no `--`."""
        parser.add_argument("lon", type=float, help="longitude, degrees")
        parser.add_argument("lat", type=float, help="latitude, degrees")
        parser.add_argument("--on", type=date, metavar="YYYY-MM-DD", help="boundaries of that day; today's by default")
        parser.add_argument("--accuracy", type=metres, metavar="M", help="how far the point may be off")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Locate and print."""
        try:
            place = locator.locate(options["lon"], options["lat"], options["on"], options["accuracy"])
        except (PlaceError, NoEditionError) as error:
            raise CommandError(str(error)) from error
        answer = {"place": place.as_dict(), "responsibility": None}
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
