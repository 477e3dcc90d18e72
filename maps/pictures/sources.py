"""Where the figures of pictures come from: the layers of the maps, under the rights of who looks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import starmap
from typing import Any, Final

from django.db import connection
from shapely import from_wkb
from shapely.geometry import mapping

from accounts.standing import standing_of
from maps.layers.ask import Ask
from maps.layers.audience import Audience
from maps.layers.registry import layer
from maps.layers.zooms import WHOLE_ZOOM
from maps.models import Basis, Run, RunAudience
from maps.pictures.content import Asked
from maps.pictures.ground import own_areas
from maps.pictures.projection import Polygons, polygons_of

_NAMED_BY_CELL: Final = ("cell", "n", "coarse")
_NAMED_BY_AREA: Final = ("code", "name", "n", "per_1000_km2", "per_100000")


@dataclass(frozen=True, slots=True)
class CellCount:
    """A hexagon with its reports."""

    cell: str
    n: int
    coarse: bool


@dataclass(frozen=True, slots=True)
class AreaCount:
    """A regency with its reports and rates (None: no denominator, or too few reports).

    Without outline: what lies in none of the regencies, as at sea.
    """

    code: str
    name: str
    n: int
    per_1000_km2: float | None
    per_100000: float | None
    polygons: Polygons


def ask_of(asked: Asked) -> Ask:
    """Return the question to the layers that a picture is the answer to."""
    return Ask(asked.selection, Audience.of(asked.user), round(asked.zoom))


def level_of(asked: Asked) -> int:
    """Return the level of the hexagons that the layer answers with; coarse places are coarser."""
    return ask_of(asked).level


def cell_counts(asked: Asked) -> list[CellCount]:
    """Count reports by hexagon."""
    rows = _values("heksagon", ask_of(asked), _NAMED_BY_CELL)
    return list(starmap(CellCount, rows))


def area_counts(asked: Asked) -> list[AreaCount]:
    """Count reports by regency: every regency of the area asked for, also with none, and what lies in no regency."""
    shapes = own_areas(asked.base, "regency", asked.zoom)
    found = []
    for code, name, n, by_ground, by_people in _values(
        "wilayah", replace(ask_of(asked), zoom=WHOLE_ZOOM), _NAMED_BY_AREA
    ):
        found.append(AreaCount(code, name, n, by_ground, by_people, shapes.get(code, [])))
    return found


def _values(name: str, ask: Ask, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield columns of a layer's features, without the outlines, which are dear to read."""
    asked = layer(name)
    asked.check(ask)
    source = asked.source(ask)
    wanted = ", ".join(columns)  # names of our own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {wanted} FROM ({source.text}) source ORDER BY 1", source.values)  # noqa: S608
        yield from cursor.fetchall()


def polygons_in(shape: bytes | None) -> Polygons:
    """Return the outlines in a geometry that was read as WKB; none where there is no geometry."""
    return polygons_of(mapping(from_wkb(shape))) if shape else []


def run_for(asked: Asked, kind: str, basis: str = Basis.COUNTS) -> Run | None:
    """Return the newest run of a statistic that answers a selection, of the reports that the viewer may know of."""
    return Run.objects.latest_for(kind, asked.selection, audience_of(asked), basis)


def audience_of(asked: Asked) -> str:
    """Return for whom the runs must have been made that the viewer may see."""
    return RunAudience.NATIONAL if standing_of(asked.user).national else RunAudience.PUBLIC
