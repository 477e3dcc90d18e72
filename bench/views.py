"""Views that ours are held against: one that does nothing, the obvious look-ups, and the plainest filing."""

import json
import secrets

from django.contrib.gis.geos import Point
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from reports.models import Report

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


@csrf_exempt
def bare_insert(request: HttpRequest) -> JsonResponse:
    """Store what was sent as one row through the ORM: no check, no place, no decision, no history, no task."""
    said = json.loads(request.body)
    report = Report.objects.create(
        number=secrets.token_hex(6),
        pin_hash="",
        category_id=said["category"],
        description=said["description"],
        point=Point(said["lon"], said["lat"], srid=4326),
        point_source="gps",
        accuracy_m=said["accuracy_m"],
        setting="land",
        agency_id=1,
        received_at=timezone.now(),
    )
    return JsonResponse({"number": report.number}, status=201)
