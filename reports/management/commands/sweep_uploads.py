"""Delete photos whose report was never filed, and counts of attempts that no longer matter."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.actions.uploads import sweep_uploads
from reports.throttle import sweep_tallies


class Command(BaseCommand):
    """Sweep what abandoned forms leave behind; safe at any time."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and say how much."""
        self.stdout.write(f"{sweep_uploads()} abandoned photos and {sweep_tallies()} past counts deleted")
