"""The layer of hotspots as things: their outlines, reduced to what the viewer may know."""

import json
from typing import Any

from django.contrib.gis.geos import Polygon
from django.utils.translation import gettext_lazy as _

from maps.hotspot.seeing import SeenHotspot, see_hotspots
from maps.hotspot.selecting import selected
from maps.layers.ask import Ask, Sql, counted_by_today
from maps.layers.layer import DEGREES, Column, Layer

_TYPES = {"text": "text", "integer": "int", "number": "float8", "boolean": "boolean", "date": "date"}
_COLUMNS = (
    Column("number", "integer", _("number")),
    Column("name", "text", _("name")),
    Column("n", "integer", _("incidents")),
    Column("theme", "text", _("theme")),
    Column("category", "text", _("category")),
    Column("first_on", "date", _("first report")),
    Column("last_on", "date", _("latest report")),
    Column("standing", "text", _("standing")),
    Column("campaign", "boolean", _("few reporters in short time")),
    Column("url", "text", _("page")),
)


def source(ask: Ask) -> Sql:
    """Return the outlines of hotspots that a question is about; there are some hundred at most."""
    box = Polygon.from_bbox(ask.box.degrees()) if ask.box else None
    rows = selected(ask.audience.user, ask.selection, box)
    seen = [_row(one) for one in see_hotspots(ask.audience.user, rows) if _touches(one, box)]
    columns = ", ".join(f'"{column.name}" {_TYPES[column.kind]}' for column in _COLUMNS)
    names = ", ".join(f'"{column.name}"' for column in _COLUMNS)
    sql = (
        f"SELECT {names}, ST_GeomFromGeoJSON(outline) AS geometry "  # noqa: S608
        f"FROM jsonb_to_recordset(%s::jsonb) AS told ({columns}, outline text)"
    )
    return Sql(sql, [json.dumps(seen)])


def _touches(seen: SeenHotspot, box: Polygon | None) -> bool:
    """Whether the outline that the viewer sees touches a box: by the whole one, boxes would find what is hidden."""
    return box is None or (seen.hull is not None and bool(seen.hull.intersects(box)))


def _row(seen: SeenHotspot) -> dict[str, Any]:
    return seen.properties | {"outline": json.dumps(seen.geometry) if seen.geometry else None}


OUTLINES = Layer(
    "titik-rawan",
    _("Hotspots"),
    _COLUMNS,
    source,
    srid=DEGREES,
    geometry="Polygon",
    check=counted_by_today,
    worded=True,
)
