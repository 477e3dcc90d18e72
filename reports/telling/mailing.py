"""A letter as an e-mail: in plain text and HTML, marked as automatic, so that no machine answers it."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

_AUTOMATIC: Final = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def as_email(
    template: str,
    context: Mapping[str, Any],
    *,
    subject: str,
    to: str,
    headers: Mapping[str, str],
    reply_to: str = "",
    folder: str = "reports/mail",
) -> EmailMultiAlternatives:
    """Return an e-mail, in the language in force.

    Parameters
    ----------
    template
        The name of ….txt and ….html in `folder`; the latter extends reports/mail/frame.html.
    headers
        A Message-ID at least: a letter that is sent twice has the same one twice, by which mailboxes know it.
    reply_to
        Where answers go; empty: to nobody.
    """
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"{folder}/{template}.txt", dict(context)),
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={**_AUTOMATIC, **headers},
    )
    message.attach_alternative(render_to_string(f"{folder}/{template}.html", dict(context)), "text/html")
    return message
