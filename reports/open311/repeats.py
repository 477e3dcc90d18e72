"""What is sent again is one report: by the Idempotency-Key of its sender, else by its content and the time."""

import datetime as dt
import json
from typing import Final
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import PartnerKey
from reports.models import Report
from reports.open311.errors import Open311Error

SAME_WITHIN: Final = dt.timedelta(minutes=10)
"""The same request of a partner within this time was sent again, where no Idempotency-Key says otherwise."""


def header_key(request: HttpRequest) -> str:
    """Return the sender's own key for this report, empty where there is none. Raises Open311Error, 400, for no UUID."""
    text = request.headers.get("Idempotency-Key", "").strip('" ')
    try:
        return UUID(text).hex if text else ""
    except ValueError as error:
        message = _("An idempotency key is a UUID that you choose anew for each report.")
        raise Open311Error(400, message) from error


def same_as(key: PartnerKey, header: str, sent: QueryDict, photos: list[str]) -> UUID:
    """Return the idempotency key of a report: the same for the same request of a partner that is sent again.

    That is by its Idempotency-Key, or else by all that was sent. The time is cut into pieces as long as SAME_WITHIN: a
    repetition falls into the piece of the first request, or into the next one.
    """
    if header:
        return _uuid(key, "header", header)
    said = [(name, sent.getlist(name)) for name in sorted(sent) if name != "api_key"]
    digest = json.dumps([said, photos])
    now = timezone.now()
    piece = int(now.timestamp() // SAME_WITHIN.total_seconds())
    before = _uuid(key, str(piece - 1), digest)
    if Report.everything.filter(idempotency_key=before, received_at__gt=now - SAME_WITHIN).exists():
        return before
    return _uuid(key, str(piece), digest)


def _uuid(key: PartnerKey, *parts: str) -> UUID:
    """A key that no other partner's request can have, and that nobody works out."""
    value = json.dumps([key.partner_id, *parts])
    return UUID(hex=salted_hmac("reports.open311.key", value, algorithm="sha256").hexdigest()[:32])
