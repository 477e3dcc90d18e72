"""Views that /api/v1/locate/ is held against: one that does nothing, and the obvious ones."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

_COVERING = """
    SELECT code, name FROM boundaries_area
    WHERE level = 'regency' AND ST_Covers(geometry, ST_SetSRID(ST_MakePoint(%s, %s), 4326))
"""


def bare(_request: HttpRequest) -> JsonResponse:
    """Answer without a look."""
    return JsonResponse({"ok": True})


def kept_connection(request: HttpRequest) -> JsonResponse:
    """Ask PostGIS through Django's connection, kept between requests as production's settings have it."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERING, [float(request.GET["lon"]), float(request.GET["lat"])])
        return JsonResponse({"regencies": cursor.fetchall()})


def connection_per_query(request: HttpRequest) -> JsonResponse:
    """Ask PostGIS through a connection of its own, as Django does by default (CONN_MAX_AGE = 0)."""
    connection.close()
    try:
        return kept_connection(request)
    finally:
        connection.close()
