"""What a visitor's session remembers: reports opened with their PIN, and the receipt of a report just filed.

Nobody's telephone is only their own: what was opened is forgotten after two hours.
"""

import time

from django.http import HttpRequest

from reports.models import Report
from reports.policies import Viewer

OPEN_SECONDS = 2 * 3600
RECEIPT_SECONDS = 3600
_OPENED, _RECEIPTS = "reports_opened", "reports_receipts"


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who looks: the user, and the reports that this session has opened."""
    user = request.user if request.user.is_authenticated else None
    return Viewer.of(user, (int(pk) for pk in _fresh(request, _OPENED, OPEN_SECONDS)))


def remember_opened(request: HttpRequest, report: Report) -> None:
    """Let this session see the report in full for a while, under a session key nobody can have planted."""
    request.session.cycle_key()
    request.session[_OPENED] = {**_fresh(request, _OPENED, OPEN_SECONDS), str(report.pk): time.time()}


def remember_receipt(request: HttpRequest, report: Report) -> None:
    """Let this session, and no other, see the receipt with the PIN."""
    remember_opened(request, report)
    request.session[_RECEIPTS] = {**_fresh(request, _RECEIPTS, RECEIPT_SECONDS), str(report.pk): time.time()}


def may_see_receipt(request: HttpRequest, report: Report) -> bool:
    """Whether this session filed the report within the hour."""
    return str(report.pk) in _fresh(request, _RECEIPTS, RECEIPT_SECONDS)


def forget_all(request: HttpRequest) -> None:
    """Close every report that this session has opened."""
    for name in (_OPENED, _RECEIPTS):
        request.session.pop(name, None)


def _fresh(request: HttpRequest, name: str, seconds: int) -> dict[str, float]:
    now = time.time()
    return {pk: at for pk, at in request.session.get(name, {}).items() if now - at < seconds}
