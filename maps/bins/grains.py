"""From sums by the finest that is kept to all rows of counts, in SQL; and how they are added to what is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from maps.bins.cells import FINEST
from maps.bins.tally import HEXAGONS, PACKED, TABLE, Tally, shift
from maps.models.bins import GRAINS_OF, AreaBin, Bin, Grain

_KEPT: Final = {
    Grain.FULL: ("public", "area", "month", "category", "state", "urgency"),
    Grain.CATEGORY: ("public", "area", "month", "category"),
    Grain.MONTH: ("public", "area", "month"),
    Grain.TOTAL: ("public",),
}


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
    """Return SQL that yields the table's keys, n and incidents for the sums of a tally, and its values.

    Rows come nearly in the order of the keys. They are summed up as packed numbers; words come last, by position: no
    plan can go wrong over tables that the planner knows nothing of.
    """
    steps, rows = _bins() if table is BINS else _area_bins()
    words = tally.words
    values = [tally.areas.codes.tolist(), words.category, words.state, words.urgency]
    unpacked = {name: f"((packed >> {shift(name)}) & {(1 << bits) - 1})" for name, bits in PACKED.items()}
    named = {name: f"words.{name}[{unpacked[name]} + 1]" for name in ("area", "category", "state", "urgency")}
    named |= {"public": f"{unpacked['public']} = 1", "month": f"{unpacked['month']}::int2"}
    keys = ", ".join(f"{named[key]} AS {key}" if key in named else key for key in table.keys)
    with_steps = ", ".join(f"{name} AS ({step})" for name, step in steps.items())
    return (
        f"WITH {with_steps} SELECT {keys}, n::int4, incidents::int4 FROM ({' UNION ALL '.join(rows)}) rolled, "  # noqa: S608
        "(SELECT %s::text[] AS area, %s::text[] AS category, %s::text[] AS state, %s::text[] AS urgency) words"
    ), values


def differences(cursor: Any, table: Table, tally: Tally, only: str = "true") -> tuple[str, list[Any]]:
    """Return SQL that yields what must be added to a table so that it says what the tally says, and its values.

    `only` is a condition on the table's rows that are compared, without values.
    """
    rolled, values = rolled_up(table, tally)
    cursor.execute(f"SELECT EXISTS (SELECT FROM {table.name} WHERE {only})")  # noqa: S608 — names of our own
    if not cursor.fetchone()[0]:
        return f"SELECT * FROM ({rolled}) wanted WHERE n <> 0 OR incidents <> 0", values  # noqa: S608
    return (
        f"SELECT {table.columns}, sum(n)::int4 AS n, sum(incidents)::int4 AS incidents FROM ("  # noqa: S608
        f"SELECT * FROM ({rolled}) wanted UNION ALL "
        f"SELECT {table.columns}, -n, -incidents FROM {table.name} WHERE {only}"
        f") apart GROUP BY {table.columns} HAVING sum(n) <> 0 OR sum(incidents) <> 0"
    ), values


def add(cursor: Any, table: Table, rows: tuple[str, list[Any]]) -> int:
    """Add counts that SQL yields to those of a table; return how many rows were touched.

    Rows that count nothing any more go.
    """
    sql, values = rows
    cursor.execute(
        f"""
        WITH added AS (
            INSERT INTO {table.name} ({table.columns}, n, incidents)
            SELECT * FROM ({sql}) delta WHERE n <> 0 OR incidents <> 0
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
    """Steps that sum up each grain and level from the nearest that is finer, and the rows they make."""
    steps, rows = {}, []
    for grain in sorted(Grain, reverse=True):
        for level in sorted(GRAINS_OF, reverse=True):
            if grain in GRAINS_OF[level]:
                name = _name(grain, level)
                cell = f"maps_cell_parent(cell, {level})"
                steps[name] = _step(_source(grain, level), cell, _mask(_KEPT[grain]))
                rows.append(_rows(name, f"{grain:d}::int2 AS grain, {level}::int2 AS level, cell"))
    return steps, rows


def _source(grain: Grain, level: int) -> str:
    finer_grains = [_name(finer, level) for finer in GRAINS_OF[level] if finer > grain]
    finer_levels = [_name(grain, finer) for finer in sorted(GRAINS_OF) if finer > level and grain in GRAINS_OF[finer]]
    full = _name(Grain.FULL, FINEST)
    given = f"{TABLE} WHERE edition = {HEXAGONS}"
    return next(iter([*finer_grains, *finer_levels]), given if (grain, level) == (Grain.FULL, FINEST) else full)


def _area_bins() -> tuple[dict[str, str], list[str]]:
    """The same for areas, which no grain rolls up: they stand where bins have their cells."""
    steps, rows, source = {}, [], f"{TABLE} WHERE edition <> {HEXAGONS}"
    for grain in sorted(Grain, reverse=True):
        name = _name(grain, 0)
        steps[name] = _step(source, "edition", _mask((*_KEPT[grain], "area")))
        rows.append(_rows(name, f"edition AS edition_id, {grain:d}::int2 AS grain"))
        source = name
    return steps, rows


def _name(grain: Grain, level: int) -> str:
    return f"{grain.name.lower()}_{level}"


def _mask(kept: Iterable[str]) -> int:
    return sum(((1 << PACKED[name]) - 1) << shift(name) for name in set(kept))


def _step(source: str, place: str, mask: int) -> str:
    """Sum rows of `source` by place and by what is kept."""
    name = "edition" if place == "edition" else "cell"
    return (
        f"SELECT {place} AS {name}, packed & {mask} AS packed, sum(n)::int4 AS n, sum(incidents)::int4 AS incidents "  # noqa: S608
        f"FROM {source} GROUP BY 1, 2"
    )


def _rows(step: str, first: str) -> str:
    place = "cell" if first.endswith("cell") else "edition"
    return f"(SELECT {first}, packed, n, incidents FROM {step} ORDER BY {place}, packed)"  # noqa: S608
