"""Ask for an alert, begin, change and end it. Nobody learns which addresses have one."""

import datetime as dt
import json
from dataclasses import asdict
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from accounts.letters import queue_letter
from accounts.sealing import seal, unseal
from jobs.job import job
from opendata.alerts.asking import Wanted, words_of
from opendata.alerts.links import derive, url_of
from opendata.models import Alert
from reports import crypto
from reports.follow.links import digest, unused_digest
from reports.models import Report
from reports.moderation.blocking import Kind, Sender, SenderBlockedError, normalised, refuse_blocked
from reports.moderation.visitors import Visitor
from reports.throttle import Limit, TooManyAttemptsError

CONFIRM_WITHIN: Final = dt.timedelta(days=7)
REQUESTS_PER_NETWORK: Final = Limit("alert-network", 20)
LETTERS_PER_ADDRESS: Final = Limit("alert-letters", 5, 24 * 3600)
MOST_PER_ADDRESS: Final = 20
_WITHOUT_DOTS: Final = ("gmail.com", "googlemail.com")
"""Where a.b@ and ab@ are one mailbox."""


class UnknownAlertError(Exception):
    """The link is not, or no longer, anybody's."""


def ask_for(wanted: Wanted, *, email: str, rhythm: str, language: str, visitor: Visitor) -> None:
    """Have the owner of an e-mail address asked, by a letter, whether they want to hear of something.

    All that depends on the address is done later, by the queue: neither the answer nor the time that it takes tells
    whether the address has such an alert, is shut out, or has been written to too often.

    Parameters
    ----------
    email
        A well-formed address.
    language
        "id" or "en", of the letters.
    visitor
        Who asks, for the limits.

    Raises
    ------
    TooManyAttemptsError
        Too many addresses were entered from one network.
    """
    REQUESTS_PER_NETWORK.charge(visitor.network)
    asked = {"wanted": asdict(wanted), "email": email, "rhythm": rhythm, "language": language}
    ask_owner.enqueue(seal(json.dumps(asked)))


@job(queue="mail")
def ask_owner(sealed: str) -> None:
    """Write to the owner of an address that was entered, unless nothing, or too much, is sent there.

    One transaction: what is tried again counts once.
    """
    asked = json.loads(unseal(sealed))
    address = normalised(Kind.EMAIL, asked["email"])
    with transaction.atomic():
        try:
            refuse_blocked(Sender(email=address))
            LETTERS_PER_ADDRESS.charge(mailbox_of(address))
        except (SenderBlockedError, TooManyAttemptsError):
            return
        alert = _kept(Wanted.read(asked["wanted"]), address, asked["rhythm"], asked["language"])
        if alert is not None:
            _ask(alert)


def _kept(wanted: Wanted, address: str, rhythm: str, language: str) -> Alert | None:
    """Return the alert that an address has or may have, stored; None where it has too many others."""
    own = email_digest(address)
    _one_at_a_time(own)
    alert = Alert.objects.select_for_update().filter(email_digest=own, about=wanted.about).first()
    if alert is not None and alert.confirmed_at is not None:
        return alert
    if alert is None:
        if Alert.objects.filter(email_digest=own).count() >= MOST_PER_ADDRESS:
            return None
        alert = Alert(email_digest=own, token_digest=unused_digest(), **wanted.columns)
    alert.email, alert.language, alert.rhythm = crypto.encrypt(address), language, rhythm
    alert.created_at = timezone.now()  # the week to confirm begins anew
    alert.save()
    alert.token_digest = digest(derive(alert))
    alert.save(update_fields=["token_digest"])
    return alert


def find(token: str) -> Alert:
    """Return the alert whose letters carry this token; raise UnknownAlertError when there is none."""
    alert = Alert.objects.filter(token_digest=digest(token)).first()
    if alert is None:
        raise UnknownAlertError
    return alert


def confirm(token: str) -> Alert:
    """Let letters begin, of what comes in from now on; done twice it is done once.

    A letter that was answered does not count any more: limits are for letters that nobody wanted.

    Raises
    ------
    UnknownAlertError
        Nobody has this token, or the week to confirm is over.
    """
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=find(token).pk)
        now = timezone.now()
        if alert.confirmed_at is None:
            if now - alert.created_at > CONFIRM_WITHIN:
                raise UnknownAlertError
            alert.confirmed_at = alert.looked_at = now
            alert.told_to = Report.everything.aggregate(last=Max("pk"))["last"] or 0
            alert.save(update_fields=["confirmed_at", "looked_at", "told_to"])
            LETTERS_PER_ADDRESS.refund(mailbox_of(crypto.decrypt(alert.email)))
    return alert


def change(token: str, rhythm: str) -> Alert:
    """Let letters come more or less often. Raises UnknownAlertError."""
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=find(token).pk)
        alert.rhythm = rhythm
        alert.save(update_fields=["rhythm"])
    return alert


def stop(token: str) -> None:
    """End the letters: the address, what it wanted and what it was told are deleted. Done twice it is done once."""
    forget(Alert.objects.filter(token_digest=digest(token)))


def stop_all(token: str) -> int:
    """End all alerts of the address that this link was sent to; return how many. Raises UnknownAlertError."""
    return forget(Alert.objects.filter(email_digest=find(token).email_digest))


def forget(alerts: QuerySet[Alert]) -> int:
    """Delete alerts with what they were told; return how many.

    Whoever is writing a letter of one holds its row: what is noted until that is done goes too.
    """
    with transaction.atomic():
        keys = list(alerts.select_for_update().order_by("pk").values_list("pk", flat=True))
        Alert.objects.filter(pk__in=keys).delete()
    return len(keys)


def others_of(alert: Alert) -> list[Alert]:
    """Return what else the same address hears of: who holds a link of one letter reads the others' too."""
    others = Alert.objects.filter(email_digest=alert.email_digest, confirmed_at__isnull=False).exclude(pk=alert.pk)
    return list(others.order_by("created_at"))


def sweep_unconfirmed() -> int:
    """Delete addresses whose owner did not confirm within the week; return how many."""
    return forget(Alert.objects.filter(confirmed_at__isnull=True, created_at__lt=timezone.now() - CONFIRM_WITHIN))


def email_digest(address: str) -> str:
    """Return what an address is found by."""
    return salted_hmac("opendata.alerts.email", address, algorithm="sha256").hexdigest()


def mailbox_of(address: str) -> str:
    """Return the digest of the mailbox behind an address: siti+kabar@… is one more name of siti@…"""
    name, _at, domain = address.rpartition("@")
    name = name.partition("+")[0] or name
    return email_digest(f"{name.replace('.', '') if domain in _WITHOUT_DOTS else name}@{domain}")


def _one_at_a_time(own: str) -> None:
    """Let those who ask for one address pass one after the other, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"opendata.alerts:{own}"])


def _ask(alert: Alert) -> None:
    """Queue the letter, in the transaction that keeps the address. It tells who has such an alert that they do."""
    with translation.override(alert.language):
        names = {
            "about": words_of(alert),
            "confirmed": alert.confirmed_at is not None,
            "confirm_url": url_of(alert, "confirm"),
            "manage_url": url_of(alert, "manage"),
            "site_url": settings.SITE_URL,
        }
        subject = render_to_string("opendata/alerts/letter_subject.txt", names)
        queue_letter(crypto.decrypt(alert.email), subject, render_to_string("opendata/alerts/letter.txt", names))
