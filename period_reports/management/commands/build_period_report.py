"""Build the report of an area and a period now: PDF, XLSX and evidence pack."""

import datetime as dt
import time
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.changing import NotAllowedError
from accounts.models import User
from period_reports.actions.building import ask_for_report
from period_reports.building import build
from period_reports.models import PeriodReport
from period_reports.orders import Order, OrderError, order

_OPTIONS: Final = {"area": "scope"}
"""What a field of the page is called here, where it is called otherwise."""


class Command(BaseCommand):
    """build_period_report --scope province:64 --period 2026-S1 [--internal --by EMAIL] [--on DATE] [--edition NAME]."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--scope", required=True, help="province:64, regency:64.08, or the code alone")
        parser.add_argument("--period", required=True, help="2026-Q1 (triwulan), 2026-S1 (semester) or 2026")
        parser.add_argument(
            "--on", type=dt.date.fromisoformat, help="the last day that counts; the last of the period if not given"
        )
        parser.add_argument("--edition", default="", help="the name of the boundaries; those in force if not given")
        parser.add_argument("--internal", action="store_true", help="of all cases, for signature; needs --by")
        parser.add_argument("--by", default="", help="e-mail of the account that answers for it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it, and tell its files with their checksums."""
        wanted, user = self._order(options), self._user(options)
        began = time.monotonic()
        try:
            report = ask_for_report(user, wanted, queue=False)
        except NotAllowedError as error:
            raise CommandError(f"{options['by']} may not have this report built.") from error
        self._tell(build(report.pk), time.monotonic() - began)

    def _order(self, options: dict[str, Any]) -> Order:
        kind, _colon, code = options["scope"].rpartition(":")
        if kind not in ("", "province", "regency"):
            raise CommandError("--scope is province:CODE or regency:CODE.")
        if kind and kind != ("province" if len(code) == 2 else "regency"):
            raise CommandError(f"--scope: {code} is not the code of a {kind}.")
        public = not options["internal"]
        try:
            return order(code, options["period"], options["on"], options["edition"], public=public)
        except OrderError as error:
            said = (f"--{_OPTIONS.get(name, name)}: {message}" for name, message in error.errors.items())
            raise CommandError("; ".join(said)) from error

    def _user(self, options: dict[str, Any]) -> User | None:
        if not options["by"]:
            if options["internal"]:
                raise CommandError("--internal needs --by: a report of all cases has somebody who answers for it.")
            return None
        user = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if user is None:
            raise CommandError(f"--by: there is no account {options['by']}.")
        return user

    def _tell(self, report: PeriodReport, seconds: float) -> None:
        self.stdout.write(f"report {report.pk}: {report.pages} pages in {seconds:.1f} s, {report.url}")
        for file in report.files.all():
            self.stdout.write(f"{file.sha256}  {file.file.name}  {file.size:,} bytes")
