"""All that the hotspot page shows under some filters, kept for a minute: dear to make and the same for everyone."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Min, Q
from django.utils.translation import get_language

from boundaries.basemap import Basemap
from maps import hotspots
from maps.clusters import coarsen, grid
from maps.figures import Figure, figure
from maps.filters import Filters, visible
from maps.hotspots import RegencyCount
from reports.querysets import ReportQuerySet

FRESH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Totals:
    """How many reports there are, how many of them lack a point or a regency, and when they came in."""

    all: int
    unplaced: int
    outside: int
    first: dt.datetime | None
    last: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The map, its legend, the totals, and the regencies that have reports, most first."""

    figure: Figure
    legend: list[tuple[str, str, str]]
    totals: Totals
    regencies: list[RegencyCount]


def gather_for(user: Any, filters: Filters, base: Basemap | None) -> Gathered:
    """Return what a user may see gathered. What the public sees is made once a minute; staff see their own at once."""
    if user.is_authenticated:
        return gather(visible(user, filters), base, filters.bounds())
    state = f"{filters}{get_language()}{base and base.key}"
    key = f"hotspots:{hashlib.sha256(state.encode()).hexdigest()}"
    gathered = cache.get(key)
    if gathered is None:
        gathered = gather(visible(user, filters), base, filters.bounds())
        cache.set(key, gathered, FRESH_SECONDS)
    return gathered


def gather(reports: ReportQuerySet, base: Basemap | None, bounds: list[list[float]] | None = None) -> Gathered:
    """Sum up reports in SQL and draw them on a map of `bounds` (corners, lat and lon), else of the country."""
    areas = hotspots.areas_of(base)
    counts = hotspots.regency_counts(reports, areas)
    heat, cell = grid(reports, hotspots.HEAT_CELL, hotspots.HEAT_CELLS)
    circles = coarsen(heat, max(hotspots.CIRCLE_CELL, 2 * cell))
    totals = reports.aggregate(
        all=Count("pk"),
        unplaced=Count("pk", filter=Q(public_point__isnull=True)),
        outside=Count("pk", filter=Q(regency__isnull=True)),
        first=Min("received_at"),
        last=Max("received_at"),
    )
    return Gathered(
        figure=figure(hotspots.build(heat, circles, counts, areas, bounds)),
        legend=hotspots.legend(counts),
        totals=Totals(**totals),
        regencies=sorted((c for c in counts if c.n), key=lambda c: (-c.n, c.code)),
    )
