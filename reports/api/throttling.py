"""How often somebody may ask: counted by token, else by address, in the table that all processes share."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from reports.throttle import Limit, Spent, TooManyAttemptsError, client_address

WINDOW_S = 60


class Counted(BaseThrottle):
    """Counts each question, and notes for the answer's headers what is left."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count; raise Throttled when it was one too many."""
        limit, subject = self.limit_of(request)
        if not limit.times:
            return True
        try:
            spent = limit.charge(subject)
        except TooManyAttemptsError as error:
            request.limit_headers = _headers(limit, Spent(0, error.retry_after))
            refused = Throttled(detail=_("Too many requests. Try again later."))
            refused.wait = error.retry_after
            raise refused from error
        request.limit_headers = _headers(limit, spent)
        return True

    def limit_of(self, request: Request) -> tuple[Limit, str]:
        """Return the limit that counts for a question, and whose it is."""
        token = request.auth
        if token is not None:
            return Limit("api-token", settings.API_PER_MINUTE_BY_TOKEN, WINDOW_S), str(token.pk)
        return Limit("api-address", settings.API_PER_MINUTE, WINDOW_S), client_address(request._request)


def _headers(limit: Limit, spent: Spent) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(limit.times),
        "RateLimit-Remaining": str(spent.left),
        "RateLimit-Reset": str(spent.seconds),
        "RateLimit-Policy": f"{limit.times};w={limit.seconds}",
    }
