"""The hotspots that a selection is about: those of which enough incidents are in it."""

from dataclasses import replace
from typing import Any

from django.contrib.gis.geos import Polygon
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from maps.models import Hotspot, HotspotMember
from maps.models.hotspots import FEWEST_SEEN, incidents_seen_by
from maps.selection import Selection


def selected(user: Any, selection: Selection, box: Polygon | None = None) -> QuerySet[Hotspot]:
    """Return the hotspots that a viewer may see and a selection is about, those that go on first, then the largest.

    Of a hotspot as many incidents must be in the selection as make one. Urgency is that of its category: of a single
    report it is nothing that everybody may know, and a count by it would tell.

    Parameters
    ----------
    box
        Only those whose outline touches it (EPSG:4326).
    """
    hotspots = Hotspot.objects.visible_to(user)
    if selection.urgency:
        hotspots = hotspots.filter(category__urgency=selection.urgency)
    if box is not None:
        hotspots = hotspots.filter(hull__bboverlaps=box)
    of_reports = replace(selection, urgency="")
    if of_reports != Selection(edition=selection.edition, named=selection.named):
        found = of_reports.apply(incidents_seen_by(user))
        hotspots = hotspots.filter(pk__in=_with_enough(found))
    return hotspots.annotate(seen=_seen(user)).order_by(F("cooled_at").desc(nulls_first=True), "-seen", "pk")


def _with_enough(reports: QuerySet[Any]) -> QuerySet[Any]:
    members = HotspotMember.objects.current().filter(report__in=reports.order_by().values("pk")).order_by()
    return members.values("hotspot").annotate(n=Count("pk")).filter(n__gte=FEWEST_SEEN).values("hotspot")


def _seen(user: Any) -> Coalesce:
    members = HotspotMember.objects.current().filter(
        hotspot=OuterRef("pk"), report__in=incidents_seen_by(user).order_by().values("pk")
    )
    counted = members.order_by().values("hotspot").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
