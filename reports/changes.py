"""What the public may know of when a report changed: by what is done in its sight, and by what changes what it sees."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from reports.models import Audience, HistoryEntry

# Done without telling the public, but what it reads, or sees of a place or a photo, may be another thing after it.
SHOWN_ANEW = (
    "add_evidence", "add_photos", "approve_evidence", "change_privacy", "confirm_responsibility", "hold_back",
    "impose_privacy", "move_pin", "redact", "release", "set_misconduct", "treat_photo",
)  # fmt: skip
SEEN = Q(audience=Audience.PUBLIC) | Q(verb__in=SHOWN_ANEW)
"""Rows of history after which the public may see something else: one condition, and that of an index."""


def last_changes() -> QuerySet[HistoryEntry]:
    """Return of each report the last row after which the public may see something else."""
    later = HistoryEntry.objects.filter(SEEN, report=OuterRef("report")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return HistoryEntry.objects.filter(SEEN).filter(~Exists(later))
