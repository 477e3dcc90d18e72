"""Find the hotspots of the demonstration as they would have been found over the past year, some of them taken up."""

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """load_demo_hotspots."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Find them, unless there are some already."""
        found = import_module("maps.hotspot.demo").load_demo_hotspots()
        self.stdout.write(f"{found} hotspots")
