"""What waits for a moderator: reports that are held back, and reports to which the public objects."""

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Min, Q

from reports.models import Flag, Report
from reports.querysets import ReportQuerySet

_OPEN = Q(flags__settled_at__isnull=True, flags__isnull=False)


def held_for(user: Any) -> ReportQuerySet:
    """Reports in a user's hands that the public does not see until somebody has read them, the oldest first."""
    return Report.objects.in_the_hands_of(user).filter(held=True).order_by("received_at", "pk")


def flagged_for(user: Any) -> ReportQuerySet:
    """Reports in a user's hands with objections that nobody has settled, those of most people first.

    Each has `objections` (how many), `objection_reasons` (which, once each) and `objected_at` (the first).
    """
    return (
        Report.objects.in_the_hands_of(user)
        .annotate(
            objections=Count("flags", filter=_OPEN, distinct=True),
            objection_reasons=ArrayAgg("flags__reason", filter=_OPEN, distinct=True, default=[]),
            objected_at=Min("flags__at", filter=_OPEN),
        )
        .filter(objections__gt=0)
        .order_by("-objections", "objected_at", "pk")
    )


def open_flags(report: Report) -> list[Flag]:
    """Objections to a report that nobody has settled, the newest first."""
    return list(report.flags.filter(settled_at__isnull=True))
