"""The layer of points: single reports where that is allowed; where there are too many, hexagons stand in."""

from typing import Final

from django.contrib.gis.geos import Polygon
from django.db.models import FloatField, Func
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maps.layers.ask import Ask, Box, Sql
from maps.layers.audience import Geometry
from maps.layers.counting import counted
from maps.layers.hexagons import COUNTS, FEW
from maps.layers.layer import MERCATOR, Column, Layer
from maps.layers.told import TOLD_LEVEL
from maps.layers.zooms import COARSE_LEVEL, POINTS_IN_VIEW

_COARSE_M: Final = 15_000
"""Metres of web Mercator within which a coarse cell lies about its middle."""

_REPORTS: Final = """
SELECT number, 1 AS n, (merged_into_id IS NULL)::int AS incidents, category_id AS category, state, received, lon, lat,
    false AS coarse, false AS few, false AS gathered, ST_Transform(place, {srid}) AS geometry
FROM report WHERE public_cell_m IS NULL
"""
# What is known to a cell is drawn as that cell, once, however many reports lie in it
_COARSE: Final = """
SELECT CASE WHEN n = 1 THEN number END, n, incidents, CASE WHEN n = 1 THEN category END, CASE WHEN n = 1 THEN state END,
    CASE WHEN n = 1 THEN received END, lon, lat, true, false, false,
    COALESCE(outline.geometry, ST_Transform(place, {srid}))
FROM (
    SELECT place, count(*)::int AS n, count(*) FILTER (WHERE merged_into_id IS NULL)::int AS incidents,
        min(number) AS number, min(category_id) AS category, min(state) AS state, min(received) AS received,
        min(lon) AS lon, min(lat) AS lat
    FROM report WHERE public_cell_m IS NOT NULL GROUP BY place
) spot LEFT JOIN LATERAL (
    SELECT geometry FROM maps_hexagon
    WHERE resolution = {level} AND ST_Within(ST_Transform(place, {srid}), geometry) LIMIT 1
) outline ON true
"""
_HEXAGONS: Final = """
SELECT NULL AS number, n, incidents, NULL AS category, NULL AS state, NULL::date AS received, lon, lat,
    resolution < %s AS coarse, few, true AS gathered, geometry
FROM held
"""


def source(ask: Ask) -> Sql:
    """Return the reports of a question that the viewer may see, or hexagons where there are too many for a view."""
    if ask.audience.must_not_tell(ask.selection):
        held = counted(ask)
        return Sql(f"WITH held AS ({held.text}) {_HEXAGONS}", [*held.values, TOLD_LEVEL])
    points = f"{_REPORTS.format(srid=MERCATOR)} UNION ALL {_COARSE.format(srid=MERCATOR, level=COARSE_LEVEL)}"
    reports = _reports(ask)
    if ask.box is None:
        return Sql(f"WITH report AS MATERIALIZED ({reports.text}) {points}", reports.values)
    held = counted(ask)
    # The counts say which of the two is made; the other one is never begun
    sql = (
        f"WITH held AS MATERIALIZED ({held.text}), "  # noqa: S608
        "many AS MATERIALIZED (SELECT COALESCE(sum(n), 0) > %s AS so FROM held), "
        f"report AS MATERIALIZED (SELECT * FROM ({reports.text}) seen WHERE NOT (SELECT so FROM many)) "
        f"{points} UNION ALL {_HEXAGONS} WHERE (SELECT so FROM many)"
    )
    return Sql(sql, [*held.values, POINTS_IN_VIEW, *reports.values, ask.level])


def _reports(ask: Ask) -> Sql:
    reports = ask.audience.reports(ask.selection).filter(public_point__isnull=False)
    if ask.box is not None:
        reports = reports.filter(public_point__bboverlaps=Polygon.from_bbox(_grown(ask.box).degrees()))
    rows = reports.order_by().annotate(
        received=TruncDate("received_at", tzinfo=timezone.get_default_timezone()),
        lon=Func("public_point", function="ST_X", output_field=FloatField()),
        lat=Func("public_point", function="ST_Y", output_field=FloatField()),
        place=Geometry("public_point"),
    )
    names = ("number", "category_id", "state", "merged_into_id", "public_cell_m")
    text, values = rows.values(*names, "received", "lon", "lat", "place").query.sql_with_params()
    return Sql(text, list(values))


def _grown(box: Box) -> Box:
    """Take in the middles of coarse cells that reach into a box."""
    return Box(box.west - _COARSE_M, box.south - _COARSE_M, box.east + _COARSE_M, box.north + _COARSE_M)


POINTS = Layer(
    "titik",
    _("Reports"),
    (
        Column("number", "text", _("number")),
        *COUNTS,
        Column("category", "text", _("category")),
        Column("state", "text", _("state")),
        Column("received", "date", _("received")),
        Column("lon", "number", _("longitude")),
        Column("lat", "number", _("latitude")),
        Column("coarse", "boolean", _("coarse place")),
        FEW,
        Column("gathered", "boolean", _("gathered by hexagon")),
    ),
    source,
)
