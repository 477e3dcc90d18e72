"""The layer of clusters: a circle for what lies together, in the middle of it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from maps.layers.ask import Ask, Sql, counted_by_today
from maps.layers.audience import Geometry
from maps.layers.counting import bins_within, counted, levels, outlines_of, own_cells
from maps.layers.hexagons import COUNTS
from maps.layers.layer import DEGREES, Column, Layer
from maps.models.bins import LEVELS

_NUMBER_ZOOM: Final = 12
"""The zoom from which on a cluster of one report is that report, with its number and at its place."""


def source(ask: Ask) -> Sql:
    """Return a point for each hexagon that holds reports: their mean place, as finely as the next level tells it."""
    if ask.audience.counts_own_alone(ask.selection):
        counts = counted(ask)
        return Sql(
            "SELECT to_hex(cell) AS cell, n, incidents, NULL AS number, "  # noqa: S608
            f"ST_SetSRID(ST_MakePoint(lon, lat), {DEGREES}) AS geometry FROM ({counts.text}) counted",
            counts.values,
        )
    parts = _parts(ask)
    gathered = Sql(
        "SELECT cell, resolution, geometry AS outline, sum(n)::int AS n, sum(incidents)::int AS incidents, "  # noqa: S608
        f"ST_SetSRID(ST_MakePoint(sum(n * lon) / sum(n), sum(n * lat) / sum(n)), {DEGREES}) AS place "
        f"FROM ({parts.text}) part GROUP BY cell, resolution, geometry",
        parts.values,
    )
    return _alone(ask, gathered) if ask.zoom >= _NUMBER_ZOOM else _nameless(gathered)


def _parts(ask: Ask) -> Sql:
    """Return the counts of the next level within each hexagon of the box, and the viewer's own."""
    outlines = outlines_of(ask.box, levels(ask.level))
    finer = min(ask.level + 1, LEVELS[-1])
    bins = bins_within(ask, "b.cell, sum(b.n) AS n, sum(b.incidents) AS incidents", finer, "GROUP BY b.cell")
    sql = (
        "SELECT o.cell, o.resolution, o.geometry, c.n, c.incidents, part.lon, part.lat "  # noqa: S608
        f"FROM ({outlines.text}) o CROSS JOIN LATERAL ({bins.text}) c JOIN maps_hexagon part ON part.cell = c.cell "
        "WHERE c.n > 0"
    )
    values = [*outlines.values, *bins.values]
    if own := own_cells(ask):
        sql += (
            " UNION ALL SELECT o.cell, o.resolution, o.geometry, c.n, c.incidents, o.lon, o.lat "  # noqa: S608
            f"FROM ({outlines.text}) o JOIN unnest(%s::bigint[], %s::int[], %s::int[]) AS c (cell, n, incidents) "
            "ON c.cell = o.cell"
        )
        values += [*outlines.values, list(own), *map(list, zip(*own.values(), strict=True))]
    return Sql(sql, values)


def _nameless(gathered: Sql) -> Sql:
    return Sql(
        "SELECT to_hex(cell) AS cell, n, incidents, NULL AS number, place AS geometry "  # noqa: S608
        f"FROM ({gathered.text}) gathered",
        gathered.values,
    )


def _alone(ask: Ask, gathered: Sql) -> Sql:
    """Give a cluster of one report that report's number and place, where the viewer may see it and it is not coarse."""
    seen = ask.audience.reports(ask.selection).filter(public_cell_m__isnull=True).order_by()
    rows = seen.annotate(place=Geometry("public_point")).values("id", "number", "place")
    reports, values = rows.query.sql_with_params()
    # OFFSET 0: first what lies in the hexagon, then which of it the viewer may see
    sql = (
        "SELECT to_hex(cell) AS cell, n, incidents, alone.number, "  # noqa: S608
        f"COALESCE(alone.place, gathered.place) AS geometry FROM ({gathered.text}) gathered LEFT JOIN LATERAL ("
        "SELECT report.number, report.place FROM (SELECT id FROM reports_report "
        f"WHERE ST_Within(public_point, ST_Transform(outline, {DEGREES})) OFFSET 0) near "
        f"JOIN ({reports}) report ON report.id = near.id LIMIT 1"
        ") alone ON n = 1 AND resolution = %s"
    )
    return Sql(sql, [*gathered.values, *values, ask.level])


CLUSTERS = Layer(
    "kelompok",
    _("Clusters"),
    (Column("cell", "text", _("H3 cell")), *COUNTS, Column("number", "text", _("number"))),
    source,
    srid=DEGREES,
    geometry="Point",
    check=counted_by_today,
)
