"""On which device a report was opened or filed before: wrong guesses of others do not lock its reporter out there.

Numbers of reports are public, and ten wrong PINs close one for the hour. The device keeps a signed list of digests,
from which nobody reads what was opened on it, and by which it has attempts of its own at just these reports.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from reports.models import Report

COOKIE, _SALT = "kenal", "reports.device"
KEPT_SECONDS = 400 * 24 * 3600
_MOST = 20


def opened_here(request: HttpRequest, number: str) -> bool:
    """Whether this device has had the report with this number open, with its PIN."""
    return _digest(number) in _known(request)


def remember_device(request: HttpRequest, response: HttpResponse, report: Report) -> None:
    """Let the device be known for this report by whoever has opened or filed it."""
    mine = _digest(report.number)
    known = [mine, *(digest for digest in _known(request) if digest != mine)][:_MOST]
    response.set_signed_cookie(
        COOKIE,
        ".".join(known),
        salt=_SALT,
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _known(request: HttpRequest) -> list[str]:
    kept = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=KEPT_SECONDS) or ""
    return kept.split(".") if kept else []


def _digest(number: str) -> str:
    return salted_hmac(_SALT, number, algorithm="sha256").hexdigest()[:20]
