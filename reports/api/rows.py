"""Reports as lists tell them, written by the database: what the public may know, as reports.projection has it."""

from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework.request import Request

from boundaries.api.answers import GEOJSON
from boundaries.api.sql import rows_as_json
from reports.models.history import SHOWN_ANEW
from reports.redaction import BLACK

_NAME: Final = "CASE WHEN %(language)s = 'en' THEN c.name_en ELSE c.name_id END"
# An account that nobody has checked is nobody's to read; of one in which something is black, what is left.
_LISTED: Final = """r.number, r.kind, r.state, (r.received_at AT TIME ZONE %(zone)s)::date AS received_on,
    r.verified_at IS NOT NULL AS verified,
    CASE WHEN r.verified_at IS NOT NULL
         THEN coalesce(CASE WHEN r.public_description = '' THEN %(black)s ELSE r.public_description END, r.description)
    END AS description,
    greatest(r.received_at, changed.at) AS updated_at, r.is_demo AS demo, %(before)s || r.number || %(after)s AS url"""
_AREA: Final = "CASE WHEN {0}.code IS NOT NULL THEN json_build_object('code', {0}.code, 'name', {0}.name) END"
_NESTED: Final = f"""{_LISTED},
    json_build_object('code', c.code, 'name', {_NAME}, 'theme', c.theme_id) AS category,
    json_build_object(
        'lon', round(ST_X(r.public_point)::numeric, 6), 'lat', round(ST_Y(r.public_point)::numeric, 6),
        'cell_m', r.public_cell_m, 'regency', {_AREA.format("g")}, 'province', {_AREA.format("p")}) AS place"""
_FLAT: Final = f"""{_LISTED}, c.code AS category, {_NAME} AS category_name, c.theme_id AS theme,
    r.public_cell_m AS cell_m, g.code AS regency, g.name AS regency_name, p.code AS province, p.name AS province_name"""
# Numbers have letters, digits and a dash: nothing in them would have to be escaped
_FEATURE: Final = """'{"type":"Feature","id":"' || r.number || '","geometry":'
    || coalesce(ST_AsGeoJSON(r.public_point, 6), 'null') || ',"properties":' || row_to_json(listed)::text || '}'"""
_ROWS: Final = """
SELECT '[' || coalesce(string_agg({told}, ',' ORDER BY wanted.place), '') || ']'
FROM unnest(%(keys)s::bigint[]) WITH ORDINALITY AS wanted (id, place)
JOIN reports_report r ON r.id = wanted.id
JOIN reports_category c ON c.code = r.category_id
LEFT JOIN boundaries_area g ON g.id = r.regency_id
LEFT JOIN boundaries_area p ON p.id = r.province_id
LEFT JOIN LATERAL (
    SELECT h.at FROM reports_historyentry h
    WHERE h.report_id = r.id AND (h.audience = 'public' OR h.verb IN %(anew)s) ORDER BY h.at DESC LIMIT 1
) changed ON true
CROSS JOIN LATERAL (SELECT {columns}) listed
"""
_AS_JSON: Final = _ROWS.format(told="row_to_json(listed)::text", columns=_NESTED)
_AS_GEOJSON: Final = _ROWS.format(told=_FEATURE, columns=_FLAT)


def listed(request: Request, keys: list[int], media: str) -> bytes:
    """Return public reports by their primary keys, in this order, as a JSON list; of features where `media` says so."""
    before, after = request.build_absolute_uri(reverse("reports:detail", args=["NUMBER"])).split("NUMBER")
    values = {
        "keys": keys, "language": get_language(), "zone": timezone.get_default_timezone_name(), "black": BLACK,
        "before": before, "after": after, "anew": SHOWN_ANEW,
    }  # fmt: skip
    return rows_as_json(_AS_GEOJSON if media == GEOJSON else _AS_JSON, values)
