"""Letters of alerts: what is new is noted as told in the transaction that queues the letter, so it is told once."""

import datetime as dt
import math
import smtplib
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from jobs.job import job
from opendata.alerts.asking import words_of
from opendata.alerts.links import url_of
from opendata.alerts.matching import KEPT, selection_of, untold
from opendata.models import Alert, AlertedReport, AlertLetter, Rhythm
from reports import crypto
from reports.models import Report
from reports.projection import SeenReport, see_as_public
from reports.telling.links import host
from reports.telling.mailing import as_email
from reports.telling.tasks import TRIES_OF_A_LETTER

LISTED: Final = 30
"""Reports that a letter names; the map has the others."""
GIVEN_UP_AFTER: Final = dt.timedelta(days=3)
"""How long a mailbox refuses letters until its alert is forgotten: on a bad morning a relay may refuse everybody's."""
_WEEK: Final = dt.timedelta(days=6, hours=12)  # an hour later than last time is no week missed
_REFUSED: Final = range(500, 600)
_ZOOM_OF_1_KM: Final = 14


def look_for_all() -> int:
    """Queue a look for each alert that is due; return how many."""
    now = timezone.now()
    # What was looked at in the future was so by a clock that was ahead: it is due
    this_week = Q(rhythm=Rhythm.WEEKLY, looked_at__gt=now - _WEEK, looked_at__lte=now)
    due = Alert.objects.filter(~this_week, confirmed_at__isnull=False)
    found = 0
    for pk in due.values_list("pk", flat=True).iterator():
        look.enqueue(pk)
        found += 1
    return found


@job()
def look(alert_id: int) -> int:
    """Note what is new for an alert as told and queue its letter, both or neither; return how many reports are new."""
    now = timezone.now()
    with transaction.atomic():
        alert = Alert.objects.select_for_update().filter(pk=alert_id, confirmed_at__isnull=False).first()
        if alert is None:
            return 0
        _raise_mark(alert, now)
        new = list(untold(alert).order_by("pk").values_list("pk", flat=True))
        if new:
            letter = AlertLetter.objects.create(alert=alert, queued_at=now)
            AlertedReport.objects.bulk_create(
                [AlertedReport(alert=alert, letter=letter, report=pk) for pk in new], batch_size=1000
            )
            send.enqueue(letter.pk)
        alert.looked_at = now
        alert.save(update_fields=["looked_at", "told_to"])
    return len(new)


def _raise_mark(alert: Alert, now: dt.datetime) -> None:
    """Raise the mark over what was told long ago, and forget it one by one."""
    old = AlertLetter.objects.filter(alert=alert, queued_at__lt=now - KEPT)
    last = AlertedReport.objects.filter(letter__in=old).aggregate(last=Max("report"))["last"]
    if last is not None:
        alert.told_to = max(alert.told_to, last)
        AlertedReport.objects.filter(alert=alert, report__lte=alert.told_to).delete()
    old.filter(reports__isnull=True).delete()


@job(queue="mail", tries=TRIES_OF_A_LETTER)
def send(letter_id: int) -> None:
    """Send a letter unless it was sent; where the mail server does not take it now, the queue tries again.

    A worker killed between the server's "250" and that it was sent being written down sends it again, with the same
    Message-ID, by which mailboxes know a repetition.
    """
    with transaction.atomic():
        # Whoever writes to an alert or ends it holds its row: nothing is sent once it has been ended
        alert = Alert.objects.select_for_update(of=("self",)).filter(letters=letter_id).first()
        letter = AlertLetter.objects.select_related("alert").filter(pk=letter_id, sent_at__isnull=True).first()
        if alert is None or letter is None:
            return
        with override(alert.language):
            message = as_message(letter)
        if message is not None and _refused(message):
            _refuse(letter)
            return
        letter.sent_at = timezone.now()
        letter.save(update_fields=["sent_at"])
        _refusals(alert).delete()


def _refusals(alert: Alert) -> QuerySet[AlertLetter]:
    """Letters that were refused: what they told was taken back."""
    return AlertLetter.objects.filter(alert=alert, sent_at__isnull=True, reports__isnull=True)


def _refuse(letter: AlertLetter) -> None:
    """Take back that a letter told something, for the next one to tell it; after some days forget the address."""
    letter.reports.all().delete()
    if _refusals(letter.alert).filter(queued_at__lte=letter.queued_at - GIVEN_UP_AFTER).exists():
        letter.alert.delete()


def as_message(letter: AlertLetter) -> EmailMultiAlternatives | None:
    """Return the e-mail, of what is public at this moment still; None where nothing is.

    What is not public any more counts as not told: should it become public again, it is news then.
    """
    alert = letter.alert
    rows = Report.objects.public().filter(pk__in=letter.reports.values("report"))
    letter.reports.exclude(report__in=rows.values("pk")).delete()
    number = letter.reports.count()
    if not number:
        return None
    lines = lines_of(list(rows.with_names().order_by("-received_at", "-pk")[:LISTED]))
    what, stop = words_of(alert), url_of(alert, "stop")
    count = {"count": number, "what": what}
    lead = ngettext("%(count)d new report: %(what)s", "%(count)d new reports: %(what)s", number) % count
    told = {
        "subject": lead,
        "lead": lead,
        "link": map_of(alert),
        "link_label": _("See all on the map"),
        "why": _("You get this letter because you asked for news of: %(what)s.") % {"what": what},
    }
    context: dict[str, Any] = {
        "letter": told,
        "lines": lines,
        "more": number - len(lines),
        "manage": url_of(alert, "manage"),
        "stop": stop,
    }
    headers = {
        "Message-ID": _message_id(letter),
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    to = crypto.decrypt(alert.email)
    return as_email("alert", context, subject=lead, to=to, headers=headers, folder="opendata/alerts/mail")


def map_of(alert: Alert) -> str:
    """Return the address of the map of what an alert is about; of a circle, so near that it fills a telephone."""
    query = selection_of(alert).query()
    address = f"{settings.SITE_URL}{reverse('maps:map')}{f'?{query}' if query else ''}"
    if alert.centre is None or not alert.radius_m:
        return address
    zoom = _ZOOM_OF_1_KM - round(math.log2(alert.radius_m / 1000))
    return f"{address}#{zoom}/{alert.centre.y:.3f}/{alert.centre.x:.3f}"


def lines_of(rows: Sequence[Report]) -> list[dict[str, str]]:
    """Return what a letter says of reports that came with their names (`with_names`)."""
    return [_line(one) for one in see_as_public(rows) if one is not None]


def _line(seen: SeenReport) -> dict[str, str]:
    """What a letter says of a report: what the list of public reports says, and nothing that somebody wrote."""
    return {
        "number": seen.number,
        "category": str(seen.category.name),
        "place": seen.place.sentence,
        "received": date_format(seen.received_on, "j F Y"),
        "link": settings.SITE_URL + seen.url,
    }


def _message_id(letter: AlertLetter) -> str:
    said = salted_hmac("opendata.alerts.letter", str(letter.pk), algorithm="sha256").hexdigest()
    return f"<alert-{said[:32]}@{host()}>"


def _refused(message: EmailMultiAlternatives) -> bool:
    """Send; whether the address is refused for good. What may pass is raised, for the queue to wait."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, _said = next(iter(error.recipients.values()))
        if code not in _REFUSED:
            raise
        return True
    return False
