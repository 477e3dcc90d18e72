"""The work that follows a change of a case. It is queued in the transaction of the change itself: neither is lost."""

from django.db import transaction

from jobs.job import job
from reports.models import HistoryEntry, Letter
from reports.telling.recipients import recipients
from reports.telling.sending import hand_over
from reports.webhooks.queueing import queue_deliveries

TRIES_OF_A_LETTER = 130
"""About five days, as mail servers try: a mail server that is down over a long weekend loses nothing."""


def announce(entry: HistoryEntry) -> None:
    """Queue the telling of what was done; to be called inside the transaction that does it."""
    tell.enqueue(entry.pk)


@job()
def tell(entry_id: int) -> None:
    """Write one letter for everyone who should know of a change, and one delivery for each webhook of an agency."""
    entry = HistoryEntry.objects.select_related(
        "actor", "report__agency", "report__unit", "report__assignee", "report__province"
    ).get(pk=entry_id)
    if entry.report.practice:
        return
    with transaction.atomic():
        _write_letters(entry)
        queue_deliveries(entry)


def _write_letters(entry: HistoryEntry) -> None:
    """Write those not written yet; of two workers at once the second fails on the unique row and comes back."""
    written = set(entry.letters.values_list("address_digest", flat=True))
    for recipient in recipients(entry):
        if recipient.digest in written:
            continue
        letter = Letter.objects.create(
            entry=entry,
            to=recipient.to,
            follower=recipient.follower,
            user=recipient.user,
            unit=recipient.unit,
            agency=recipient.agency,
            address_digest=recipient.digest,
        )
        send_letter.enqueue(letter.pk)


@job(queue="mail", tries=TRIES_OF_A_LETTER)
def send_letter(letter_id: int) -> None:
    """Send one letter; where the mail server does not take it now, the queue tries again."""
    hand_over(letter_id)
