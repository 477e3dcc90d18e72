"""Print the code that opens a demo account's second step now."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.sealing import unseal

# Addresses that nobody can have (RFC 2606): made for the demonstration, never a person's.
DEMO_SUFFIX = ".invalid"
PERIOD = 30


class Command(BaseCommand):
    """Accounts of people are refused: their code is on their own telephone."""

    help = "Print the code of the second step that is valid now for a demo account (address ends with .invalid)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One address."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code and for how many seconds it is good."""
        email = options["email"].strip().lower()
        if not email.endswith(DEMO_SUFFIX):
            raise CommandError(f"{email} is no demo account (those end with {DEMO_SUFFIX}): ask its owner.")
        app = Authenticator.objects.filter(user__email=email, type=Authenticator.Type.TOTP).first()
        if app is None:
            raise CommandError(f"{email} has no authenticator app.")
        now = time.time()
        code = format_hotp_value(hotp_value(unseal(app.data["secret"]), int(now) // PERIOD))
        self.stdout.write(f"{code}  (good for {PERIOD - int(now) % PERIOD} s)")
