"""The work that the queue does for hotspots."""

from django.db import transaction
from django.utils import timezone

from jobs.job import job
from maps.hotspot.digest import write_letters
from maps.hotspot.letters import hand_over
from reports.telling.tasks import TRIES_OF_A_LETTER


@job()
def tell_of_hotspots() -> int:
    """Write the letters of the day about hotspots; return how many."""
    with transaction.atomic():
        letters = write_letters(timezone.now())
        for letter in letters:
            send_hotspot_letter.enqueue(letter)
    return len(letters)


@job(queue="mail", tries=TRIES_OF_A_LETTER)
def send_hotspot_letter(letter_id: int) -> None:
    """Send one letter; where the mail server does not take it now, the queue tries again."""
    hand_over(letter_id)
