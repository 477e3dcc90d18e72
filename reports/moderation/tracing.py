"""Whether reports of one place and short time come from few hands, without knowing whose hands they are.

A browser, an account, a telephone and an e-mail leave keyed digests that hold the hexagon (some 17 km wide) and the
fortnight as well: only filings near each other and within the same two weeks can be compared. That somebody reported
elsewhere, or before, cannot be seen from them, nor who it was.

Each fortnight has a secret of its own, made by chance and deleted when the fortnight is over. With it and TRACE_KEY,
which is in no database, one could try whether a telephone left a digest; afterwards nobody can, not even who runs the
platform. Digests that are there are still compared with each other, which is all that is needed.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Final

import h3
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from reports.models import FilingTrace, Report, TraceKey
from reports.moderation.blocking import Kind, Sender
from reports.places import COARSE_RESOLUTION

KEPT: Final = dt.timedelta(days=400)
"""The statistics look back twelve months."""
_DAYS: Final = 14
_LATE: Final = dt.timedelta(days=1)
"""How long after its fortnight a key is kept, for filings that were on their way."""
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
    marks = marks_of(known, report)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_filingtrace (report_id, marks, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [report.pk, marks, report.received_at],
        )


def marks_of(values: list[str], report: Report) -> list[str]:
    """Return two digests of each value: fortnights overlap by a week, so that any seven days lie within one of them."""
    assert report.public_point is not None  # noqa: S101 - for the type checker; leave_trace has asked
    cell = h3.latlng_to_cell(report.public_point.y, report.public_point.x, COARSE_RESOLUTION)
    keys = _keys(timezone.localdate(report.received_at, timezone.get_default_timezone()))
    return [_digest(key, f"{cell}|{value}").hex()[:_DIGITS] for value in values for key in keys]


def _keys(day: dt.date) -> list[bytes]:
    """Return the keys of the two fortnights that hold a day; who files first in one makes its secret."""
    number, half = day.toordinal(), _DAYS // 2
    begins = {f"a{number // _DAYS}": number // _DAYS * _DAYS}
    begins |= {f"b{(number + half) // _DAYS}": (number + half) // _DAYS * _DAYS - half}
    kept = TraceKey.objects.filter(span__in=begins)
    known = dict(kept.values_list("span", "secret"))
    if len(known) < len(begins):
        new = [
            TraceKey(span=span, secret=secrets.token_bytes(32), until=dt.date.fromordinal(begin + _DAYS))
            for span, begin in begins.items()
        ]
        TraceKey.objects.bulk_create(new, ignore_conflicts=True)
        known = dict(kept.values_list("span", "secret"))
    return [_digest(settings.TRACE_KEY.encode(), span, bytes(known[span])) for span in begins]


def _digest(key: bytes, text: str, more: bytes = b"") -> bytes:
    return hmac.new(key, text.encode() + more, hashlib.sha256).digest()


def sweep_traces() -> int:
    """Delete traces that no statistic looks at any more and keys that are over; return how many traces."""
    TraceKey.objects.filter(until__lt=timezone.localdate() - _LATE).delete()
    return FilingTrace.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
