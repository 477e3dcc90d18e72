"""Hand one letter to the mail server."""

import smtplib
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from reports import crypto
from reports.follow.links import stop_url
from reports.lifecycle.table import BY_VERB
from reports.models import Letter, ReporterIdentity
from reports.telling.composing import Composed, compose
from reports.telling.links import host
from reports.telling.mailing import as_email
from reports.telling.replies import reply_address

_GONE_FOR_GOOD: Final = range(500, 600)


def hand_over(letter_id: int) -> None:
    """Send a letter unless it was sent or is no longer for its recipient; raise OSError where the server cannot now.

    The row stays locked until that it was sent is written down. A worker killed in the instant between the server's
    "250" and that sends it again, with the same Message-ID, by which mailboxes know a repetition.
    """
    with transaction.atomic():
        letter = _locked(letter_id)
        if letter is None or letter.sent_at is not None or letter.dropped:
            return
        address = address_of(letter)
        if address is None:
            _drop(letter, Letter.Dropped.UNWANTED)
            return
        with override(language_of(letter)):
            composed = compose(letter)
            if composed is None:
                _drop(letter, Letter.Dropped.HIDDEN)
                return
            message = as_message(letter, composed, address)
        refused = _send(message)
        if refused:
            _drop(letter, Letter.Dropped.REFUSED, refused)
            return
        letter.sent_at, letter.failure = timezone.now(), ""
        letter.save(update_fields=["sent_at", "failure"])


def _locked(letter_id: int) -> Letter | None:
    rows = Letter.objects.select_for_update(of=("self",)).select_related(
        "entry__report__category__theme", "entry__report__province", "follower", "user", "unit", "agency"
    )
    return rows.filter(pk=letter_id).first()


def _drop(letter: Letter, why: Letter.Dropped, failure: str = "") -> None:
    letter.dropped, letter.failure = why, failure[:300]
    letter.save(update_fields=["dropped", "failure"])


def address_of(letter: Letter) -> str | None:
    """Return where a letter goes, as of now; None where its recipient does not want it any more, or has no address."""
    follower, user = letter.follower, letter.user
    if follower is not None:
        wanted = follower.confirmed_at is not None and follower.stopped_at is None and follower.email
        return crypto.decrypt(follower.email) if wanted else None
    if user is not None:
        return user.email if user.is_active else None
    if letter.unit is not None or letter.agency is not None:
        return (letter.unit or letter.agency).email or None  # type: ignore[union-attr]
    identity = ReporterIdentity.objects.filter(report=letter.entry.report_id).first()
    return (crypto.decrypt(identity.email) or None) if identity else None


def language_of(letter: Letter) -> str:
    """Return the language in which a recipient is written to; offices are written to in Indonesian."""
    if letter.follower is not None:
        return letter.follower.language
    if letter.user is not None:
        return letter.user.language
    return letter.entry.report.language if letter.to == Letter.To.REPORTER else settings.LANGUAGE_CODE


def as_message(letter: Letter, composed: Composed, address: str) -> EmailMultiAlternatives:
    """Return the e-mail, in one thread with the other letters of the case."""
    report = letter.entry.report
    headers = {
        "Message-ID": f"<letter-{letter.pk}-{letter.address_digest[:16]}@{host()}>",
        "References": f"<report-{report.number}@{host()}>",
    }
    stop = stop_url(letter.follower) if letter.follower is not None else ""
    if stop:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    answerable = letter.to == Letter.To.REPORTER and report.state in BY_VERB["comment"].sources
    reply_to = reply_address(report, address) if answerable else ""
    context: dict[str, Any] = {"letter": composed, "stop": stop, "can_reply": bool(reply_to), "site": settings.SITE_URL}
    return as_email("case", context, subject=composed.subject, to=address, headers=headers, reply_to=reply_to)


def _send(message: EmailMultiAlternatives) -> str:
    """Send; return why this address is refused for good, or nothing. What may pass is raised, for the queue to wait."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        if code not in _GONE_FOR_GOOD:
            raise
        return f"{code} {said.decode(errors='replace')}"
    return ""
