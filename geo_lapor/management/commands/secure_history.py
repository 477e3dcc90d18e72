"""Give the role as which the platform serves its rights: all tables, but of what happened only the adding."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geo_lapor.application_role import ROLE, grant, how_to_make_role, make_role


class Command(BaseCommand):
    """Run by script/setup after migrations, as the owner of the tables; safe to repeat."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Say whether it may be done without."""
        parser.add_argument(
            "--strict", action="store_true", help="fail where the role is missing and cannot be made, instead of warn"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the role where that is possible, and grant."""
        if not make_role():
            advice = f"an administrator of the database must run once: {how_to_make_role()} and then this command again"
            if options["strict"]:
                raise CommandError(f"the role {ROLE} is missing: {advice}")
            self.stderr.write(f"history is guarded by triggers alone, which the owner could drop: {advice}")
            return
        history = grant()
        self.stdout.write(f"{ROLE} may add to {len(history)} tables of history, and neither change nor delete")
