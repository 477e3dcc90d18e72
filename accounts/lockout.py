"""How many wrong passwords are too many: counted by django-axes, in the database, for all server processes."""

from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.db.models import Sum
from django.http import HttpRequest

# Within AXES_COOLOFF_TIME. Never by account alone: else anybody could keep an officer out of it. Many people of an
# office share one address, so an address may err more often than one account from it.
BY_ADDRESS: Final = 20
BY_ACCOUNT_AND_ADDRESS: Final = 6
_LIMITS = (BY_ADDRESS, BY_ACCOUNT_AND_ADDRESS)  # in the order of AXES_LOCKOUT_PARAMETERS


class Handler(AxesDatabaseHandler):
    """Tells axes how many of the limits are reached; with AXES_FAILURE_LIMIT = 1, one is enough."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return how many of the two limits are reached."""
        counts = (
            attempts.aggregate(n=Sum("failures_since_start"))["n"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return sum(count >= limit for count, limit in zip(counts, _LIMITS, strict=True))

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """A right password clears its own account's errors from this address, not what else was tried from there."""
        count: int = AccessAttempt.objects.filter(
            username=get_client_username(request, credentials),
            ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
        ).delete()[0]
        return count
