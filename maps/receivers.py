"""What maps answer to news from the apps below."""

from typing import Any

from django.dispatch import receiver

from boundaries.signals import edition_activated
from maps.bins.job import ask_for_fold
from reports.signals import case_changed, report_submitted


@receiver((report_submitted, case_changed, edition_activated))
def count_soon(**_kwargs: Any) -> None:
    """Bring the counts up to date; which reports changed is known to the database."""
    ask_for_fold()
