"""Reports gathered by cells of a grid, in SQL: what a map shows stays small however many reports there are.

The grid is one of degrees. Between 11° N and 11° S it differs from one of web Mercator by less than 2 %.
"""

import math
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Polygon
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Avg, Case, Count, F, FloatField, Func, Min, Value, When
from django.db.models.functions import Floor

from reports.querysets import ReportQuerySet

CELL_PX = 72  # a cluster's cell on the screen: wide enough that circles of neighbours hardly touch
MAX_CELLS = 4_000  # two of the largest screens; more is no view but a crawl
MAX_ZOOM = 16
LIST_ZOOM = 14  # from here a cluster names its reports, because further zooming may never part them
LISTED = 10
COARSE_ZOOM = 10  # from here a coarse place is drawn as the cell it stands for


class BoxError(ValueError):
    """The box or the zoom asked for is no view of a map; the message says why."""


class _X(Func):
    function, output_field = "ST_X", FloatField()


class _Y(Func):
    function, output_field = "ST_Y", FloatField()


@dataclass(frozen=True, slots=True)
class View:
    """A map's view: its box in degrees (EPSG:4326), grown to whole cells of `cell` degrees, and its zoom."""

    west: float
    south: float
    east: float
    north: float
    zoom: int
    cell: float

    @classmethod
    def parse(cls, bbox: str, zoom: str) -> "View":
        """Read "west,south,east,north" and a zoom from 0 to 16; raise BoxError when they make no sense."""
        if not (zoom.isascii() and zoom.isdigit() and int(zoom) <= MAX_ZOOM):
            raise BoxError(f"zoom must be a whole number from 0 to {MAX_ZOOM}")
        try:
            west, south, east, north = (float(part) for part in bbox.split(","))
        except ValueError as error:
            raise BoxError("bbox must be four numbers: west,south,east,north") from error
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise BoxError("bbox must be west,south,east,north in degrees, west below east and south below north")
        cell = 360 / 256 / 2 ** int(zoom) * CELL_PX
        columns = math.floor(west / cell), math.ceil(east / cell)
        rows = math.floor(south / cell), math.ceil(north / cell)
        if (columns[1] - columns[0]) * (rows[1] - rows[0]) > MAX_CELLS:
            raise BoxError("bbox is too wide for this zoom")
        return cls(columns[0] * cell, rows[0] * cell, columns[1] * cell, rows[1] * cell, int(zoom), cell)


def gather(reports: ReportQuerySet, view: View) -> list[dict[str, Any]]:
    """Return what to draw in a view: clusters (`n` > 1) and single reports, each with `lon`, `lat`.

    A single report has `number`, `category` and `state`; a coarse one, from zoom 10 on, `cell_m`, the size in metres
    of the cell that its place stands for. Close in, a cluster has `numbers`, the newest ten in it.
    """
    box = Polygon.from_bbox((view.west, view.south, view.east, view.north))
    point = F("public_point")
    coarse = F("public_cell_m") if view.zoom >= COARSE_ZOOM else Value(None, output_field=FloatField())
    rows = (
        reports.filter(public_point__bboverlaps=box)
        .order_by()
        .annotate(x=_X(point), y=_Y(point), cell_m=coarse)
        # What stands for a cell of its own must not be moved into another: its very place is its group
        .annotate(column=_group(F("x"), view.cell), row=_group(F("y"), view.cell))
        .values("column", "row", "cell_m")
        .annotate(n=Count("pk"), lon=Avg("x"), lat=Avg("y"))
        .annotate(one=Min("number"), one_category=Min("category_id"), one_state=Min("state"))
    )
    if view.zoom >= LIST_ZOOM:
        rows = rows.annotate(numbers=ArrayAgg("number", order_by=("-received_at", "-pk")))
    return [_feature(row, view.cell) for row in rows.order_by("-n")]


def _group(axis: F, cell: float) -> Case:
    return Case(When(cell_m__isnull=True, then=Floor(axis / Value(cell))), default=axis, output_field=FloatField())


def _feature(row: dict[str, Any], cell: float) -> dict[str, Any]:
    feature = {"lon": row["lon"], "lat": row["lat"], "n": row["n"]}
    if row["cell_m"] is not None:
        feature["cell_m"] = row["cell_m"]
    if row["n"] == 1:
        feature |= {"number": row["one"], "category": row["one_category"], "state": row["one_state"]}
    elif row["cell_m"] is None:
        # Kept off the edges of its cell, so that two neighbours do not cover each other
        feature["lon"] = _within(row["lon"], row["column"] * cell, cell)
        feature["lat"] = _within(row["lat"], row["row"] * cell, cell)
    if row["n"] > 1 and "numbers" in row:
        feature["numbers"] = row["numbers"][:LISTED]
    return feature | {"lon": round(feature["lon"], 5), "lat": round(feature["lat"], 5)}


def _within(value: float, start: float, cell: float) -> float:
    return min(max(value, start + 0.22 * cell), start + 0.78 * cell)
