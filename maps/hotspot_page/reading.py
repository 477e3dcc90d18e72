"""Figures of the page, from the same queries as the layers' tiles: what is told in words and drawn is one thing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from boundaries.models import Area, Edition
from maps.bins.reading import stored_grain, stored_level
from maps.layers.areas import AREAS
from maps.layers.ask import Ask, Sql
from maps.layers.counting import counted
from maps.layers.period import months_shown
from maps.models import Grain

HEAT_ZOOM = 7
"""The zoom whose hexagons, some 17 km wide, a heat map of the whole country is made of."""

UNPLACED_LEVEL = 4
"""A level at which every grain is kept: what has no place is counted there under no cell."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many reports a selection holds, whatever layer shows them.

    `unplaced` have no point and are on no map of points or hexagons, `outside` lie in no district (at sea, abroad).
    `first` and `last` are first days of months.
    """

    n: int = 0
    incidents: int = 0
    outside: int = 0
    unplaced: int = 0
    first: dt.date | None = None
    last: dt.date | None = None


class Rows(Sequence[dict[str, Any]]):
    """The rows of a query in an order, read a page at a time: what a Paginator needs."""

    def __init__(self, source: Sql, columns: str, order: str, condition: str = "true") -> None:
        self._rest = f"FROM ({source.text}) source WHERE {condition}"
        self._values, self._columns, self._order = source.values, columns, order
        self._total: int | None = None

    def __len__(self) -> int:
        if self._total is None:
            self._total = rows_of(f"SELECT count(*) AS n {self._rest}", self._values)[0]["n"]
        return self._total

    def __getitem__(self, part: Any) -> Any:
        if not isinstance(part, slice):
            return self[part : part + 1][0]
        start = part.start or 0
        many = len(self) - start if part.stop is None else part.stop - start
        sql = f"SELECT {self._columns} {self._rest} ORDER BY {self._order} LIMIT %s OFFSET %s"
        return rows_of(sql, [*self._values, max(many, 0), start])


def rows_of(sql: str, values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the rows of a query by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def totals(ask: Ask) -> Totals:
    """Sum up a selection by the areas of its edition, with what lies in none of them; nothing where no edition is."""
    if ask.selection.edition is None:
        return Totals()
    source = AREAS.source(ask)
    sums = (
        "SELECT COALESCE(sum(n), 0) AS n, COALESCE(sum(incidents), 0) AS incidents, "  # noqa: S608
        "COALESCE(sum(n) FILTER (WHERE name = ''), 0) AS outside "
        f"FROM ({source.text}) area"
    )
    [found] = rows_of(sums, source.values)
    first, last = months_shown(ask)
    return Totals(**found, unplaced=_unplaced(ask), first=first, last=last)


def _unplaced(ask: Ask) -> int:
    """Count reports without a point."""
    selection, audience = ask.selection, ask.audience
    own = audience.own(selection).filter(public_point=None).count() if audience.staff else 0
    if audience.counts_own_alone(selection):
        return own
    level = stored_level(selection, UNPLACED_LEVEL)
    where, values = selection.where()
    values[0] = stored_grain(selection, level)
    seen = "" if audience.everything else " AND public"
    sql = f"SELECT COALESCE(sum(n), 0) AS n FROM maps_bin WHERE {where} AND level = %s AND cell = 0{seen}"  # noqa: S608
    return own + rows_of(sql, [*values, level])[0]["n"]


def heat_points(ask: Ask) -> list[tuple[float, float, int]]:
    """Return the middles of hexagons (lat, lon; EPSG:4326) with their reports, finer where less ground is asked for."""
    near = {"": HEAT_ZOOM, "province": HEAT_ZOOM + 1, "regency": HEAT_ZOOM + 3}
    kind = "regency" if ask.selection.regency else "province" if ask.selection.province else ""
    source = counted(replace(ask, zoom=near[kind]))
    rows = rows_of(f"SELECT lat, lon, n FROM ({source.text}) held WHERE n > 0", source.values)  # noqa: S608
    return [(row["lat"], row["lon"], row["n"]) for row in rows]


def regencies_of_cells(cells: Iterable[int]) -> dict[int, str]:
    """Return the code of the area in which most public reports of each hexagon lie; cells without any are left out."""
    sql = (
        "SELECT DISTINCT ON (cell) cell, area FROM maps_bin WHERE grain = %s AND level = ((cell >> 52) & 15) "
        "AND cell = ANY(%s) AND area <> '' AND public GROUP BY cell, area ORDER BY cell, sum(n) DESC, area"
    )
    return {row["cell"]: row["area"] for row in rows_of(sql, [Grain.MONTH, list(cells)])}


def names_of(codes: Iterable[str], edition: Edition | None = None) -> dict[str, str]:
    """Return the names of areas by their codes, of an edition, else of the one in force."""
    edition = edition or Edition.objects.in_force().first()
    wanted = {code for code in codes if code}
    if edition is None or not wanted:
        return {}
    return dict(Area.objects.of(edition).filter(code__in=wanted).values_list("code", "name"))
