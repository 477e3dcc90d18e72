"""Let the demonstration's hotspots have a past: found months ago, some taken up, some cooled since.

Loaded by commands alone: it finds clusters, for which scikit-learn is needed.
"""

import datetime as dt
from typing import Any, Final

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from accounts.models import Agency, Membership
from boundaries.models import Edition
from maps.hotspot.actions import take_up_hotspot
from maps.hotspot.noting import note_clusters
from maps.models import Hotspot, RunAudience
from maps.runs.clustering import clustering, read_incidents
from maps.runs.counts import Window
from maps.runs.scopes import SHORT_MONTHS, scopes
from maps.runs.store import store
from maps.selection import first_day, month_of
from reports.demo.points import read

NEAR: Final = 0.01
"""Degrees within which a hotspot is the one that was meant."""


@transaction.atomic
def load_demo_hotspots() -> int:
    """Look for hotspots as of the ends of past months, and let agencies act meanwhile; return how many there are.

    Nothing is done where there are hotspots already.
    """
    edition = Edition.objects.in_force().first()
    if edition is None or Hotspot.objects.exists():
        return Hotspot.objects.count()
    plan, now = read("hotspots"), timezone.now()
    work = sorted(plan["work"], key=lambda deed: -deed["days"])
    this_month = month_of(timezone.localdate(now, timezone.get_default_timezone()))
    for back in sorted(plan["looks"], reverse=True):
        at = _end_of(this_month - back)
        while work and now - dt.timedelta(days=work[0]["days"]) < at:
            _take_up(work.pop(0), now)
        _look(edition, this_month - back, at)
    for deed in work:
        _take_up(deed, now)
    return Hotspot.objects.count()


def _end_of(month: int) -> dt.datetime:
    midnight = dt.datetime.combine(first_day(month + 1), dt.time.min)
    return timezone.make_aware(midnight, timezone.get_default_timezone()) - dt.timedelta(minutes=1)


def _look(edition: Edition, month: int, at: dt.datetime) -> None:
    """Find the clusters of each theme in the twelve months up to one, and note them."""
    window = Window(month - SHORT_MONTHS + 1, month)
    found = read_incidents(RunAudience.NATIONAL, window)
    for scope in scopes():
        if scope.theme:
            note_clusters(store(clustering(found, scope, window, []), RunAudience.NATIONAL, edition, at))


def _take_up(deed: dict[str, Any], now: dt.datetime) -> None:
    """Let an officer of the agency take the hotspot up, where there is one at that place."""
    lon, lat = deed["at"]
    place = Point(lon, lat, srid=4326)
    hotspots = Hotspot.objects.filter(theme=deed["theme"], joined_to=None, agency=None, cooled_at=None)
    hotspot = hotspots.filter(hull__dwithin=(place, NEAR)).order_by("-n").first()
    agency = Agency.objects.filter(code=deed["agency"]).first()
    member = Membership.objects.current().filter(agency=agency).select_related("user").order_by("-pk").first()
    if hotspot is None or agency is None or member is None:
        return
    today = timezone.localdate(now, timezone.get_default_timezone())
    take_up_hotspot(
        hotspot,
        member.user,
        agency=agency,
        action=deed["action"],
        target_on=today - dt.timedelta(days=deed["target"]),
        at=now - dt.timedelta(days=deed["days"]),
    )
