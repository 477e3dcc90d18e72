"""What the clocks answer to news of the calendar."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import ngettext

from accounts.calendars import working_days_changed, working_days_previewed
from reports.clocks.anew import foresee_reckoning, queue_reckoning


@receiver(working_days_changed)
def reckon_anew(**_kwargs: Any) -> None:
    """Move the due dates of running clocks."""
    queue_reckoning()


@receiver(working_days_previewed)
def tell_of_due_dates(**_kwargs: Any) -> str:
    """Say how many due dates would move."""
    found = foresee_reckoning()
    moved = ngettext(
        "%(moved)d of %(clocks)d running deadlines would be due on another day",
        "%(moved)d of %(clocks)d running deadlines would be due on another day",
        found.moved,
    ) % {"moved": found.moved, "clocks": found.clocks}
    late = ngettext("%(late)d would be late at once", "%(late)d would be late at once", found.late) % {
        "late": found.late
    }
    return f"{moved}; {late}." if found.late else f"{moved}."
