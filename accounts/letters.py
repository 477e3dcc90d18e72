"""Letters about accounts: written in the request's transaction, sent by the queue, in text and HTML."""

import json

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from accounts.sealing import seal, unseal
from jobs.job import job


def queue_letter(to: str, subject: str, text: str) -> None:
    """Queue a letter; to be called inside the transaction it belongs to.

    It waits sealed: such letters hold links that open an account, and rows of the queue are kept after the work.
    """
    letter = {"to": to, "subject": " ".join(subject.split()), "text": text.strip() + "\n"}
    letter["html"] = render_to_string("accounts/letters/letter.html", letter)
    deliver_letter.enqueue(seal(json.dumps(letter)))


def write_letter(to: str, language: str, template: str, /, **facts: object) -> None:
    """Queue a letter from `accounts/letters/<template>_subject.txt` and `…_message.txt`, in a language."""
    with override(language):
        names = {**facts, "site_url": settings.SITE_URL, "email": to}
        subject = render_to_string(f"accounts/letters/{template}_subject.txt", names)
        queue_letter(to, subject, render_to_string(f"accounts/letters/{template}_message.txt", names))


@job(queue="mail")
def deliver_letter(sealed: str) -> None:
    """Send a letter that was queued."""
    letter = json.loads(unseal(sealed))
    message = EmailMultiAlternatives(
        letter["subject"],
        letter["text"],
        settings.DEFAULT_FROM_EMAIL,
        [letter["to"]],
        headers={"Auto-Submitted": "auto-generated"},  # no machine answers it
    )
    message.attach_alternative(letter["html"], "text/html")
    message.send()
