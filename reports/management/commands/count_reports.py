"""Count reports by area, as filed or as they stand, under any edition."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from boundaries.crosswalk import NOWHERE, MappedValue
from boundaries.models import Area, Edition
from reports.models import Report
from reports.statistics import LEVELS, Basis, counts_by_area, counts_on_edition


class Command(BaseCommand):
    """Count reports by area, as filed or as they stand, under any edition."""

    help = (
        "Print how many reports lie in each area: as filed (the area of that day) or as they stand. With --on-edition "
        "all are carried over to the areas of that edition; «≈» marks numbers shared out by area where one was split."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments; names are a contract (docs/operating.md)."""
        parser.add_argument("--level", choices=[level.value for level in LEVELS], default="province")
        parser.add_argument("--basis", choices=[basis.value for basis in Basis], default=Basis.CURRENT.value)
        parser.add_argument("--on-edition", metavar="NAME", help="carry the numbers over to the areas of this edition")
        parser.add_argument("--area", metavar="CODE", help="only codes that begin so")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Count and print."""
        level, basis = options["level"], options["basis"]
        if options["on_edition"]:
            edition = Edition.objects.filter(name=options["on_edition"]).first()
            if edition is None:
                names = ", ".join(f"«{name}»" for name in Edition.objects.values_list("name", flat=True))
                raise CommandError(f"no edition is called «{options['on_edition']}»; there are: {names}")
            counts = counts_on_edition(Report.objects.all(), level, basis, edition)
        else:
            edition = None
            plain = counts_by_area(Report.objects.all(), level, basis)
            counts = {code: MappedValue(code, number, True, ()) for code, number in plain.items()}
        wanted = {code: counts[code] for code in counts if code.startswith(options["area"] or "")}
        if options["json"]:
            rows = [
                {"code": code, "name": name, "reports": round(found.value, 3), "exact": found.exact}
                for code, name, found in _named(wanted, edition)
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        self._print(wanted, edition, level, basis)

    def _print(self, counts: dict[str, MappedValue], edition: Edition | None, level: str, basis: str) -> None:
        on = f", on the areas of {edition}" if edition else ""
        table = Table(title=f"reports by {level}, {basis}{on}", title_justify="left")
        table.add_column("code")
        table.add_column("area", overflow="fold")
        table.add_column("reports", justify="right")
        for code, name, found in _named(counts, edition):
            table.add_row(code or "–", name, f"{'' if found.exact else '≈ '}{found.value:,.0f}")
        table.add_section()
        table.add_row("", "all", f"{sum(found.value for found in counts.values()):,.0f}")
        out: Any = self.stdout
        Console(file=out, width=None if out.isatty() else 100, highlight=False).print(table)


def _named(counts: dict[str, MappedValue], edition: Edition | None) -> list[tuple[str, str, MappedValue]]:
    """Add the name of each area: that of the edition, or the latest."""
    areas = Area.objects.filter(code__in=counts).order_by("edition__valid_from")
    if edition:
        areas = areas.filter(edition=edition)
    names = dict(areas.values_list("code", "name"))
    return [(code, "no area" if code == NOWHERE else names.get(code, "?"), counts[code]) for code in sorted(counts)]
