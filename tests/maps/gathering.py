"""Hotspots for tests: reports on a spot, and runs that find them clustered, as the nightly statistics would."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import Point
from django.utils import timezone

from boundaries.models import Edition
from maps.hotspot.noting import Noted, note_clusters
from maps.models import Hotspot, Run, RunAudience, RunCluster, RunKind, RunStatus
from reports.models import Category, Report, State
from tests.factories import ReportFactory

SPOT = (117.55, 0.53)
STEP = 0.0004
"""Degrees between two reports of a spot: some 45 m."""


def ago(days: float) -> dt.datetime:
    """The moment so many days before now."""
    return timezone.now() - dt.timedelta(days=days)


def spot(
    n: int, at: tuple[float, float] = SPOT, *, days: Sequence[float] = (), category: str = "W1", **values: Any
) -> list[Report]:
    """File reports close together; `days` is how long ago each came in, else one a day up to yesterday."""
    ages = days or range(n, 0, -1)
    return [
        ReportFactory(
            category=Category.objects.get(pk=category),
            point=Point(at[0] + STEP * (place % 3), at[1] + STEP * (place // 3), srid=4326),
            received_at=ago(age),
            **{"state": State.VERIFIED, **values},
        )
        for place, age in zip(range(n), ages, strict=True)
    ]


def run(*clusters: Sequence[Report], theme: str = "W", at: dt.datetime | None = None, campaign: bool = False) -> Run:
    """Store a run that found these clusters."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    made = Run.objects.create(
        kind=RunKind.INCIDENTS,
        audience=RunAudience.NATIONAL,
        theme=theme,
        since=dt.date(today.year - 1, today.month, 1),
        until=today.replace(day=1),
        edition=Edition.objects.in_force().get(),
        status=RunStatus.DONE,
        n=sum(map(len, clusters)),
        incidents=sum(map(len, clusters)),
        cells=len(clusters),
        made_at=at,
    )
    for place, reports in enumerate(clusters, start=1):
        _store(made, place, reports, campaign=campaign)
    return made


def _store(made: Run, place: int, reports: Sequence[Report], *, campaign: bool) -> None:
    points = [report.point for report in reports if report.point]
    days = sorted(timezone.localdate(report.received_at) for report in reports)
    hull = points[0].buffer(0.001)
    for point in points[1:]:
        hull = hull.union(point.buffer(0.001))
    RunCluster.objects.create(
        run=made,
        place=place,
        hull=hull.convex_hull,
        middle=points[0],
        n=len(reports),
        category=reports[0].category_id,
        first_on=days[0],
        last_on=days[-1],
        alarms=0.001,
        campaign=campaign,
        reports=[report.pk for report in reports],
    )


def noted(*clusters: Sequence[Report], **of_run: Any) -> Noted:
    """Store a run that found these clusters, and note them."""
    return note_clusters(run(*clusters, **of_run))


def hotspot(reports: Sequence[Report] = (), **of_run: Any) -> Hotspot:
    """The hotspot of some reports, found now unless told; of eight on a spot where none are given."""
    reports = reports or spot(8)
    noted(reports, **of_run)
    return Hotspot.objects.get(members__report=reports[0], members__until=None)
