"""The layer of points: single reports where that is allowed; where there are too many, hexagons stand in."""

from typing import Final

from django.db.models import FloatField, Func
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maps.layers.ask import Ask, Sql, counted_by_today
from maps.layers.audience import Geometry
from maps.layers.counting import counted, outlines_of
from maps.layers.hexagons import COUNTS, is_of_everything
from maps.layers.layer import DEGREES, MERCATOR, Column, Layer
from maps.layers.remembered import remembered
from maps.layers.zooms import COARSE_LEVEL, POINTS_IN_VIEW
from maps.models.bins import LEVELS
from reports.querysets import ReportQuerySet

# Put together of names of our own, here and below: every value is a parameter
_REPORTS: Final = f"""
SELECT number, 1 AS n, (merged_into_id IS NULL)::int AS incidents, category_id AS category, state, received, lon, lat,
    false AS coarse, false AS gathered, ST_Transform(place, {MERCATOR}) AS geometry
FROM ({{reports}}) report WHERE {{gate}}
"""  # noqa: S608
# What is known to a cell is drawn as that cell, once, however many reports lie in it. It stands in its very middle
_COARSE: Final = f"""
SELECT CASE WHEN count(*) = 1 THEN min(number) END, count(*)::int, count(*) FILTER (WHERE merged_into_id IS NULL)::int,
    CASE WHEN count(*) = 1 THEN min(category_id) END, CASE WHEN count(*) = 1 THEN min(state) END,
    CASE WHEN count(*) = 1 THEN min(received) END, o.lon, o.lat, true, false, o.geometry
FROM ({{outlines}}) o CROSS JOIN LATERAL (
    SELECT * FROM ({{reports}}) seen
    WHERE place && ST_Expand(ST_SetSRID(ST_MakePoint(o.lon, o.lat), {DEGREES}), 0.0001)
) report
WHERE {{gate}} AND EXISTS (SELECT FROM maps_bin b WHERE b.grain = 0 AND b.level = {LEVELS[-1]} AND b.cell = o.cell)
GROUP BY o.cell, o.geometry, o.lon, o.lat
"""  # noqa: S608
_HEXAGONS: Final = """
SELECT NULL AS number, n, incidents, NULL AS category, NULL AS state, NULL::date AS received, lon, lat,
    resolution < %s AS coarse, true AS gathered, geometry
FROM held
"""


def source(ask: Ask) -> Sql:
    """Return the reports of a question that the viewer may see, or hexagons where there are too many for a view."""
    if ask.box is None:
        return _points(ask, "true")
    held, points = counted(ask), _points(ask, "NOT (SELECT so FROM many)")
    # The counts say which of the two is made; the other one is never begun
    sql = (
        f"WITH held AS MATERIALIZED ({held.text}), "  # noqa: S608
        "many AS MATERIALIZED (SELECT COALESCE(sum(n), 0) > %s AS so FROM held) "
        f"{points.text} UNION ALL {_HEXAGONS} WHERE (SELECT so FROM many)"
    )
    return Sql(sql, [*held.values, POINTS_IN_VIEW, *points.values, ask.level])


def _points(ask: Ask, gate: str) -> Sql:
    """Return the reports of a question one by one, and the cells of those that are coarse."""
    exact, coarse = _seen(ask)
    inside = Sql("", [])
    if ask.box is not None:
        inside = Sql("place && ST_MakeEnvelope(%s, %s, %s, %s, 4326) AND ", list(ask.box.degrees()))
    outlines = outlines_of(ask.box, [COARSE_LEVEL])
    text = (
        f"{_REPORTS.format(reports=exact.text, gate=inside.text + gate)} UNION ALL "
        f"{_COARSE.format(outlines=outlines.text, reports=coarse.text, gate=gate)}"
    )
    return Sql(text, [*exact.values, *inside.values, *outlines.values, *coarse.values])


def _seen(ask: Ask) -> tuple[Sql, Sql]:
    """Return the reports whose place is exact and those whose place is coarse, wherever they are.

    Writing these queries takes as long as answering them: those of visitors are remembered.
    """

    def made() -> tuple[Sql, Sql]:
        seen = ask.audience.reports(ask.selection).order_by().filter(public_point__isnull=False)
        return _columns(seen.filter(public_cell_m__isnull=True)), _columns(seen.filter(public_cell_m__isnull=False))

    return remembered(f"points|{ask.selection.key}", made) if ask.audience.is_shared else made()


def _columns(reports: ReportQuerySet) -> Sql:
    rows = reports.annotate(
        received=TruncDate("received_at", tzinfo=timezone.get_default_timezone()),
        lon=Func("public_point", function="ST_X", output_field=FloatField()),
        lat=Func("public_point", function="ST_Y", output_field=FloatField()),
        place=Geometry("public_point"),
    ).values("number", "category_id", "state", "merged_into_id", "received", "lon", "lat", "place")
    text, values = rows.query.sql_with_params()
    return Sql(text, list(values))


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
        Column("gathered", "boolean", _("gathered by hexagon")),
    ),
    source,
    check=counted_by_today,
    planned_once=is_of_everything,
)
