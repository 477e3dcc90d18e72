"""Senders from whom nothing is taken in. Only keyed digests of them are kept, found again under an older secret too."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.remembered import Remembered
from reports.models import BlockedSender

Kind = BlockedSender.Kind
COUNTRY_CODE = "62"


class SenderBlockedError(Exception):
    """Nothing is taken in from this sender; why is for administrators alone."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends something: a network address, and a telephone and e-mail where they gave one."""

    address: str = ""
    phone: str = ""
    email: str = ""

    def known_by(self) -> Iterator[tuple[Kind, str]]:
        """Each thing the sender is known by, in the one way of writing it that digests are made of."""
        for kind, value in ((Kind.ADDRESS, self.address), (Kind.PHONE, self.phone), (Kind.EMAIL, self.email)):
            if written := normalised(kind, value):
                yield kind, written


def normalised(kind: str, value: str) -> str:
    """Return the one way of writing an address, telephone or e-mail; empty where there is nothing to write.

    0812 3456 and +62 812-3456 are one telephone; of IPv6 the /64 network counts (reports.throttle.client_address).
    """
    value = value.strip()
    if kind == Kind.EMAIL:
        return value.casefold()
    if kind == Kind.PHONE:
        digits = "".join(character for character in value if character.isdecimal())
        return COUNTRY_CODE + digits[1:] if digits.startswith("0") else digits
    try:
        parsed = ip_address(value.partition("/")[0])
    except ValueError:
        return value
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed.packed, 64), strict=False))


def digest(kind: str, value: str, secret: str | bytes | None = None) -> str:
    """Return the keyed digest of an address, telephone or e-mail."""
    return salted_hmac(f"reports.blocked.{kind}", normalised(kind, value), secret, algorithm="sha256").hexdigest()


def refuse_blocked(sender: Sender) -> None:
    """Raise SenderBlockedError when anything the sender is known by is shut out today."""
    blocked = _blocked()
    if not blocked:
        return
    now = timezone.now()
    for kind, value in sender.known_by():
        for secret in _secrets():
            until = blocked.get((kind, digest(kind, value, secret)), now)
            if until is None or until > now:
                raise SenderBlockedError


def _stored() -> dict[tuple[str, str], dt.datetime | None]:
    return {(row.kind, row.digest): row.until for row in BlockedSender.objects.all()}


_blocked = Remembered(_stored)


def _secrets() -> list[str | bytes]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
