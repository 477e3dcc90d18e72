"""The work that follows a change of a case. It is queued in the transaction of the change itself: neither is lost."""

from jobs.job import job
from reports.models import HistoryEntry


def announce(entry: HistoryEntry) -> None:
    """Queue the telling of what was done; to be called inside the transaction that does it."""
    tell.enqueue(entry.pk)


@job()
def tell(entry_id: int) -> None:
    """Tell everyone who should know of a change."""
