"""The hotspots that a selection is about: those of which enough incidents are in it."""

import datetime as dt
from typing import Any, Final

from django.contrib.gis.geos import Polygon
from django.db.models import Aggregate, Case, Count, Max, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from maps.hotspot.standing import COOLED_DAYS
from maps.layers.audience import Audience
from maps.models import Hotspot, HotspotMember
from maps.models.hotspots import FEWEST_SEEN, incidents_seen_by
from maps.selection import Selection

_LATEST: Final = Max("report__received_at")
ROOM_DEGREES = 0.01
"""More than outlines that viewers see reach beyond those of all incidents."""


def selected(user: Any, selection: Selection, box: Polygon | None = None) -> QuerySet[Hotspot]:
    """Return the hotspots that a viewer may see and a selection is about, those with news first, then the largest.

    Of a hotspot as many incidents must be in the selection as make one: of those that the viewer sees, and by urgency
    of those whose urgency the viewer may know (maps.layers.audience).

    Parameters
    ----------
    box
        Only those whose outline may touch it (EPSG:4326): it goes by all incidents, so that whoever tells of the result
        must ask of each whether what the viewer sees of it does (maps.layers.outlines).
    """
    hotspots = Hotspot.objects.visible_to(user)
    if box is not None:
        west, south, east, north = box.extent
        room = (west - ROOM_DEGREES, south - ROOM_DEGREES, east + ROOM_DEGREES, north + ROOM_DEGREES)
        hotspots = hotspots.filter(hull__bboverlaps=Polygon.from_bbox(room))
    if selection != Selection(edition=selection.edition, named=selection.named):
        audience = Audience.of(user)
        found = audience.meant(selection).apply(incidents_seen_by(user))
        if audience.counts_own_alone(selection):
            found = found.filter(pk__in=audience.own(selection).values("pk"))
        hotspots = hotspots.filter(pk__in=_with_enough(found))
    # By what the viewer sees: in which order all incidents would put them tells of those
    newest = timezone.now() - dt.timedelta(days=COOLED_DAYS)
    ranked = hotspots.annotate(seen=Coalesce(_of_seen(user, Count("pk")), 0), latest=_of_seen(user, _LATEST))
    over = Case(When(latest__gt=newest, then=Value(0)), default=Value(1))
    return ranked.order_by(over, "-seen", "pk")


def _with_enough(reports: QuerySet[Any]) -> QuerySet[Any]:
    members = HotspotMember.objects.current().filter(report__in=reports.order_by().values("pk")).order_by()
    return members.values("hotspot").annotate(n=Count("pk")).filter(n__gte=FEWEST_SEEN).values("hotspot")


def _of_seen(user: Any, wanted: Aggregate) -> Subquery:
    """Work something out of the incidents of each hotspot that a viewer sees."""
    members = HotspotMember.objects.current().filter(
        hotspot=OuterRef("pk"), report__in=incidents_seen_by(user).order_by().values("pk")
    )
    return Subquery(members.order_by().values("hotspot").annotate(wanted=wanted).values("wanted"))
