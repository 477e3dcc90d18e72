"""Hash photos that came in before hashes were kept."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.evidence.hashing import hash_older_photos


class Command(BaseCommand):
    """hash_photos: may be run at any time, and again."""

    help = "Hash photos that came in before perceptual hashes were kept, so that they are found when used again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Hash them and say how many."""
        done = hash_older_photos()
        self.stdout.write(
            f"{done.hashed} photos hashed, {done.even} too even to be told apart, {done.unreadable} not readable"
        )
