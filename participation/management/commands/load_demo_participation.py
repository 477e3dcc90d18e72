"""Fill the demonstration with plans, a consultation, stories with consent and answers. What is there stays."""

from typing import Any

from django.core.management.base import BaseCommand

from participation.demo import load_demo_participation


class Command(BaseCommand):
    """Run participation.demo.load_demo_participation."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell."""
        self.stdout.write(load_demo_participation())
