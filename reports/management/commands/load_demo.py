"""Fill the platform with invented reports, marked as demo, so that every page has something to show."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from boundaries.actions.overlays import load_demo_overlays
from boundaries.actions.past import load_past_editions
from boundaries.models import Edition
from reports.demo.accounts import make_accounts
from reports.demo.load import give_letter_boxes, load_demo, load_past
from reports.models import Report


class Command(BaseCommand):
    """load_demo [--reports N] [--seed S] [--if-empty]."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--reports", type=int, default=20_000, help="how many (default 20,000)")
        parser.add_argument("--seed", type=int, default=6408, help="the same seed draws the same reports")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where demo reports exist")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load reports with their lives, and the accounts."""
        number = options["reports"]
        if number < 1:
            raise CommandError("--reports must be at least 1")
        if not Edition.objects.in_force().exists():
            raise CommandError("no edition of boundaries is in force; run load_boundaries first")
        if not (options["if_empty"] and Report.objects.filter(is_demo=True).exists()):
            self._ground()
            with Progress(disable=not self.stderr.isatty()) as progress:
                task = progress.add_task("Demo reports", total=number)
                total = load_demo(number, options["seed"], lambda done: progress.update(task, completed=done))
            self.stdout.write(f"{total:,} demo reports")
            give_letter_boxes()
            self.stdout.write(load_past(options["seed"]))
        self._accounts()

    def _ground(self) -> None:
        """Load what demo reports stand on: overlays made up for each rule, and editions of the past."""
        self.stdout.write(f"{len(load_demo_overlays())} demo overlays")
        for line in load_past_editions():
            self.stdout.write(line)

    def _accounts(self) -> None:
        """Make one account for each task, and tell how to sign in with them."""
        self.stdout.write(
            "Accounts, at /akun/login/ (the code of the second factor: script/manage second_factor EMAIL)"
        )
        for account, password in make_accounts():
            self.stdout.write(f"  {account.email:<28} {password:<14} {account.title}")
