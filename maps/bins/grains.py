"""From sums by the finest that is kept to all rows of counts, in SQL; and how they are added to what is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from maps.bins.cells import FINEST
from maps.bins.tally import HEXAGONS, TABLE, Tally
from maps.models.bins import GRAINS_OF, AreaBin, Bin, Grain

_BY: Final = ("public", "area", "month", "category", "state", "urgency")
_ROLLED_UP: Final = {
    Grain.FULL: (),
    Grain.CATEGORY: ("state", "urgency"),
    Grain.MONTH: ("category", "state", "urgency"),
    Grain.TOTAL: ("area", "month", "category", "state", "urgency"),
}
_NOTHING: Final = dict.fromkeys(_BY, "''::text") | {"month": "0::int4"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of counts: the columns that tell its rows apart, and how they are named in the sums."""

    name: str
    keys: tuple[str, ...]

    @property
    def columns(self) -> str:
        """The columns that tell its rows apart, for SQL."""
        return ", ".join(self.keys)


BINS: Final = Table(Bin._meta.db_table, Bin._meta.pk.field_names)  # type: ignore[attr-defined]
AREA_BINS: Final = Table(AreaBin._meta.db_table, AreaBin._meta.pk.field_names)  # type: ignore[attr-defined]


def rolled_up(table: Table, tally: Tally) -> tuple[str, list[Any]]:
    """Return SQL that yields the table's keys, n and incidents for the sums of a tally, and its values."""
    steps, rows = _bins() if table is BINS else _area_bins()
    words = tally.words
    values: list[Any] = [tally.areas.codes.tolist(), words.category, words.state, words.urgency]
    sums = f"""
        sums AS (
            SELECT edition, cell, public, area.code COLLATE "C" AS area, month, category.code COLLATE "C" AS category,
                state.code COLLATE "C" AS state, urgency.code COLLATE "C" AS urgency,
                sum(n) AS n, sum(incidents) AS incidents
            FROM {TABLE} sums
            JOIN unnest(%s::text[]) WITH ORDINALITY area(code, nr) ON area.nr = sums.area + 1
            JOIN unnest(%s::text[]) WITH ORDINALITY category(code, nr) ON category.nr = sums.category + 1
            JOIN unnest(%s::text[]) WITH ORDINALITY state(code, nr) ON state.nr = sums.state + 1
            JOIN unnest(%s::text[]) WITH ORDINALITY urgency(code, nr) ON urgency.nr = sums.urgency + 1
            WHERE (edition = {HEXAGONS}) = {table is BINS} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        )
    """  # noqa: S608 — names of our own
    with_steps = ", ".join([sums, *(f"{name} AS ({step})" for name, step in steps.items())])
    union = " UNION ALL ".join(rows)
    return f"WITH {with_steps} SELECT {table.columns}, n::int, incidents::int FROM ({union}) rolled", values  # noqa: S608


def differences(table: Table, tally: Tally, only: str = "true") -> tuple[str, list[Any]]:
    """Return SQL that yields what must be added to a table so that it says what the tally says, and its values.

    `only` is a condition on the table's rows that are compared, without values.
    """
    rolled, values = rolled_up(table, tally)
    minus = f"SELECT {table.columns}, -n, -incidents FROM {table.name} WHERE {only}"  # noqa: S608
    return (
        f"SELECT {table.columns}, sum(n)::int AS n, sum(incidents)::int AS incidents "  # noqa: S608
        f"FROM ((SELECT * FROM ({rolled}) wanted) UNION ALL {minus}) apart "
        f"GROUP BY {table.columns} HAVING sum(n) <> 0 OR sum(incidents) <> 0"
    ), values


def add(cursor: Any, table: Table, rows: tuple[str, list[Any]]) -> int:
    """Add counts that SQL yields to those of a table; return how many rows were touched.

    In one order, whoever adds; rows that count nothing any more go.
    """
    sql, values = rows
    cursor.execute(
        f"""
        WITH added AS (
            INSERT INTO {table.name} ({table.columns}, n, incidents)
            SELECT * FROM ({sql}) delta WHERE n <> 0 OR incidents <> 0 ORDER BY {table.columns}
            ON CONFLICT ({table.columns}) DO UPDATE
            SET n = {table.name}.n + excluded.n, incidents = {table.name}.incidents + excluded.incidents
            RETURNING ctid AS place, n, incidents
        )
        SELECT count(*), array_agg(place) FILTER (WHERE n = 0 AND incidents = 0) FROM added
        """,  # noqa: S608 — names of our own
        values,
    )
    touched, emptied = cursor.fetchone()
    if emptied:
        cursor.execute(f"DELETE FROM {table.name} WHERE ctid = ANY(%s::tid[])", [emptied])  # noqa: S608
    return int(touched)


def _bins() -> tuple[dict[str, str], list[str]]:
    """Steps that sum up each grain and level from the one nearest to it, and the rows they make."""
    steps, rows = {}, []
    for grain in sorted(Grain, reverse=True):
        for level in sorted(GRAINS_OF, reverse=True):
            if grain in GRAINS_OF[level]:
                name = _name(grain, level)
                steps[name] = _step(_source(grain, level), _ROLLED_UP[grain], f"maps_cell_parent(cell, {level})")
                rows.append(_row(name, f"{grain:d}::int2 AS grain, {level}::int2 AS level, cell"))
    return steps, rows


def _source(grain: Grain, level: int) -> str:
    finer_grains = [_name(finer, level) for finer in GRAINS_OF[level] if finer > grain]
    finer_levels = [_name(grain, finer) for finer in sorted(GRAINS_OF) if finer > level and grain in GRAINS_OF[finer]]
    return next(iter([*finer_grains, *finer_levels]), "sums" if level == FINEST else _name(Grain.FULL, FINEST))


def _area_bins() -> tuple[dict[str, str], list[str]]:
    steps, rows, source = {}, [], "sums"
    for grain in sorted(Grain, reverse=True):
        name = _name(grain, 0)
        # The area is what a row is of: no grain rolls it up
        steps[name] = _step(source, [by for by in _ROLLED_UP[grain] if by != "area"], "edition")
        rows.append(_row(name, f"edition AS edition_id, {grain:d}::int2 AS grain"))
        source = name
    return steps, rows


def _name(grain: Grain, level: int) -> str:
    return f"{grain.name.lower()}_{level}"


def _step(source: str, rolled: Iterable[str], first: str) -> str:
    """Sum rows of `source` by `first` and by what is not rolled up."""
    name = "edition" if first == "edition" else "cell"
    columns = ", ".join(f"{_NOTHING[by]} AS {by}" if by in rolled else by for by in _BY)
    return (
        f"SELECT {first} AS {name}, {columns}, sum(n) AS n, sum(incidents) AS incidents "  # noqa: S608
        "FROM " + source + " GROUP BY 1, 2, 3, 4, 5, 6, 7"
    )


def _row(name: str, first: str) -> str:
    return f"SELECT {first}, {', '.join(_BY)}, n, incidents FROM {name}"  # noqa: S608
