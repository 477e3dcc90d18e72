"""Somebody of the public without an account, as far as it takes to count them once."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from reports.throttle import client_address

HALF = 32  # hexadecimal digits of each part of `trace`


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor by digests alone: `device` is a browser or an account, `network` an address.

    Nobody can be found by them, and they are the same only for whoever has the server's secret.
    """

    device: str
    network: str

    @property
    def trace(self) -> str:
        """Both in one, network first: who changes the browser is still seen to come from the same network."""
        return self.network[:HALF] + self.device[:HALF]


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who asks: an account; else a browser, known by the cookie that every form of ours needs anyway."""
    network = client_address(request)
    user = getattr(request, "user", None)
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if user is not None and user.is_authenticated:
        device = f"user:{user.pk}"
    else:
        device = f"browser:{cookie}" if cookie else f"network:{network}"
    return Visitor(_digest(device), _digest(f"network:{network}"))


def _digest(text: str) -> str:
    return salted_hmac("reports.visitor", text, algorithm="sha256").hexdigest()
