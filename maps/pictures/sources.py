"""Where the figures of pictures come from: one function for each, under the rights of who looks."""

from dataclasses import dataclass

import h3
from django.db.models import Count

from accounts.standing import standing_of
from boundaries.outlines import outlines
from maps.models import Run, RunAudience
from maps.pictures.content import Asked
from maps.pictures.ground import PROVINCE_CODE, TOLERANCES, without_cracks
from maps.pictures.projection import Polygons

LEVELS = ((4.4, 3), (6.4, 4), (7.4, 5), (9.4, 6))


def level_of(zoom: float) -> int:
    """Return the level of H3 whose hexagons can be told apart at a zoom."""
    return next((level for last, level in LEVELS if zoom < last), 7)


@dataclass(frozen=True, slots=True)
class AreaCount:
    """A regency with its reports and rates; None where there is no denominator. Without a code: in no regency."""

    code: str
    name: str
    n: int
    per_1000_km2: float | None = None
    per_100000: float | None = None
    polygons: Polygons = ()  # type: ignore[assignment]

    def rate(self, name: str) -> float:
        """Return a rate by its name; 0 where there is none."""
        return getattr(self, name) or 0.0


def hexagon_counts(asked: Asked, level: int) -> dict[int, int]:
    """Count reports by H3 cell of a level."""
    counts: dict[int, int] = {}
    for point in asked.selection.reports(asked.user).values_list("public_point", flat=True):
        if point is None:
            continue
        cell = h3.str_to_int(h3.latlng_to_cell(point.y, point.x, level))
        counts[cell] = counts.get(cell, 0) + 1
    return counts


def area_counts(asked: Asked) -> list[AreaCount]:
    """Count reports by regency: every regency of the area asked for, also with none, and one without a code."""
    selection = asked.selection
    rows = selection.reports(asked.user).order_by().values_list("regency__code").annotate(n=Count("pk"))
    counted = dict(rows)
    unit = 360 / 256 / 2**asked.zoom
    tolerance = next((t for t in TOLERANCES if t <= unit), TOLERANCES[-1])
    found = []
    for code, area in outlines(asked.base, "regency", tolerance).items():
        if code.startswith(selection.area[:PROVINCE_CODE]) and selection.regency in {"", code}:
            polygons = without_cracks(area["geometry"]["coordinates"])
            found.append(AreaCount(code, area["name"], counted.get(code, 0), polygons=polygons))
    return [*found, AreaCount("", "", sum(n for code, n in counted.items() if not code))]


def run_for(asked: Asked, kind: str) -> Run | None:
    """Return the newest run of a statistic that answers a selection, of the reports that the viewer may know of."""
    audience = RunAudience.NATIONAL if standing_of(asked.user).national else RunAudience.PUBLIC
    return Run.objects.latest_for(kind, asked.selection, audience)
