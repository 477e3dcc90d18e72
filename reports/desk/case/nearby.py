"""Cases around a case: what is the same theme, near and recent, for its map and for the eye of an officer."""

import datetime as dt
import math
from typing import Any

from django.contrib.gis.geos import Polygon
from django.utils import timezone

from reports.desk.case.finding import Case
from reports.models import Report

RADIUS_M = 5_000
DAYS = 180
MOST = 40
_DEGREE_M = 111_320


def nearby(case: Case) -> list[dict[str, Any]]:
    """Return cases in the officer's hands of the same theme within 5 km and half a year, the latest first."""
    report = case.report
    if report.point is None:
        return []
    since = report.received_at - dt.timedelta(days=DAYS)
    rows = (
        Report.everything.in_the_hands_of(case.viewer.user)
        .filter(
            practice=report.practice,
            point__within=_around(report.point.x, report.point.y),
            received_at__range=(since, timezone.now()),
            category__theme=report.category.theme_id,
        )
        .exclude(pk=report.pk)
        .select_related("category")
        .order_by("-received_at")[:MOST]
    )
    return [
        {
            "number": row.number,
            "url": Case(row, case.viewer, case.inbox).url,
            "category": row.category.name,
            "state": row.get_state_display(),
            "lat": row.point.y,
            "lon": row.point.x,
        }
        for row in rows
        if row.point is not None
    ]


def _around(lon: float, lat: float) -> Polygon:
    """A box of 5 km around a point, in degrees."""
    high = RADIUS_M / _DEGREE_M
    wide = high / max(math.cos(math.radians(lat)), 0.1)
    return Polygon.from_bbox((lon - wide, lat - high, lon + wide, lat + high))
