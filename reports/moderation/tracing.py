"""Whether reports of one place and short time come from few hands, without knowing whose hands they are.

A browser, an account, a telephone and an e-mail leave keyed digests that hold the hexagon (some 17 km wide) and the
fortnight as well: only filings near each other and within the same two weeks can be compared. That somebody reported
elsewhere, or before, cannot be seen from them, nor who it was.
"""

import datetime as dt
from typing import Final

import h3
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reports.models import FilingTrace, Report
from reports.moderation.blocking import Kind, Sender
from reports.places import COARSE_RESOLUTION

KEPT: Final = dt.timedelta(days=400)
"""The statistics look back twelve months."""
_DAYS: Final = 14
_DIGITS: Final = 32


def device_of(request: HttpRequest) -> str:
    """Return what a browser is known by: its account, or the cookie that every form needs; "" for a program.

    Never the network: all telephones of a village may share one address.
    """
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user:{user.pk}"
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return f"browser:{cookie}" if cookie else ""


def leave_trace(report: Report, device: str, sender: Sender) -> None:
    """Keep what tells whose hand a new report is of; nothing for an exercise or where nothing does."""
    known = [device] if device else []
    known += [f"{kind}:{value}" for kind, value in sender.known_by() if kind != Kind.ADDRESS]
    if not known or report.public_point is None or report.practice:
        return
    marks = [mark for value in known for mark in marks_of(value, report)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_filingtrace (report_id, marks, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [report.pk, marks, report.received_at],
        )


def marks_of(value: str, report: Report) -> list[str]:
    """Return two digests: fortnights overlap by a week, so that any seven days lie within one of them."""
    assert report.public_point is not None  # noqa: S101 - for the type checker; leave_trace has asked
    cell = h3.latlng_to_cell(report.public_point.y, report.public_point.x, COARSE_RESOLUTION)
    day = timezone.localdate(report.received_at, timezone.get_default_timezone()).toordinal()
    spans = (f"a{day // _DAYS}", f"b{(day + _DAYS // 2) // _DAYS}")
    return [
        salted_hmac("reports.trace", f"{cell}|{span}|{value}", algorithm="sha256").hexdigest()[:_DIGITS]
        for span in spans
    ]


def sweep_traces() -> int:
    """Delete traces that no statistic looks at any more; return how many."""
    return FilingTrace.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
