"""Counts by hexagon for a question, in SQL: of the bins, and of live reports in the viewer's hands."""

from typing import Any, Final

from maps.bins.reading import cells, stored_grain, stored_level
from maps.layers.ask import Ask, Box, Sql
from maps.layers.own import own_cells
from maps.layers.zooms import COARSE_LEVEL
from maps.models import Grain
from maps.selection import Selection

_OUTLINES: Final = "SELECT cell, resolution, geometry, lon, lat FROM maps_hexagon"
_OF_OUTLINE: Final = "o.cell, o.resolution, o.geometry, o.lon, o.lat"


def counted(ask: Ask) -> Sql:
    """Return SQL that yields `cell, resolution, geometry, lon, lat, n, incidents` for a question.

    `n` is of the whole hexagon also where the box cuts it. Hexagons coarser than the level are those of coarse places.
    """
    outlines = outlines_of(ask.box, levels(ask.level))
    own = own_cells(ask)
    if ask.audience.counts_own_alone(ask.selection):
        return _of(own, outlines)
    binned = _binned_in_box(ask, outlines) if ask.box else _binned(ask)
    return _with(binned, own, outlines) if own else binned


def within(selection: Selection, level: int, finer: int | None = None) -> tuple[Grain, int, Sql]:
    """Return where the counts within a hexagon `o` of a level are kept: grain, level, and the condition on `b.cell`.

    The indexes of the hexagons of one level that lie in another one follow each other without a gap. A coarse place
    stands under its own hexagon. `finer` is the level at which they are wanted, `level` itself unless told.
    """
    stored = stored_level(selection, finer or level)
    if level < COARSE_LEVEL < stored:
        stored = stored_level(selection, level)  # coarse places stand between the two, in no range of the finer one
    grain = stored_grain(selection, stored)
    if stored == level:
        return grain, stored, Sql("b.cell = o.cell", [])
    digits = ((1 << 3 * (stored - level)) - 1) << 3 * (15 - stored)
    last, to_last = "((o.cell & %s) | %s)", [~(15 << 52), stored << 52]
    condition = f"(b.cell = o.cell OR (o.resolution = %s AND b.cell BETWEEN {last} & %s AND {last}))"
    return grain, stored, Sql(condition, [level, *to_last, ~digits, *to_last])


def levels(level: int) -> list[int]:
    """Return the levels at which hexagons are drawn: that one, and the one of coarse places."""
    return sorted({level, min(level, COARSE_LEVEL)})


def outlines_of(box: Box | None, drawn: list[int]) -> Sql:
    """Return SQL that yields the hexagons of some levels that touch a box, whether they hold reports or not."""
    if box is None:
        return Sql(f"{_OUTLINES} WHERE resolution = ANY(%s)", [drawn])
    envelope = box.envelope()
    # One question each: the index of levels and boxes knows neither lists nor longer integers
    one = f"{_OUTLINES} WHERE resolution = %s::smallint AND geometry && {envelope.text}"
    return Sql(
        " UNION ALL ".join(one for _ in drawn), [value for level in drawn for value in (level, *envelope.values)]
    )


def _binned_in_box(ask: Ask, outlines: Sql) -> Sql:
    """Look up the counts of each hexagon in the box: as many steps in the index as the answer has features."""
    bins = bins_within(ask, "sum(b.n)::int AS n, sum(b.incidents)::int AS incidents", ask.level)
    sql = (
        f"SELECT {_OF_OUTLINE}, c.n, c.incidents FROM ({outlines.text}) o "  # noqa: S608
        f"CROSS JOIN LATERAL ({bins.text}) c WHERE c.n > 0"
    )
    return Sql(sql, [*outlines.values, *bins.values])


def bins_within(ask: Ask, wanted: str, finer: int, last: str = "") -> Sql:
    """Return SQL that reads the bins within a hexagon `o`; `last` may group them."""
    grain, stored, of_cell = within(ask.selection, ask.level, finer)
    where, values = ask.selection.where()
    seen = "" if ask.audience.everything else " AND public"
    # OFFSET 0 keeps the planner from joining first and counting later, for all of the country
    sql = f"SELECT {wanted} FROM maps_bin b WHERE {where} AND level = %s{seen} AND {of_cell.text} {last} OFFSET 0"  # noqa: S608
    return Sql(sql, [grain, *values[1:], stored, *of_cell.values])


def _binned(ask: Ask) -> Sql:
    sums, values = cells(ask.selection, ask.level, everything=ask.audience.everything)
    sql = (
        f"SELECT {_OF_OUTLINE}, c.n, c.incidents FROM ({sums}) c "  # noqa: S608
        "JOIN maps_hexagon o ON o.cell = c.cell"
    )
    return Sql(sql, values)


def _of(counts: dict[int, tuple[int, int]], outlines: Sql) -> Sql:
    """Return counts that are known, by cell."""
    sql = (
        f"SELECT {_OF_OUTLINE}, c.n, c.incidents FROM ({outlines.text}) o "  # noqa: S608
        "JOIN unnest(%s::bigint[], %s::int[], %s::int[]) AS c (cell, n, incidents) ON c.cell = o.cell"
    )
    return Sql(sql, [*outlines.values, *_arrays(counts)])


def _with(binned: Sql, own: dict[int, tuple[int, int]], outlines: Sql) -> Sql:
    """Add the viewer's own counts to those of the bins."""
    mine = _of(own, outlines)
    sql = (
        "SELECT cell, resolution, geometry, lon, lat, sum(n)::int AS n, sum(incidents)::int AS incidents "  # noqa: S608
        f"FROM ({binned.text} UNION ALL {mine.text}) parts GROUP BY cell, resolution, geometry, lon, lat"
    )
    return Sql(sql, [*binned.values, *mine.values])


def _arrays(counts: dict[int, tuple[int, int]]) -> list[list[Any]]:
    return [list(counts), [n for n, _ in counts.values()], [incidents for _, incidents in counts.values()]]
