"""How often somebody may ask: a partner by its key, everyone else by address, together with /api/v1/."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import PartnerKey
from reports.api.throttling import count_question, refused_headers, told_headers
from reports.open311.errors import Open311Error
from reports.throttle import Limit, TooManyAttemptsError


def count_reading(request: HttpRequest) -> None:
    """Count a question, and note for the answer's headers what is left of the minute.

    Raises
    ------
    Open311Error
        429: it is one too many from its address.
    """
    try:
        _note(request, count_question(request))
    except TooManyAttemptsError as error:
        raise Open311Error(429, _("Too many requests. Try again later."), headers=refused_headers(error)) from error


def count_filing(request: HttpRequest, key: PartnerKey) -> None:
    """Count a filing, right or wrong, and note for the answer's headers what is left of the hour.

    Raises
    ------
    Open311Error
        429: it is one too many for the key.
    """
    limit = Limit("open311", key.per_hour)
    if not limit.times:  # as everywhere: no limit
        return
    try:
        _note(request, told_headers(limit, limit.charge(str(key.pk))))
    except TooManyAttemptsError as error:
        said = _("This key is good for %(number)d requests an hour. Try again later.") % {"number": key.per_hour}
        raise Open311Error(429, said, headers=refused_headers(error, limit)) from error


def noted(request: HttpRequest) -> dict[str, str]:
    """Return the headers that were noted for the answer."""
    found: dict[str, str] = getattr(request, "limit_headers", {})
    return found


def _note(request: HttpRequest, headers: dict[str, str]) -> None:
    request.limit_headers = headers  # type: ignore[attr-defined]
