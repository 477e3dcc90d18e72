"""The letter that asks a reporter whether the story of their case may be told."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.letters import queue_letter
from participation.models import Story
from reports.telling.recipients import reporters


def ask_reporter(story: Story) -> int:
    """Queue the letter to each address of the reporter, once; return how many. To be called inside the transaction.

    It names the report by its number alone, and holds no words of the story: those stand behind number and PIN.
    """
    addresses = {recipient.digest: recipient.address for recipient in reporters(story.report) if recipient.address}
    with translation.override(story.report.language):
        names = {
            "number": story.report.number,
            "url": f"{settings.SITE_URL}{story.consent_url}",
            "site_url": settings.SITE_URL,
        }
        subject = render_to_string("participation/stories/letter_subject.txt", names)
        text = render_to_string("participation/stories/letter.txt", names)
        for address in addresses.values():
            queue_letter(address, subject, text)
    return len(addresses)
