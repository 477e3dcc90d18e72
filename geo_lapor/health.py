"""Answers for whatever watches the service."""

from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from boundaries.models import Edition
from jobs.standing import queue_standing
from reports.models import Letter


def process(request: HttpRequest) -> JsonResponse:
    """The process answers: 200, nothing else is asked of it."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and an edition of boundaries is in force, else 503 with what is missing.

    How queue and letters stand is told beside it and never makes it fail: pages are served and reports taken in while
    the worker is away, and what is queued is not lost. `concerns` names what a person should look at.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        edition = Edition.objects.in_force().first()
        told = {"queue": queue_standing().as_dict(), "letters": _letters()}
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503)
    if edition is None:
        return JsonResponse({"status": "unavailable", "database": "ok", "edition": None, **told}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "edition": edition.name, **told})


def _letters() -> dict[str, Any]:
    """Letters that the mail server has not taken yet, and for how many seconds the oldest of them has waited."""
    found = Letter.objects.waiting().order_by().aggregate(waiting=Count("pk"), oldest=Min("created_at"))
    oldest = found["oldest"]
    return {
        "waiting": found["waiting"],
        "oldest_s": int((timezone.now() - oldest).total_seconds()) if oldest else 0,
    }
