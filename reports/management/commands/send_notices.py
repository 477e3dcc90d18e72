"""Send the letters to agencies that are due."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.actions.reassign import send_notices


class Command(BaseCommand):
    """Send the letters to agencies that are due."""

    help = (
        "Send each agency whose reports were reassigned its one letter about it. Safe to repeat: what was sent is not "
        "sent again, what failed is tried again. Exit code 1 where a letter could not be sent."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Send, and say who was not reached."""
        found = send_notices()
        self.stdout.write(f"{len(found.sent):,} letters sent")
        if found.without_address:
            names = ", ".join(sorted(set(found.without_address)))
            self.stdout.write(f"no e-mail address, or no longer in being, so nobody was told: {names}")
        if found.failed:
            raise CommandError(f"{len(found.failed):,} letters could not be sent; run this again: {found.failed[0]}")
