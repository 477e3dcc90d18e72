"""The hotspots that a selection is about: those of which enough incidents are in it."""

from dataclasses import replace
from typing import Any

from django.contrib.gis.geos import Polygon
from django.db.models import Aggregate, CharField, Count, F, Field, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from maps.hotspot.seeing import Mostly
from maps.models import Hotspot, HotspotMember
from maps.models.hotspots import FEWEST_SEEN, incidents_seen_by
from maps.selection import Selection
from reports.models import Category

ROOM_DEGREES = 0.01
"""More than outlines that viewers see reach beyond those of all incidents."""


def selected(user: Any, selection: Selection, box: Polygon | None = None) -> QuerySet[Hotspot]:
    """Return the hotspots that a viewer may see and a selection is about, those that go on first, then the largest.

    Of a hotspot as many incidents must be in the selection as make one. Urgency is that of the category that most of
    what the viewer sees is of: of a single report it is nothing that everybody may know, and a count by it would tell.

    Parameters
    ----------
    box
        Only those whose outline may touch it (EPSG:4326): it goes by all incidents, so that whoever tells of the result
        must ask of each whether what the viewer sees of it does (maps.layers.outlines).
    """
    hotspots = Hotspot.objects.visible_to(user)
    if selection.urgency:
        mostly = _of_seen(user, Mostly("report__category"), CharField())
        of_urgency = Category.objects.filter(urgency=selection.urgency)
        hotspots = hotspots.annotate(mostly=mostly).filter(mostly__in=of_urgency.values("code"))
    if box is not None:
        west, south, east, north = box.extent
        room = (west - ROOM_DEGREES, south - ROOM_DEGREES, east + ROOM_DEGREES, north + ROOM_DEGREES)
        hotspots = hotspots.filter(hull__bboverlaps=Polygon.from_bbox(room))
    of_reports = replace(selection, urgency="")
    if of_reports != Selection(edition=selection.edition, named=selection.named):
        found = of_reports.apply(incidents_seen_by(user))
        hotspots = hotspots.filter(pk__in=_with_enough(found))
    seen = Coalesce(_of_seen(user, Count("pk"), IntegerField()), 0)
    return hotspots.annotate(seen=seen).order_by(F("cooled_at").desc(nulls_first=True), "-seen", "pk")


def _with_enough(reports: QuerySet[Any]) -> QuerySet[Any]:
    members = HotspotMember.objects.current().filter(report__in=reports.order_by().values("pk")).order_by()
    return members.values("hotspot").annotate(n=Count("pk")).filter(n__gte=FEWEST_SEEN).values("hotspot")


def _of_seen(user: Any, wanted: Aggregate, kind: Field[Any, Any]) -> Subquery:
    """Work something out of the incidents of each hotspot that a viewer sees."""
    members = HotspotMember.objects.current().filter(
        hotspot=OuterRef("pk"), report__in=incidents_seen_by(user).order_by().values("pk")
    )
    worked_out = members.order_by().values("hotspot").annotate(wanted=wanted).values("wanted")
    return Subquery(worked_out, output_field=kind)
