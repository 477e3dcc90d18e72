"""Compile the look-up and build the index of the edition in force, so that no citizen waits for it."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from boundaries import locator
from boundaries.management.arguments import date
from boundaries.place import NoEditionError

_SOMEWHERE = (117.55, 0.53)


class Command(BaseCommand):
    """Compile the look-up and build the index of the edition in force."""

    help = "Compile the look-up and build the index of the edition in force, unless that is done already."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--on", type=date, metavar="YYYY-MM-DD", help="boundaries of that day; today's by default")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Open the index and use each of its ways once. An installation without editions has nothing to build yet."""
        started = time.monotonic()
        try:
            engine = locator.default().engine(options["on"])
        except NoEditionError as error:
            self.stdout.write(f"{error}: nothing to build")
            return
        locator.assign(*_SOMEWHERE, on=options["on"])
        engine.locate(*_SOMEWHERE, 20_000.0)  # so wide that the neighbours are looked for as well
        engine.locate(_SOMEWHERE[0], -40.0, None)
        locator.locate_many([_SOMEWHERE[0]], [_SOMEWHERE[1]], options["on"])
        locator.assign_many([_SOMEWHERE[0]], [_SOMEWHERE[1]], options["on"])
        size = f"{engine.index.memory.nbytes / 1e6:.0f} MB" if engine.index else "not built, PostGIS answers"
        edition = engine.reference.edition
        self.stdout.write(f"index of edition {edition}: {size}, ready in {time.monotonic() - started:.1f} s")
