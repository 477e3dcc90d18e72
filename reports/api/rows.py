"""Reports as lists tell them, written by the database: what the public may know, as reports.projection has it."""

from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework.request import Request

from boundaries.api.answers import GEOJSON
from boundaries.api.sql import rows_as_json
from reports.models import Audience
from reports.models.history import SHOWN_ANEW
from reports.redaction import BLACK

_NAME: Final = "CASE WHEN %(language)s = 'en' THEN c.name_en ELSE c.name_id END"
# An account that nobody has checked is nobody's to read; of one in which something is black, what is left.
_LISTED: Final = """'number', r.number, 'kind', r.kind, 'state', r.state,
    'received_on', (r.received_at AT TIME ZONE %(zone)s)::date, 'verified', r.verified_at IS NOT NULL,
    'description', CASE WHEN r.verified_at IS NOT NULL
                        THEN coalesce(CASE WHEN r.public_description = '' THEN %(black)s ELSE r.public_description END,
                                      r.description) END,
    'updated_at', to_char(greatest(r.received_at, changed.at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'demo', r.is_demo, 'url', %(before)s || r.number || %(after)s"""
_LON: Final = "round(ST_X(r.public_point)::numeric, 6)"
_LAT: Final = "round(ST_Y(r.public_point)::numeric, 6)"
_AREA: Final = "CASE WHEN {0}.code IS NOT NULL THEN json_build_object('code', {0}.code, 'name', {0}.name) END"
_AS_JSON: Final = f"""json_build_object({_LISTED},
    'category', json_build_object('code', c.code, 'name', {_NAME}, 'theme', c.theme_id),
    'place', json_build_object('lon', {_LON}, 'lat', {_LAT}, 'cell_m', r.public_cell_m,
        'regency', {_AREA.format("g")}, 'province', {_AREA.format("p")}))"""
_AS_GEOJSON: Final = f"""json_build_object('type', 'Feature', 'id', r.number,
    'geometry', ST_AsGeoJSON(r.public_point, 6)::json,
    'properties', json_build_object({_LISTED}, 'category', c.code, 'category_name', {_NAME}, 'theme', c.theme_id,
        'cell_m', r.public_cell_m, 'regency', g.code, 'regency_name', g.name, 'province', p.code,
        'province_name', p.name))"""
_ROWS: Final = """
SELECT json_agg({row} ORDER BY array_position(%(keys)s, r.id))::text
FROM reports_report r
JOIN reports_category c ON c.code = r.category_id
LEFT JOIN boundaries_area g ON g.id = r.regency_id
LEFT JOIN boundaries_area p ON p.id = r.province_id
LEFT JOIN (
    SELECT report_id, max(at) AS at FROM reports_historyentry
    WHERE report_id = ANY(%(keys)s) AND (audience = %(public)s OR verb = ANY(%(anew)s)) GROUP BY report_id
) changed ON changed.report_id = r.id
WHERE r.id = ANY(%(keys)s)
"""


def listed(request: Request, keys: list[int], media: str) -> bytes:
    """Return public reports by their primary keys, in this order, as a JSON list; of features where `media` says so."""
    before, after = request.build_absolute_uri(reverse("reports:detail", args=["NUMBER"])).split("NUMBER")
    values = {
        "keys": keys, "language": get_language(), "zone": timezone.get_default_timezone_name(), "black": BLACK,
        "before": before, "after": after, "public": Audience.PUBLIC.value, "anew": list(SHOWN_ANEW),
    }  # fmt: skip
    return rows_as_json(_ROWS.format(row=_AS_GEOJSON if media == GEOJSON else _AS_JSON), values)
