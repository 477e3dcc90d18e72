"""Where a request comes from. Forwarded headers count only as far as proxies of ours wrote them."""

from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - stands for no address, as where gunicorn listens on a socket without a proxy


def client_ip(request: HttpRequest) -> str:
    """The visitor's address as the outermost of TRUSTED_PROXIES proxies saw it; empty where there is none."""
    if settings.TRUSTED_PROXIES:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(forwarded) >= settings.TRUSTED_PROXIES and forwarded[-settings.TRUSTED_PROXIES]:
            return forwarded[-settings.TRUSTED_PROXIES]
    return str(request.META.get("REMOTE_ADDR") or "")


def client_address(request: HttpRequest) -> str:
    """What limits count by: an IPv4 address as it is, the /64 network of an IPv6 subscriber, else the text itself.

    An IPv6 subscriber has 2⁶⁴ addresses to choose from: their network counts as one.
    """
    address = client_ip(request)
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed.packed, 64), strict=False))


def countable_ip(request: HttpRequest) -> str:
    """The same as one address, for columns that hold addresses only: of a network its first, UNKNOWN for none."""
    address = client_address(request).partition("/")[0]
    try:
        return str(ip_address(address))
    except ValueError:
        return UNKNOWN


def masked(address: str | None) -> str:
    """An address that its owner recognises and nobody else can use: "203.0.113.x", "2001:db8:…"."""
    if not address or address == UNKNOWN:
        return ""
    if ":" in address:
        return ":".join(address.split(":")[:2]) + ":…"
    return address.rpartition(".")[0] + ".x"
