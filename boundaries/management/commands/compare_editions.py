"""Say what is different between two editions, and whether law, ground and lists of codes agree on it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.importing.errors import BoundaryFileError
from boundaries.models import Edition
from boundaries.models.areas import Level
from boundaries.succession.changes import changes
from boundaries.succession.codelists import read_code_list
from boundaries.succession.printing import print_changes, print_timeline, print_witnesses
from boundaries.succession.sources import witnesses
from boundaries.timeline import gaps_in_time

LEVELS = (Level.PROVINCE, Level.REGENCY)


class Command(BaseCommand):
    """Say what is different between two editions, and whether law, ground and lists of codes agree on it."""

    help = (
        "Compare two editions: areas added, gone, renamed, recoded, split, merged, drawn otherwise; then what the "
        "law (successions), the ground (polygons) and lists of codes say of it, and where they differ. Without "
        "editions: list them in the order of time with the days on which none is in force."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("editions", nargs="*", metavar="EARLIER LATER", help="names, or days on which they hold")
        parser.add_argument("--codes", type=Path, metavar="CSV", help="register of codes: kode and a column per year")
        parser.add_argument("--json", action="store_true", help="print it all as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare and print."""
        if not options["editions"] and not options["codes"]:
            print_timeline(self.stdout, options["json"])
            return
        if len(options["editions"]) != 2:
            raise CommandError("name two editions, the earlier and the later; without any, all are listed")
        earlier, later = sorted(
            (_edition(text) for text in options["editions"]), key=lambda edition: (edition.valid_from, edition.pk)
        )
        if earlier == later:
            raise CommandError(f"{earlier} was named twice")
        try:
            codes = read_code_list(options["codes"]) if options["codes"] else None
        except BoundaryFileError as error:
            raise CommandError(str(error)) from error
        found = [(changes(earlier, later, level), witnesses(earlier, later, level, codes)) for level in LEVELS]
        if options["json"]:
            levels = [change.as_dict() | {"witnesses": witness.as_dict()} for change, witness in found]
            told = {"earlier": str(earlier), "later": str(later), "levels": levels}
            told["gaps_in_time"] = [str(gap) for gap in gaps_in_time()]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for restored in codes.restored if codes else ():
            self.stdout.write(f"code restored, {restored}")
        self.stdout.write(f"{earlier} ({earlier.valid_from}) → {later} ({later.valid_from})")
        for change, witness in found:
            print_changes(change, self.stdout)
            print_witnesses(witness, change.names, self.stdout)
        for gap in gaps_in_time():
            self.stdout.write(f"gap in time: {gap}")


def _edition(text: str) -> Edition:
    """Find an edition by its name, or as the one in force on a day."""
    named = Edition.objects.filter(name=text).first()
    if named:
        return named
    try:
        held = Edition.objects.in_force(dt.date.fromisoformat(text)).first()
    except ValueError as error:
        names = ", ".join(Edition.objects.order_by("valid_from").values_list("name", flat=True))
        raise CommandError(f"no edition is called {text!r}; there are: {names or 'none'}") from error
    if held is None:
        raise CommandError(f"no edition is in force on {text}")
    return held
