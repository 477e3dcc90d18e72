"""When reports changed, as far as the public may know: what is done in its sight, or changes what it sees."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from reports.models import HistoryEntry
from reports.models.history import SEEN


def last_changes() -> QuerySet[HistoryEntry]:
    """Return of each report the last row of history after which the public may see something else."""
    later = HistoryEntry.objects.filter(SEEN, report=OuterRef("report")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return HistoryEntry.objects.filter(SEEN).filter(~Exists(later))
