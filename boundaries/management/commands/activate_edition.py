"""Put a draft in force; without --commit say what would change."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from boundaries.actions import activate_edition, refuse_activation
from boundaries.importing.errors import EditionError
from boundaries.models import Edition
from boundaries.succession.preview import activation_preview
from boundaries.succession.printing import print_changes


class Command(BaseCommand):
    """Put a draft in force; without --commit say what would change."""

    help = "Put a draft edition in force. Without --commit nothing is written, and the same differences are printed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("edition", metavar="NAME")
        parser.add_argument("--commit", action="store_true", help="put it in force; otherwise a dry run")

    @override("en")
    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what would change, then activate if asked."""
        edition = Edition.objects.filter(name=options["edition"]).first()
        if edition is None:
            drafts = ", ".join(Edition.objects.filter(status="draft").values_list("name", flat=True))
            raise CommandError(f"no edition is called {options['edition']!r}; drafts: {drafts or 'none'}")
        try:
            refuse_activation(edition)
            self._show(edition)
            if options["commit"]:
                activate_edition(edition)
        except EditionError as error:
            raise CommandError(str(error)) from error
        done = "in force" if options["commit"] else "dry run: nothing was written; add --commit to put it in force"
        self.stdout.write(f"\n{done}")

    def _show(self, edition: Edition) -> None:
        preview = activation_preview(edition)
        if preview.earlier and preview.later:
            self.stdout.write(f"{preview.earlier} ({preview.earlier.valid_from}) → ", ending="")
            self.stdout.write(f"{preview.later} ({preview.later.valid_from})")
        else:
            self.stdout.write(f"{edition}: the first edition, there is none to compare it with")
        for level in preview.levels:
            print_changes(level, self.stdout)
        for pair in preview.contradictions:
            self.stdout.write(f"against the ground: {pair.law}, yet the two share only {pair.share:.0%}")
        for gap in preview.gaps:
            self.stdout.write(f"gap in time: {gap}")
        for link in preview.links:
            self.stdout.write(f"see {link.label}: {link.url}")
