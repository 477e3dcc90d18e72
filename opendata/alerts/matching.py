"""Which public reports an alert is about: by the place that everybody knows, never by the point behind a cell."""

import datetime as dt
from dataclasses import replace
from typing import Final

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Polygon
from django.db.models import Exists, F, FloatField, OuterRef, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from boundaries.models import Area, Edition
from boundaries.succession.lineage import lineage
from maps.selection import Selection
from opendata.models import Alert, AlertedReport
from reports.models import Report
from reports.querysets import ReportQuerySet

KEPT: Final = dt.timedelta(days=30)
"""How long it is known of each report that it was told. A report that is held back longer is told to nobody."""
_METRES_PER_DEGREE: Final = 110_000.0  # less than any degree of latitude here has
CORNER: Final = 0.6
"""How far the corners of a cell lie from its middle, in widths: half a width, and room for cells above the average."""
_WIDEST_CELL_M: Final = 25_000


def areas_of(alert: Alert) -> list[str]:
    """Return the codes of an alert's area: one that newer boundaries do not know any more, and what it became."""
    edition = Edition.objects.in_force().first()
    if not alert.area or edition is None or Area.objects.of(edition).filter(code=alert.area).exists():
        return [alert.area] if alert.area else []
    became = lineage(alert.area, timezone.localdate(alert.created_at)).successors
    return [alert.area, *(step.code for step in became)]


def selection_of(alert: Alert) -> Selection:
    """Return area, theme and category as the maps and the feed read them; no area where it became several."""
    found = Selection(theme=alert.theme, category=alert.category)
    codes = areas_of(alert)[-2:]
    if len(codes) == 1:
        return replace(found, regency=codes[0]) if "." in codes[0] else replace(found, province=codes[0])
    return found


def matching(alert: Alert) -> ReportQuerySet:
    """Return the public reports that an alert is about.

    A report whose place is a cell belongs to a circle when the cell touches it: wherever somebody draws circles, small
    ones too, all of a cell answer alike, and so nothing is learned of where in the cell the report lies.
    """
    rows: ReportQuerySet = Selection(theme=alert.theme, category=alert.category).apply(Report.objects.public())
    if codes := areas_of(alert):
        areas = Area.objects.filter(code__in=codes).values("pk")
        rows = rows.filter(regency__in=areas) if "." in alert.area else rows.filter(province__in=areas)
    if alert.centre is None or alert.radius_m is None:
        return rows
    room = 2 * (alert.radius_m + _WIDEST_CELL_M) / _METRES_PER_DEGREE
    lon, lat = alert.centre.x, alert.centre.y
    rows = rows.filter(public_point__bboverlaps=Polygon.from_bbox((lon - room, lat - room, lon + room, lat + room)))
    reach = Coalesce(F("public_cell_m"), Value(0.0), output_field=FloatField()) * CORNER + float(alert.radius_m)
    away = Cast(Distance("public_point", alert.centre), FloatField())
    return rows.alias(away=away, reach=reach).filter(away__lte=F("reach"))


def untold(alert: Alert) -> ReportQuerySet:
    """Return those that an alert has not told yet.

    Reports above the mark are looked up one by one: one that was filed before another may be stored after it, and one
    that was held back may be released days later. What came in longer ago than `KEPT` is no news: a regency may hand
    over ten years of complaints in one night.
    """
    told = AlertedReport.objects.filter(alert=alert, report=OuterRef("pk"))
    return matching(alert).filter(~Exists(told), pk__gt=alert.told_to, received_at__gt=timezone.now() - KEPT)
