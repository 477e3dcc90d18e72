"""The plain way, which ours is held against: ST_AsMVT and GROUP BY over the table of reports, asked by a bare view.

The connection is kept, nothing is checked, nothing is cached.
"""

import datetime as dt
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

PUBLIC: Final = "NOT confidential AND NOT held AND NOT practice AND state <> 'diarsipkan'"
"""What Report.objects.public() asks for; a test compares."""

MIME: Final = "application/vnd.mapbox-vector-tile"

_POINTS = """
    SELECT ST_AsMVT(t, 'reports', 4096, 'geom') FROM (
        SELECT id, category_id, state, ST_AsMVTGeom(ST_Transform(public_point, 3857), tile.box, 4096, 64) AS geom
        FROM reports_report, (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box) tile
        WHERE {where} AND public_point && ST_Transform(tile.box, 4326)
    ) t
"""
# Counted by squares, 64 to a side of the tile: what GROUP BY can do without H3.
_SQUARES = """
    SELECT ST_AsMVT(t, 'squares', 4096, 'geom') FROM (
        SELECT count(*) AS n, ST_SnapToGrid(ST_AsMVTGeom(ST_Transform(public_point, 3857), tile.box, 4096, 64), 64)
            AS geom
        FROM reports_report, (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box) tile
        WHERE {where} AND public_point && ST_Transform(tile.box, 4326) GROUP BY 2
    ) t
"""
_REGENCIES_TILE = """
    SELECT ST_AsMVT(t, 'regencies', 4096, 'geom') FROM (
        SELECT a.code, a.name, r.n, ST_AsMVTGeom(ST_Transform(a.generalised, 3857), tile.box, 4096, 64) AS geom
        FROM (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box) tile
        JOIN boundaries_area a ON a.generalised && ST_Transform(tile.box, 4326)
        JOIN (SELECT regency_id, count(*) AS n FROM reports_report WHERE {where} GROUP BY 1) r ON r.regency_id = a.id
    ) t
"""
_REGENCIES = """
    SELECT a.code, a.name, count(*) FROM reports_report JOIN boundaries_area a ON a.id = regency_id
    WHERE {where} GROUP BY 1, 2
"""
_TILES = {"points": _POINTS, "squares": _SQUARES, "regencies": _REGENCIES_TILE}


def plain_tile(request: HttpRequest, kind: str, z: int, x: int, y: int) -> HttpResponse:
    """Answer with a vector tile straight from the table: all points, counts by squares, or counts by regency."""
    where, values = _where(request)
    with connection.cursor() as cursor:
        cursor.execute(_TILES[kind].format(where=where), {**values, "z": z, "x": x, "y": y})
        return HttpResponse(bytes(cursor.fetchone()[0]), content_type=MIME)


def plain_regencies(request: HttpRequest) -> JsonResponse:
    """Answer with the number of reports by regency."""
    where, values = _where(request)
    with connection.cursor() as cursor:
        cursor.execute(_REGENCIES.format(where=where), values)
        return JsonResponse({"regencies": cursor.fetchall()})


def _where(request: HttpRequest) -> tuple[str, dict[str, Any]]:
    """Translate the parameters that are measured with: category, state, province, since and until."""
    terms, values, asked = [PUBLIC], {}, request.GET
    for name, condition in (
        ("category", "category_id = %(category)s"),
        ("state", "state = %(state)s"),
        ("province", "province_id = (SELECT id FROM boundaries_area WHERE code = %(province)s LIMIT 1)"),
        ("since", "received_at >= %(since)s::timestamp AT TIME ZONE 'Asia/Jakarta'"),
        ("until", "received_at < (%(until)s::timestamp + interval '1 month') AT TIME ZONE 'Asia/Jakarta'"),
    ):
        if name in asked:
            terms.append(condition)
            values[name] = dt.date.fromisoformat(f"{asked[name]}-01") if name in ("since", "until") else asked[name]
    return " AND ".join(terms), values
