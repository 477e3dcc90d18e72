"""File an e-mail that a mail server hands over into its case."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from reports.mailbox.filing import CaseClosedError, NobodyError, NothingSaidError, file_mail, find_report
from reports.mailbox.reading import MAX_BYTES, Mail, UnreadableError, read_mail
from reports.models import Report
from reports.throttle import TooManyAttemptsError

_REFUSALS = {
    CaseClosedError: (os.EX_UNAVAILABLE, _("This report takes no more replies by e-mail. Open it on the website.")),
    NothingSaidError: (
        os.EX_DATAERR,
        _("Nothing was written in this e-mail, and no photo that can be opened is in it."),
    ),
    TooManyAttemptsError: (os.EX_UNAVAILABLE, _("This report got too many e-mails today. Please write tomorrow.")),
}


class Command(BaseCommand):
    """File an e-mail that a mail server hands over into its case."""

    help = (
        "Read one e-mail from standard input and file it into the case whose reply address it went to "
        "(docs/operating.md). Exit codes are those of sysexits.h, as mail servers know them: 0 filed, filed "
        "before, or written by a program; 65 nothing in it, or too large; 67 no such address; 69 the case takes no "
        "more; 75 try again later."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --recipient."""
        parser.add_argument("--recipient", default="", help="address it was delivered to, if the mail server knows it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, find the case, file."""
        try:
            mail = read_mail(sys.stdin.buffer.read(MAX_BYTES + 1))
        except UnreadableError as error:
            said = {"too_big": "This e-mail is larger than 25 MB.", "malformed": "This is no e-mail."}
            raise CommandError(said[error.reason], returncode=os.EX_DATAERR) from error
        if mail.automatic:
            self.stdout.write("written by a program: not filed")
            return
        try:
            self._file(mail, find_report(mail, options["recipient"]))
        except NobodyError as error:
            raise CommandError("No report has this reply address.", returncode=os.EX_NOUSER) from error
        except DatabaseError as error:
            raise CommandError("The platform is not there now; please try later.", returncode=os.EX_TEMPFAIL) from error

    def _file(self, mail: Mail, report: Report) -> None:
        with override(report.language):
            try:
                new = file_mail(report, mail)
            except (CaseClosedError, NothingSaidError, TooManyAttemptsError) as error:
                code, said = _REFUSALS[type(error)]
                raise CommandError(str(said), returncode=code) from error
        self.stdout.write(f"filed into {report.number}" if new else f"filed into {report.number} before")
