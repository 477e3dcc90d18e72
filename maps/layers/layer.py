"""A layer: a query that yields its features, and the three ways in which they are handed out."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.utils.functional import Promise

from maps.layers.ask import Ask, Sql
from maps.layers.prepared import value_of
from maps.layers.zooms import decimals

MERCATOR, DEGREES = 3857, 4326
_EXTENT = 4096
_AT_ONCE = 2_000


class Column(NamedTuple):
    """A property of a layer's features: its name in tiles and files, what it holds, and what people call it.

    `kind` is "text", "integer", "number", "boolean" or "date".
    """

    name: str
    kind: str
    label: "str | Promise"


class Row(NamedTuple):
    """A feature: its properties by name of column, and its geometry as WKB (EPSG:4326), None where it has none."""

    values: dict[str, Any]
    geometry: bytes | None


def never(_ask: Ask) -> bool:
    """Say no."""
    return False


def nothing_against(_ask: Ask) -> None:
    """Take every question."""


@dataclass(frozen=True)
class Layer:
    """What a map can show.

    `source` returns SQL for a question: the columns, and `geometry` in `srid`, of all features that touch the
    question's box (all of them where it has none). `check` raises SelectionError for what the layer cannot answer.
    `geometry` is the type of all its geometries as OGC names it, "Unknown" where they differ. `worded`
    says that it tells something in the language of the page. `planned_once` says of a question that the
    plan of its tile hangs on no value in it (maps.layers.prepared).
    """

    name: str
    title: "str | Promise"
    columns: tuple[Column, ...]
    source: Callable[[Ask], Sql]
    srid: int = MERCATOR
    check: Callable[[Ask], None] = nothing_against
    geometry: str = "Unknown"
    worded: bool = False
    planned_once: Callable[[Ask], bool] = never

    @cached_property
    def _names(self) -> str:
        return ", ".join(f'"{column.name}"' for column in self.columns)

    @property
    def _first(self) -> str:
        return f'"{self.columns[0].name}"'

    def tile(self, ask: Ask) -> bytes:
        """Return a vector tile (Mapbox Vector Tile 2.1) of a question whose box is that of a tile; b"" if empty.

        The layer in it has the name of this one.
        """
        assert ask.box is not None  # noqa: S101 — for the type checker
        self.check(ask)
        source = self.source(Ask(ask.selection, ask.audience, ask.zoom, ask.box.grown()))
        envelope = ask.box.envelope()
        sql = (
            f"SELECT COALESCE(ST_AsMVT(feature, %s, {_EXTENT}, 'geom' ORDER BY {self._first}), '') FROM ("  # noqa: S608
            f"SELECT {self._names}, ST_AsMVTGeom({self._as(MERCATOR)}, {envelope.text}, {_EXTENT}, 64) AS geom "
            f"FROM ({source.text}) source) feature WHERE geom IS NOT NULL"
        )
        value = value_of if self.planned_once(ask) else _one
        return bytes(value(sql, [self.name, *envelope.values, *source.values]))

    def features(self, ask: Ask) -> bytes:
        """Return the features that touch a question's box as GeoJSON (RFC 7946): UTF-8, as fine as the zoom shows."""
        self.check(ask)
        source = self.source(ask)
        shape = f"ST_AsGeoJSON({self._as(DEGREES)}, {decimals(ask.zoom)}, 0)"
        sql = (
            'SELECT COALESCE(string_agg(\'{"type":"Feature","properties":\' || properties || \',"geometry":\' '  # noqa: S608
            "|| COALESCE(shape, 'null') || '}', ',' ORDER BY first), '') FROM ("
            f"SELECT {self._first} AS first, (to_jsonb(source) - 'geometry')::text AS properties, {shape} AS shape "
            f"FROM ({source.text}) source) feature"
        )
        return f'{{"type":"FeatureCollection","features":[{_one(sql, source.values)}]}}'.encode()

    def query(self, ask: Ask) -> Sql:
        """Return SQL that yields the features of a question: the columns, then the geometry as WKB (EPSG:4326)."""
        self.check(ask)
        source = self.source(ask)
        text = f"SELECT {self._names}, ST_AsBinary({self._as(DEGREES)}) FROM ({source.text}) source"  # noqa: S608
        return Sql(text, source.values)

    def rows(self, ask: Ask) -> Iterator[Row]:
        """Yield the features of a question, fetched little by little; begin it inside a transaction."""
        query = self.query(ask)
        names = [column.name for column in self.columns]
        with closing(connection.chunked_cursor()) as cursor:
            cursor.execute(query.text, query.values)
            while rows := cursor.fetchmany(_AT_ONCE):
                for *values, shape in rows:
                    yield Row(dict(zip(names, values, strict=True)), None if shape is None else bytes(shape))

    def _as(self, srid: int) -> str:
        return "geometry" if self.srid == srid else f"ST_Transform(geometry, {srid})"


def _one(sql: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]
