"""From reports, or changes of them, to sums by the finest that is kept: arrays in, arrays out."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray

from boundaries import locator
from boundaries.models import Edition
from maps.bins.cells import cells_of
from reports.models import Category, State
from reports.models.categories import Urgency
from reports.reassignment.areas import AreaTable
from reports.reassignment.binary import Columns, read_columns, write_columns
from reports.reassignment.reading import NONE

HEXAGONS: Final = 0
"""Stands among the editions for the sums by cell."""

ROWS: Final = {
    "sign": "int4",
    "x": "float8",
    "y": "float8",
    "coarse": "bool",
    "regency": "int8",
    "province": "int8",
    "month": "int4",
    "category": "int4",
    "state": "int4",
    "urgency": "int4",
    "public": "bool",
    "incident": "bool",
}
SUMS: Final = {"edition": "int8", "cell": "int8", "packed": "int8", "n": "int4", "incidents": "int4"}
PACKED: Final = {"public": 1, "area": 16, "month": 16, "category": 8, "state": 8, "urgency": 8}
"""What is counted by beside cell and edition, in one number: bits of each from the highest, in the order of keys.

Words and areas are positions in lists that begin with "", so that all bits of what is rolled up are 0.
"""

TABLE: Final = "maps_sums"
_MAKE_TABLE: Final = (
    f"CREATE TEMP TABLE IF NOT EXISTS {TABLE} "
    f"({', '.join(f'{name} {kind} NOT NULL' for name, kind in SUMS.items())}) ON COMMIT DELETE ROWS"
)

# Columns of both tables by ROWS' names; words become positions in a list, from 1, and 0 what is in none.
_SELECTED: Final = """
    {sign}::int4, coalesce(ST_X({row}.public_point), 'NaN')::float8, coalesce(ST_Y({row}.public_point), 'NaN')::float8,
    {coarse}, coalesce({row}.regency_id, -1), coalesce({row}.province_id, -1),
    (extract(year FROM {row}.received_at AT TIME ZONE %s) * 12
        + extract(month FROM {row}.received_at AT TIME ZONE %s) - 1)::int4,
    coalesce(array_position(%s::text[], {row}.{category}::text), 0)::int4,
    coalesce(array_position(%s::text[], {row}.state::text), 0)::int4,
    coalesce(array_position(%s::text[], {row}.urgency::text), 0)::int4,
    {public}, {incident}
"""


class UnknownAreaError(LookupError):
    """A change names an area that exists no more: by which code it was counted cannot be told."""


def selected(row: str, sign: str, category: str, coarse: str, public: str, incident: str) -> str:
    """Return what to SELECT, in the order of ROWS, of a row named so; its values are `Words.values`."""
    return _SELECTED.format(row=row, sign=sign, category=category, coarse=coarse, public=public, incident=incident)


class Words:
    """The words by which is counted, each list with "" first: a position says the word."""

    def __init__(self) -> None:
        self.category = ["", *Category.objects.order_by("code").values_list("code", flat=True)]
        self.state, self.urgency = ["", *State.values], ["", *Urgency.values]

    @property
    def values(self) -> list[Any]:
        """Values of the placeholders in `selected`."""
        zone = settings.TIME_ZONE
        return [zone, zone, self.category[1:], self.state[1:], self.urgency[1:]]


class Tally:
    """Sums of many reports in a temporary table of the connection (SUMS), by cell and by area of several editions.

    Parameters
    ----------
    editions
        By whose areas it is counted.
    """

    def __init__(self, editions: Iterable[Edition]) -> None:
        self.words, self.areas = Words(), AreaTable()
        self._editions = list(editions)
        self._cells: list[NDArray[np.int64]] = []

    @property
    def cells(self) -> NDArray[np.int64]:
        """The finest cells that were met, each once."""
        return np.unique(np.concatenate(self._cells)) if self._cells else np.array([], np.int64)

    def add(self, cursor: Any, query: str, values: Sequence[Any]) -> int:
        """Add what a query of ROWS yields to the table; return how many rows that were.

        Raises UnknownAreaError where an area is none, of any edition.
        """
        rows = read_columns(cursor, query, values, ROWS)
        if len(rows["sign"]):
            for sums in self._sums(rows):
                write_columns(cursor, TABLE, sums, SUMS)
        return len(rows["sign"])

    def _sums(self, rows: Columns) -> Iterable[Columns]:
        ids = np.where(rows["regency"] != NONE, rows["regency"], rows["province"])
        if not np.isin(ids, self.areas.ids).all():
            raise UnknownAreaError("a report's regency or province is no area")
        own = self.areas.code(ids)
        cells = cells_of(rows["x"], rows["y"], rows["coarse"])
        self._cells.append(np.unique(cells))
        yield _summed(rows, HEXAGONS, cells, own)
        nowhere = np.zeros(len(cells), np.int64)
        for edition in self._editions:
            strange = self.areas.edition(ids) != edition.pk
            area = own.copy()
            area[strange] = self._located(edition, rows["x"][strange], rows["y"][strange])
            yield _summed(rows, edition.pk, nowhere, area)

    def _located(self, edition: Edition, lons: NDArray[Any], lats: NDArray[Any]) -> NDArray[np.int64]:
        """Return the positions of the codes of the areas that hold points."""
        ids = np.full(len(lons), NONE, np.int64)
        points = np.flatnonzero((np.abs(lons) <= 180) & (np.abs(lats) <= 90))
        if len(points):
            places = locator.default().engine_of(edition).locate_many(lons[points], lats[points])
            regencies = np.array([*(area.id for area in places.names.regencies), NONE], np.int64)
            provinces = np.array([*(area.id for area in places.names.provinces), NONE], np.int64)
            on_land = places.regency >= 0
            ids[points] = np.where(on_land, regencies[places.regency], provinces[places.province])
        return self.areas.code(ids)


def make_table() -> None:
    """Have the connection's temporary table of sums, empty. To be called before a transaction that only reads.

    It is emptied at each commit by itself, and made once for a connection: no fold leaves rows in the catalogue.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_TABLE)
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 — inside a longer transaction an earlier fold left some


def shift(name: str) -> int:
    """Return the place of the lowest bit of something in a packed number."""
    names = list(PACKED)
    return sum(PACKED[below] for below in names[names.index(name) + 1 :])


def _summed(rows: Columns, edition: int, cells: NDArray[np.int64], areas: NDArray[np.int64]) -> Columns:
    """Return one row for each combination of what is counted by, without those that come to nothing."""
    packed = np.zeros(len(cells), np.int64)
    for name in PACKED:
        packed |= (areas if name == "area" else rows[name]).astype(np.int64) << shift(name)
    order = np.lexsort((packed, cells))
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(cells[order]) != 0) | (np.diff(packed[order]) != 0)
    starts = np.flatnonzero(new)
    n = np.add.reduceat(rows["sign"][order], starts)
    incidents = np.add.reduceat((rows["sign"] * rows["incident"])[order], starts)
    kept = (n != 0) | (incidents != 0)
    first = order[starts][kept]
    found = {"edition": np.full(len(first), edition), "cell": cells[first], "packed": packed[first]}
    return found | {"n": n[kept], "incidents": incidents[kept]}
