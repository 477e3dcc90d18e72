"""File an e-mail into its case, as a reply to the agency's question or as an addition."""

import io
import logging

from django.db import transaction
from django.utils.translation import gettext as _

from reports.actions.case.errors import RefusedError
from reports.actions.case.evidence import add_photos
from reports.actions.case.replying import comment, reply
from reports.actions.case.words import BODY
from reports.actions.uploads import Ticket, discard_photos, stage_photo
from reports.lifecycle.offer import NotAllowedError, NotPossibleError
from reports.mailbox.reading import Mail
from reports.models import ClockPause, Photo, Report
from reports.photos import MAX_PHOTOS, PhotoError, clean_photo
from reports.policies import Viewer
from reports.telling.replies import report_of, token_in
from reports.throttle import Limit

logger = logging.getLogger(__name__)

MAILS_PER_REPORT = Limit("mail-report", 20, 24 * 3600)


class NobodyError(Exception):
    """No reply address of a case is among the recipients, or its token is made up."""


class NothingSaidError(Exception):
    """There is neither text nor a picture in it."""


class CaseClosedError(Exception):
    """The case takes nothing more by this way."""


def find_report(mail: Mail, recipient: str = "") -> Report:
    """Return the report whose reply address an e-mail went to; `recipient` is what the mail server says, if it does.

    Raises NobodyError.
    """
    for address in (recipient, *mail.recipients):
        token = token_in(address)
        report = report_of(token) if token else None
        if report is not None:
            return report
    raise NobodyError


def file_mail(report: Report, mail: Mail) -> bool:
    """File an e-mail; return False where it had been filed before. All of it or nothing is stored.

    Raises
    ------
    NothingSaidError, CaseClosedError
        It stays outside.
    TooManyAttemptsError
        The report got very many today: two machines may be writing to each other.
    """
    MAILS_PER_REPORT.charge(str(report.pk))
    tickets = _take_in(report, mail)
    if not mail.text and not tickets:
        raise NothingSaidError
    try:
        with transaction.atomic():
            Report.everything.select_for_update(of=("self",)).get(pk=report.pk)
            if report.messages.filter(dedupe=mail.digest).exists():
                discard_photos(tickets)
                return False
            _say(report, mail.text or _("Photos sent by e-mail."), mail.digest)
            if tickets:
                add_photos(report, Viewer.of(opened=[report.pk]), photos=tickets, with_words=True)
    except (NotAllowedError, NotPossibleError) as error:
        discard_photos(tickets)
        raise CaseClosedError from error
    except RefusedError as error:
        discard_photos(tickets)
        raise NothingSaidError from error
    return True


def _say(report: Report, text: str, digest: str) -> None:
    viewer = Viewer.of(opened=[report.pk])
    asked = report.pauses.filter(ended_at=None, reason=ClockPause.Reason.REPORTER).exists()
    verb = reply if asked else comment
    verb(report, viewer, body=text[:BODY], channel="mail", dedupe=digest)


def _take_in(report: Report, mail: Mail) -> list[Ticket]:
    """Take in as many pictures as the report may still get; what is no photo is left out, the rest is not."""
    left = MAX_PHOTOS - report.photos.filter(source=Photo.Source.REPORTER).count()
    tickets: list[Ticket] = []
    for picture in mail.pictures:
        if len(tickets) >= left:
            logger.warning("report %s: more pictures by e-mail than it may get", report.pk)
            break
        try:
            tickets.append(stage_photo(clean_photo(io.BytesIO(picture))))
        except PhotoError as error:
            logger.info("report %s: a picture by e-mail was left out: %s", report.pk, error)
    return tickets
