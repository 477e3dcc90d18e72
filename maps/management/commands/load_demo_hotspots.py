"""Find the hotspots of the demonstration as they would have been found over a year; then work out those of today.

What is there already is left as it is.
"""

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand

from maps.beyond.telling import tell_of_finished_quarters
from maps.models import Run, RunKind
from maps.runs.jobs import work_out_statistics


class Command(BaseCommand):
    """load_demo_hotspots."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Find them, and work out the statistics of today."""
        found = import_module("maps.hotspot.demo").load_demo_hotspots()
        self.stdout.write(f"{found} hotspots")
        if not Run.objects.filter(kind=RunKind.SIGNIFICANCE).exists():
            self.stdout.write(f"{work_out_statistics.call()} runs of statistics")
        self.stdout.write(f"{tell_of_finished_quarters.call()} quarters of which is told what no map shows")
