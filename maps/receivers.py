"""What maps answer to news from the apps below."""

from typing import Any

from django.dispatch import receiver

from boundaries.signals import edition_activated
from maps.bins.job import ask_for_fold
from maps.models import Bin
from reports.signals import case_changed, report_submitted


@receiver((report_submitted, case_changed))
def count_soon(**_kwargs: Any) -> None:
    """Bring the counts up to date; which reports changed is known to the database."""
    ask_for_fold()


@receiver(edition_activated)
def count_by_its_areas(**_kwargs: Any) -> None:
    """Have a new edition counted by; where nothing is counted yet, the first count is by all editions anyway."""
    if Bin.objects.exists():
        ask_for_fold()
