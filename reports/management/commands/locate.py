"""Print the Place of a point, and who must act there, as JSON."""

import json
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries import locator
from boundaries.management.arguments import date, metres
from boundaries.place import NoEditionError, PlaceError
from reports.answers import Matter, answer
from reports.models import Category
from reports.models.rules import Crossing, PermitIssuer


def code(text: str) -> str:
    """Read the code of a category: letters and digits."""
    if not text.isalnum():
        raise ArgumentTypeError(f"{text!r} is no code of a category; write W1, for example")
    return text.upper()


class Command(BaseCommand):
    """Print the Place of a point, and who must act there, as JSON."""

    help = "Print which regency and province hold a point and, for a category, who must act there, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments; names are a contract (docs/operating.md). Negative numbers need no `--`."""
        parser.add_argument("lon", type=float, help="longitude, degrees")
        parser.add_argument("lat", type=float, help="latitude, degrees")
        parser.add_argument(
            "--on", type=date, metavar="YYYY-MM-DD", help="boundaries, rules and agencies of that day; today's else"
        )
        parser.add_argument("--accuracy", type=metres, metavar="M", help="how far the point may be off")
        parser.add_argument("--category", type=code, metavar="CODE", help="what the report is about, for example W1")
        parser.add_argument(
            "--permit",
            choices=PermitIssuer.values,
            default=PermitIssuer.UNKNOWN,
            help="who issued the polluter's permit",
        )
        parser.add_argument(
            "--crossing", choices=Crossing.values, default=Crossing.NONE, help="borders that source or impact crosses"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Locate, decide and print."""
        matter = self._matter(**options)
        try:
            place = locator.locate(options["lon"], options["lat"], options["on"], options["accuracy"])
        except (PlaceError, NoEditionError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(answer(place, matter, options["on"]).as_dict(), ensure_ascii=False, indent=2))

    @staticmethod
    def _matter(*, category: str | None, permit: str, crossing: str, **_other: Any) -> Matter | None:
        if category is None:
            return None
        known = Category.objects.filter(pk=category).first()
        if known is None:
            codes = ", ".join(Category.objects.active().order_by("pk").values_list("pk", flat=True))
            raise CommandError(f"there is no category {category}; there are {codes}")
        return Matter(known, PermitIssuer(permit), Crossing(crossing))
