"""Load what every installation needs before its first visitor: register, gazetteer, boundaries, agencies, rules."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

_LOADERS = (
    "load_boundaries", "load_agencies", "load_categories", "load_rules", "load_desk_rows", "load_participation_rows",
)  # fmt: skip


class Command(BaseCommand):
    """Run each app's loader. All of them leave alone what is there already."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load from the lowest app upwards."""
        for loader in _LOADERS:
            call_command(loader, stdout=self.stdout, stderr=self.stderr)
