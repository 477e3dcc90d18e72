"""Answers for whatever watches the service."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from boundaries.models import Edition


def process(request: HttpRequest) -> JsonResponse:
    """The process answers: 200, nothing else is asked of it."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and an edition of boundaries is in force, else 503 with what is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        edition = Edition.objects.in_force().first()
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503)
    if edition is None:
        return JsonResponse({"status": "unavailable", "database": "ok", "edition": None}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "edition": edition.name})
