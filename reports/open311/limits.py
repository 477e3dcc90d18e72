"""How often somebody may ask: a partner by its key, everyone else by address, together with /api/v1/."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import PartnerKey
from reports.open311.errors import Open311Error
from reports.throttle import Limit, TooManyAttemptsError, client_address


def count_reading(request: HttpRequest) -> None:
    """Count a question about reports; raise Open311Error, 429, when it is one too many from its address."""
    limit = Limit("api-address", settings.API_PER_MINUTE, 60)
    if limit.times:
        _count(limit, client_address(request), _("Too many requests. Try again later."))


def count_filing(key: PartnerKey) -> None:
    """Count a filing, right or wrong; raise Open311Error, 429, when it is one too many for the key."""
    if not key.per_hour:  # as everywhere: no limit
        return
    said = _("This key is good for %(number)d requests an hour. Try again later.") % {"number": key.per_hour}
    _count(Limit("open311", key.per_hour), str(key.pk), said)


def _count(limit: Limit, subject: str, said: str) -> None:
    try:
        limit.charge(subject)
    except TooManyAttemptsError as error:
        raise Open311Error(429, said, headers={"Retry-After": str(error.retry_after)}) from error
