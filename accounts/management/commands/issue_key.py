"""Make a key for a partner, and print it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.partners import issue_key
from accounts.models import Agency, Partner, Scope


class Command(BaseCommand):
    """The administration does the same, and what else there is to say of a partner."""

    help = "Make a key for a partner's program and print it, this once. A partner that is not known yet is added."

    def add_arguments(self, parser: CommandParser) -> None:
        """The partner, and what the key is for."""
        parser.add_argument("name", help="the partner")
        parser.add_argument("--email", default="", help="whom to ask; needed for a new partner")
        parser.add_argument("--agency", default="", help="code of the agency that a new partner belongs to")
        parser.add_argument("--scope", action="append", choices=Scope.values, help="what it opens (open311)")
        parser.add_argument("--test", action="store_true", help="nothing that comes with it is kept")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key alone, so that a script can keep it."""
        partner = Partner.objects.filter(name=options["name"]).first() or self._added(options)
        scopes = [Scope(value) for value in options["scope"] or (Scope.OPEN311,)]
        _key, secret = issue_key(partner, scopes, test=options["test"])
        self.stdout.write(secret)

    def _added(self, options: dict[str, Any]) -> Partner:
        if not options["email"]:
            raise CommandError(f"There is no partner “{options['name']}” yet; with --email it is added.")
        agency = Agency.objects.filter(code=options["agency"]).first()
        if options["agency"] and agency is None:
            raise CommandError(f"There is no agency {options['agency']}.")
        return Partner.objects.create(name=options["name"], contact_email=options["email"], agency=agency)
