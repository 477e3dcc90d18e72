"""The letter that asks the owner of an e-mail address whether they want to hear of a report."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.letters import queue_letter
from reports import crypto
from reports.follow.links import confirm_url, stop_url
from reports.models import Follower


def ask_owner(follower: Follower) -> None:
    """Queue the letter, in the language it was asked for; to be called inside the transaction that keeps the address.

    It tells who follows already that they do, so that the page which asked for it need not. It names the report by its
    number alone: whoever entered the address may have mistyped it.
    """
    follows = follower.confirmed_at is not None and follower.stopped_at is None
    names = {
        "number": follower.report.number,
        "follows": follows,
        "confirm_url": confirm_url(follower),
        "stop_url": stop_url(follower),
        "site_url": settings.SITE_URL,
    }
    with translation.override(follower.language):
        subject = render_to_string("reports/follow/letter_subject.txt", names)
        text = render_to_string("reports/follow/letter.txt", names)
    queue_letter(crypto.decrypt(follower.email), subject, text)
