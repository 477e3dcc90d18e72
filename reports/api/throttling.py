"""How often somebody may ask: counted by token, else by address, in the table that all processes share."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from reports.throttle import Limit, Spent, TooManyAttemptsError, client_address

WINDOW_S: Final = 60


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
            request.limit_headers = told_headers(limit, Spent(0, error.retry_after))
            refused = Throttled(detail=_("Too many requests. Try again later."))
            refused.wait = error.retry_after
            raise refused from error
        request.limit_headers = told_headers(limit, spent)
        return True

    def limit_of(self, request: Request) -> tuple[Limit, str]:
        """Return the limit that counts for a question, and whose it is."""
        token = request.auth
        if token is not None:
            return Limit("api-token", settings.API_PER_MINUTE_BY_TOKEN, WINDOW_S), str(token.pk)
        return by_address(), client_address(request._request)


def by_address() -> Limit:
    """Return the limit of questions from one address: to /api/v1/, /open311/ and /ogc/ together."""
    return Limit("api-address", settings.API_PER_MINUTE, WINDOW_S)


def count_question(request: HttpRequest) -> dict[str, str]:
    """Count a question that is asked without a key, and return the headers that say what is left.

    Raises
    ------
    TooManyAttemptsError
        It was one too many; `refused_headers` says so.
    """
    limit = by_address()
    if not limit.times:
        return {}
    return told_headers(limit, limit.charge(client_address(request)))


def refused_headers(error: TooManyAttemptsError, limit: Limit | None = None) -> dict[str, str]:
    """Return the headers of an answer to a question that was one too many, for its address unless a limit is named."""
    spent = Spent(0, error.retry_after)
    return told_headers(limit or by_address(), spent) | {"Retry-After": str(error.retry_after)}


def told_headers(limit: Limit, spent: Spent) -> dict[str, str]:
    """Return the headers that say what is left of a limit."""
    return {
        "RateLimit-Limit": str(limit.times),
        "RateLimit-Remaining": str(spent.left),
        "RateLimit-Reset": str(spent.seconds),
        "RateLimit-Policy": f"{limit.times};w={limit.seconds}",
    }
