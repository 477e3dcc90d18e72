"""Tell agencies what a run gave and took: one letter each for a run, however many reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from accounts.models import Agency
from reports.models import AgencyNotice, Reassignment
from reports.reassignment.tally import Tally

LANGUAGE: Final = "id"
"""Agencies are written to in the language of their office."""

_OF_ONE_LETTER: Final = (SMTPRecipientsRefused, SMTPResponseException)
"""What a mail server says to one letter; any other failure is its own, and would meet every letter."""

LISTED: Final = 10
"""Other agencies named at most in a letter."""


@dataclass
class Sent:
    """What became of the letters: names of agencies."""

    sent: list[str] = field(default_factory=list)
    without_address: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def tell_agencies(run: Reassignment, changes: Mapping[int, tuple[int, int]], *, undoing: bool) -> None:
    """Note one letter for each agency that gained or lost reports, by its row: (gained, lost)."""
    AgencyNotice.objects.bulk_create(
        (
            AgencyNotice(run=run, agency_id=agency, undoing=undoing, gained=gained, lost=lost)
            for agency, (gained, lost) in sorted(changes.items())
        ),
        ignore_conflicts=True,
    )


def send_notices() -> Sent:
    """Send every letter that is due and was not sent.

    A letter is sent while its row is locked: two processes never send the same one. One that could not be sent keeps
    the reason and is tried again the next time; one without an address waits until the agency has one. Where the mail
    server itself fails, the rest is left for the next time.
    """
    sent, mail = Sent(), get_connection()
    due = AgencyNotice.objects.filter(sent_at__isnull=True).order_by("created_at", "pk")
    try:
        for pk in due.values_list("pk", flat=True):
            with transaction.atomic():
                rows = AgencyNotice.objects.select_for_update(skip_locked=True, of=("self",))
                notice = rows.select_related("agency", "run__edition").filter(pk=pk, sent_at__isnull=True).first()
                reachable = notice is None or _send(notice, mail, sent)
            if not reachable:
                break
    finally:
        mail.close()
    return sent


def letter(notice: AgencyNotice) -> EmailMessage:
    """Return the letter of a notice, in Indonesian: plain text, with a link to the agency's reports."""
    listed = reverse("admin:reports_report_changelist")
    with override(LANGUAGE):
        context = {
            "agency": notice.agency,
            "notice": notice,
            "edition": notice.run.edition,
            "origins": _partners(notice, gained=True),
            "targets": _partners(notice, gained=False),
            "address": f"{settings.SITE_URL}{listed}?agency__id__exact={notice.agency_id}",
        }
        subject = gettext("Reports reassigned: %(gained)d to you, %(lost)d from you") % {
            "gained": notice.gained,
            "lost": notice.lost,
        }
        return EmailMessage(subject, render_to_string("reports/mail/reassigned.txt", context), to=[notice.agency.email])


def _send(notice: AgencyNotice, mail: Any, sent: Sent) -> bool:
    """Send one letter and note what became of it; return whether the mail server is there."""
    agency = notice.agency
    if not agency.email or not Agency.objects.in_force().filter(pk=agency.pk).exists():
        sent.without_address.append(agency.name)
        return True
    message = letter(notice)
    try:
        mail.open()
        mail.send_messages([message])
    except OSError as error:  # SMTPException is one
        notice.failure = f"{type(error).__name__}: {error}"[:300]
        sent.failed.append(f"{agency.name} ({notice.failure})")
        reachable = isinstance(error, _OF_ONE_LETTER)
    else:
        notice.sent_at, notice.failure, reachable = timezone.now(), "", True
        sent.sent.append(agency.name)
    notice.save(update_fields=["sent_at", "failure"])
    return reachable


def _partners(notice: AgencyNotice, *, gained: bool) -> list[tuple[str, int]]:
    """Return from whom reports came, or to whom they went: names and numbers, the most first."""
    counts = notice.run.counts
    moves = counts["undone"]["agencies"] if notice.undoing else Tally.from_json(counts).by("agency_before", "agency")
    own, other = (1, 0) if gained else (0, 1)
    found = [(row[other], row[2]) for row in moves if row[own] == notice.agency_id != row[other]]
    found = sorted(found, key=lambda pair: -pair[1])[:LISTED]
    names = dict(Agency.objects.filter(pk__in=[agency for agency, _number in found]).values_list("pk", "name"))
    return [(names[agency], number) for agency, number in found if agency in names]
