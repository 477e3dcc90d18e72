"""What the start page shows: a few true figures and the latest reports, all of them public."""

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from reports.models import Report, State

FIGURES_SECONDS = 60  # a count over every report is asked at most once a minute
RECENT = dt.timedelta(days=30)


def figures() -> dict[str, int]:
    """Count public reports: all, those of the last 30 days, those closed, and the regencies they lie in."""
    counted: dict[str, int] | None = cache.get("home_figures")
    if counted is None:
        counted = Report.objects.public().aggregate(
            total=Count("pk"),
            recent=Count("pk", filter=Q(received_at__gte=timezone.now() - RECENT)),
            closed=Count("pk", filter=Q(state=State.CLOSED)),
            regencies=Count("regency_id", distinct=True),
        )
        cache.set("home_figures", counted, FIGURES_SECONDS)
    return counted


def latest(user: Any, count: int = 5) -> list[Report]:
    """The newest reports that the user may see, with all that a row of a list needs."""
    return list(Report.objects.visible_to(user).with_names().order_by("-received_at", "-pk")[:count])
