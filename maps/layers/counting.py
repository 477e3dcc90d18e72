"""Counts by hexagon for a question, in SQL: of the bins, of live reports in the viewer's hands, or as may be told."""

from typing import Any, Final

import numpy as np
from django.contrib.gis.geos import Polygon
from django.db.models import FloatField, Func

from maps.bins.cells import cells_of, parents
from maps.bins.reading import cells, stored_grain, stored_level
from maps.layers.ask import Ask, Box, Sql
from maps.layers.told import TOLD_LEVEL, Told, told_cells
from maps.layers.zooms import COARSE_LEVEL

_WIDTH: Final = {3: 1.5, 4: 0.6, 5: 0.25, 6: 0.1, 7: 0.04}
"""Degrees that a hexagon of a level spans at most in Indonesia."""
_OUTLINES: Final = "SELECT cell, resolution, geometry, lon, lat FROM maps_hexagon"
_OF_OUTLINE: Final = "o.cell, o.resolution, o.geometry, o.lon, o.lat"


def counted(ask: Ask) -> Sql:
    """Return SQL that yields `cell, resolution, geometry, lon, lat, n, incidents, few` for a question.

    `n` is of the whole hexagon also where the box cuts it. `few` says that there may be reports and how many must not
    be told; `n` is null then. Hexagons coarser than the level are those of coarse places.
    """
    if ask.audience.must_not_tell(ask.selection):
        return _of(told_cells(ask.selection), _outlines(ask.box, [TOLD_LEVEL]))
    outlines = _outlines(ask.box, _levels(ask.level))
    own = own_cells(ask)
    if ask.audience.counts_own_alone(ask.selection):
        return _of(own, outlines)
    binned = _binned_in_box(ask, outlines) if ask.box else _binned(ask)
    return _with(binned, own, outlines) if own else binned


def children(ask: Ask, level: int) -> tuple[int, str, list[Any]]:
    """Return how the counts within a hexagon `o` of a level are found: stored level, condition on `b`, and its values.

    The indexes of the hexagons of one level that lie in another one follow each other without a gap. A coarse place
    stands under its own hexagon.
    """
    stored = stored_level(ask.selection, level)
    if stored == level:
        return stored, "b.cell = o.cell", []
    within = ((1 << 3 * (stored - level)) - 1) << 3 * (15 - stored)
    last = "((o.cell & %s) | %s)"
    values = [~(15 << 52), stored << 52]
    condition = f"(b.cell = o.cell OR (o.resolution = %s AND b.cell BETWEEN {last} & %s AND {last}))"
    return stored, condition, [level, *values, ~within, *values]


def own_cells(ask: Ask) -> dict[int, tuple[int, int]]:
    """Count the reports of a question that are counted one by one: {cell: (reports, incidents)}."""
    if not ask.audience.staff:
        return {}
    reports = ask.audience.own(ask.selection).filter(public_point__isnull=False)
    if ask.box is not None:
        west, south, east, north = ask.box.degrees()
        more = _WIDTH[min(ask.level, COARSE_LEVEL)]
        box = Polygon.from_bbox((west - more, south - more, east + more, north + more))
        reports = reports.filter(public_point__bboverlaps=box)
    lon, lat = (Func("public_point", function=name, output_field=FloatField()) for name in ("ST_X", "ST_Y"))
    rows = list(reports.order_by().values_list(lon, lat, "public_cell_m", "merged_into_id"))
    if not rows:
        return {}
    lons, lats, widths, merged = zip(*rows, strict=True)
    coarse = np.array([width is not None for width in widths])
    held = parents(cells_of(np.array(lons), np.array(lats), coarse), ask.level)
    found, place = np.unique(held, return_inverse=True)
    n = np.bincount(place)
    incidents = np.bincount(place, weights=[joined is None for joined in merged]).astype(int)
    return dict(zip(found.tolist(), zip(n.tolist(), incidents.tolist(), strict=True), strict=True))


def _levels(level: int) -> list[int]:
    return sorted({level, min(level, COARSE_LEVEL)})


def _outlines(box: Box | None, levels: list[int]) -> Sql:
    condition, values = "resolution = ANY(%s)", [levels]
    if box is None:
        return Sql(f"{_OUTLINES} WHERE {condition}", values)
    envelope = box.envelope()
    return Sql(f"{_OUTLINES} WHERE {condition} AND geometry && {envelope.text}", [*values, *envelope.values])


def _binned_in_box(ask: Ask, outlines: Sql) -> Sql:
    """Look up the counts of each hexagon in the box: as many steps in the index as the answer has features."""
    stored, within, of_cell = children(ask, ask.level)
    where, values = ask.selection.where()
    values[0] = stored_grain(ask.selection, stored)
    seen = "" if ask.audience.everything else " AND public"
    # OFFSET 0 keeps the planner from joining first and counting later, for all of the country
    sql = (
        f"SELECT {_OF_OUTLINE}, c.n, c.incidents, false AS few FROM ({outlines.text}) o CROSS JOIN LATERAL ("  # noqa: S608
        f"SELECT sum(b.n)::int AS n, sum(b.incidents)::int AS incidents FROM maps_bin b "
        f"WHERE {where} AND level = %s{seen} AND {within} OFFSET 0) c WHERE c.n > 0"
    )
    return Sql(sql, [*outlines.values, *values, stored, *of_cell])


def _binned(ask: Ask) -> Sql:
    sums, values = cells(ask.selection, ask.level, everything=ask.audience.everything)
    sql = (
        f"SELECT {_OF_OUTLINE}, c.n, c.incidents, false AS few FROM ({sums}) c "  # noqa: S608
        "JOIN maps_hexagon o ON o.cell = c.cell"
    )
    return Sql(sql, values)


def _of(told: "dict[int, Told] | dict[int, tuple[int, int]]", outlines: Sql) -> Sql:
    """Return counts that are known, by cell."""
    sql = (
        f"SELECT {_OF_OUTLINE}, c.n, c.incidents, c.n IS NULL AS few FROM ({outlines.text}) o "  # noqa: S608
        "JOIN unnest(%s::bigint[], %s::int[], %s::int[]) AS c (cell, n, incidents) ON c.cell = o.cell"
    )
    return Sql(sql, [*outlines.values, *_arrays(told)])


def _with(binned: Sql, own: dict[int, tuple[int, int]], outlines: Sql) -> Sql:
    """Add the viewer's own counts to those of the bins."""
    mine = _of(own, outlines)
    sql = (
        "SELECT cell, resolution, geometry, lon, lat, sum(n)::int AS n, sum(incidents)::int AS incidents, "  # noqa: S608
        f"false AS few FROM ({binned.text} UNION ALL {mine.text}) parts GROUP BY cell, resolution, geometry, lon, lat"
    )
    return Sql(sql, [*binned.values, *mine.values])


def _arrays(counts: "dict[int, Told] | dict[int, tuple[int, int]]") -> list[list[Any]]:
    pairs = [pair or (None, None) for pair in counts.values()]
    return [list(counts), [n for n, _ in pairs], [incidents for _, incidents in pairs]]
