"""A hotspot as someone may see it. Pages, layers, letters and downloads read this and nothing behind it."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.gis.db import models as gis
from django.contrib.gis.geos import Point, Polygon
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Case, CharField, Count, F, Max, Min, Q, QuerySet, When
from django.db.models.expressions import Expression
from django.utils import timezone

from accounts.models import Agency
from accounts.standing import standing_of
from maps.hotspot.course import Turn, course
from maps.hotspot.policies import may_see_work
from maps.hotspot.writing import day_of, standing_of_hotspot
from maps.models import Hotspot, HotspotEntry, HotspotMember, HotspotStanding
from maps.models.hotspots import FEWEST_SEEN, incidents_seen_by
from reports.models import Category, Theme

ROOM_M: Final = 105
"""How far, in metres, an outline stays away from the places inside it, which are seldom known better than that."""
CONCAVITY: Final = 0.5
"""How closely an outline follows the places: 0 closely, 1 their convex hull (ST_ConcaveHull)."""


class _Outline(Aggregate):
    """The concave hull of points with ROOM_M around it, also where they are on one line or spot."""

    template = (
        f"ST_Buffer(ST_ConcaveHull(ST_Collect(%(expressions)s), {CONCAVITY})::geography, {ROOM_M}, 'quad_segs=4')"
        "::geometry"
    )
    output_field = gis.GeometryField(srid=4326)


class _Middle(Aggregate):
    """The point with the least way to all others."""

    template = "ST_GeometricMedian(ST_Collect(%(expressions)s))"
    output_field = gis.PointField(srid=4326)


class Mostly(Aggregate):
    """The most frequent value."""

    template = "mode() WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = CharField()


def place() -> Expression:
    """The place of a member: the public one, or the exact one of a coarse report, for whoever may count that at all."""
    return Case(When(report__public_cell_m=None, then=F("report__public_point")), default=F("report__point"))


@dataclass(frozen=True, slots=True)
class SeenHotspot:
    """A hotspot reduced to what its viewer may know.

    `n` incidents (`last_30`, `last_90`: of so many days), from `first_on` to `last_on`, mostly of `category`, within
    `hull` (EPSG:4326, None where the viewer may know no place): all of what the viewer may see, nothing of the others.
    `standing`, the `turns` of its course, `cooled_on` and `campaign` follow from the same for whoever does not work
    with it; else they are those of all incidents, and its history has the turns. `agency` has taken it up; `officer` is
    a name for those who work with it, else empty. `works` says that the viewer may read what staff wrote.
    """

    hotspot: Hotspot
    n: int
    last_30: int
    last_90: int
    first_on: dt.date
    last_on: dt.date
    category: Category
    hull: Polygon | None
    centre: Point | None
    standing: HotspotStanding
    cooled_on: dt.date | None
    turns: tuple[Turn, ...]
    campaign: bool
    agency: Agency | None
    officer: str
    works: bool

    @property
    def number(self) -> int:
        """Its number."""
        return self.hotspot.number

    @property
    def name(self) -> str:
        """Its place in words."""
        return self.hotspot.place_name

    @property
    def url(self) -> str:
        """Address of its page."""
        return self.hotspot.url

    @property
    def theme(self) -> Theme:
        """Its theme."""
        return self.category.theme

    @property
    def action(self) -> str:
        """What the agency does, in its words."""
        return self.hotspot.action

    @property
    def target_on(self) -> dt.date | None:
        """The date by which the agency wants it to have worked."""
        return self.hotspot.target_on

    @property
    def overdue(self) -> bool:
        """Whether the target date has passed and it has not cooled."""
        target = self.hotspot.target_on
        return bool(target and target < timezone.localdate() and self.standing != HotspotStanding.COOLED)

    @property
    def properties(self) -> dict[str, Any]:
        """What layers and downloads say of it."""
        return {
            "number": self.number,
            "name": self.name,
            "n": self.n,
            "theme": self.hotspot.theme,
            "category": self.category.code,
            "first_on": self.first_on.isoformat(),
            "last_on": self.last_on.isoformat(),
            "standing": self.standing.value,
            "campaign": self.campaign,
            "url": self.url,
        }

    @property
    def geometry(self) -> dict[str, Any] | None:
        """The outline as GeoJSON (CRS84), to five decimals: a metre."""
        return _rounded(json.loads(self.hull.geojson)) if self.hull else None


def see_hotspots(user: Any, hotspots: QuerySet[Hotspot]) -> list[SeenHotspot]:
    """Return hotspots as a viewer may see them, in their order; those of which the viewer sees too little are left out.

    A handful of queries, however many they are.
    """
    rows = list(hotspots.filter(joined_to=None).select_related("agency", "officer", "split_from"))
    figures = _figures(user, [row.pk for row in rows])
    declared = _declared([row.pk for row in rows])
    categories = Category.objects.select_related("theme").in_bulk()
    handles = standing_of(user).handles
    return [
        _seen(user, row, found, categories, declared[row.pk])
        for row in rows
        if (found := figures.get(row.pk)) and (found["n"] >= FEWEST_SEEN or row.agency_id in handles)
    ]


def see_hotspot(hotspot: Hotspot, user: Any) -> SeenHotspot | None:
    """Return a hotspot as a viewer may see it; None where that is nothing."""
    return next(iter(see_hotspots(user, Hotspot.objects.filter(pk=hotspot.pk))), None)


def members_of(hotspot: Hotspot, user: Any) -> Any:
    """Return the reports of a hotspot that a viewer may see, the newest first."""
    members = HotspotMember.objects.current().filter(hotspot=hotspot)
    return incidents_seen_by(user).filter(pk__in=members.values("report")).order_by("-received_at", "-pk")


def _figures(user: Any, hotspots: Iterable[int]) -> Mapping[int, dict[str, Any]]:
    now = timezone.now()
    members = HotspotMember.objects.current().filter(
        hotspot__in=list(hotspots), report__in=incidents_seen_by(user).values("pk")
    )
    rows = (
        members.order_by()
        .values("hotspot")
        .annotate(
            n=Count("pk"),
            last_30=Count("pk", filter=Q(report__received_at__gt=now - dt.timedelta(days=30))),
            last_90=Count("pk", filter=Q(report__received_at__gt=now - dt.timedelta(days=90))),
            first=Min("report__received_at"),
            last=Max("report__received_at"),
            times=ArrayAgg("report__received_at"),
            mostly=Mostly("report__category"),
            hull=_Outline(place()),
            middle=_Middle(place()),
        )
    )
    return {row["hotspot"]: row for row in rows}


def _declared(hotspots: list[int]) -> Mapping[int, list[dt.date]]:
    """Return the days on which agencies declared hotspots cooled, which everybody reads."""
    found: dict[int, list[dt.date]] = defaultdict(list)
    rows = HotspotEntry.objects.filter(hotspot__in=hotspots, verb="declared_cooled")
    for key, at in rows.values_list("hotspot_id", "at"):
        found[key].append(day_of(at))
    return found


def _seen(
    user: Any, hotspot: Hotspot, found: dict[str, Any], categories: Mapping[str, Category], declared: list[dt.date]
) -> SeenHotspot:
    last_on, works, today = day_of(found["last"]), may_see_work(user, hotspot), day_of(timezone.now())
    theirs = course(
        map(day_of, found["times"]),
        declared,
        today,
        taken_up=hotspot.agency_id is not None,
        found_on=day_of(hotspot.found_at),
    )
    return SeenHotspot(
        hotspot=hotspot,
        n=found["n"],
        last_30=found["last_30"],
        last_90=found["last_90"],
        first_on=day_of(found["first"]),
        last_on=last_on,
        category=categories[found["mostly"]],
        hull=found["hull"],
        centre=found["middle"],
        standing=standing_of_hotspot(hotspot, last_on, today) if works else theirs.standing,
        cooled_on=(hotspot.cooled_at and day_of(hotspot.cooled_at)) if works else theirs.cooled_on,
        turns=() if works else theirs.turns,
        campaign=hotspot.campaign if works else hotspot.campaign_public,
        agency=hotspot.agency,
        officer=str(hotspot.officer) if works and hotspot.officer else "",
        works=works,
    )


def _rounded(geometry: Any) -> Any:
    if isinstance(geometry, float):
        return round(geometry, 5)
    if isinstance(geometry, list):
        return [_rounded(part) for part in geometry]
    if isinstance(geometry, dict):
        return {name: _rounded(part) for name, part in geometry.items()}
    return geometry


def in_order(user: Any, rows: Iterable[Hotspot]) -> list[SeenHotspot]:
    """Return the hotspots of a page of rows as a viewer may see them, in the order of the rows."""
    order = [row.pk for row in rows]
    seen = see_hotspots(user, Hotspot.objects.filter(pk__in=order))
    return sorted(seen, key=lambda one: order.index(one.hotspot.pk))
