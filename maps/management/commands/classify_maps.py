"""Make the classes of the hotspot maps anew: of single months and of twelve, the newest ones, and of all time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maps.classes.breaks import EVER, MONTH, YEAR
from maps.classes.making import make_breaks
from maps.models import ClassBreaks

_WINDOWS = {MONTH: ", single months", YEAR: "", EVER: ", all time"}


class Command(BaseCommand):
    """Classes are made once and then stay, so that a colour means the same on every map: see docs/hotspots.md."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --if-none."""
        parser.add_argument("--if-none", action="store_true", help="do nothing where there are classes already")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make breaks, store them and print one line a measure."""
        if options["if_none"] and ClassBreaks.objects.exists():
            self.stdout.write("classes: kept as they are")
            return
        made = make_breaks()
        if not made:
            self.stdout.write("classes: too few reports to make any; the built-in ladder is used")
        for row in made:
            name = f"{row.measure}{f' {row.level}' if row.level else ''}{_WINDOWS[row.window]}"
            self.stdout.write(f"{name}: {', '.join(f'{lower:g}' for lower in row.breaks)} ({row.places} places)")
