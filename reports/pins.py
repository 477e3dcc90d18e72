"""PINs: six digits that let a reporter follow a report without an account.

The PIN is derived from the server's secret and the idempotency key of the submission, so that a submission sent twice
shows the same PIN though none is stored. What is stored is a keyed digest: with a million possible PINs a slow hash
would protect a stolen database for some days, a key that is not in the database protects it altogether. Where
SECRET_KEY is changed, the old one stays in SECRET_KEY_FALLBACKS for as long as its PINs are to work.
"""

import hmac
from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

DIGITS = 6


def derive_pin(key: UUID, secret: str | bytes | None = None) -> str:
    """Return the PIN of the submission with this idempotency key, six digits as text."""
    digest = salted_hmac("reports.pins.derive", key.hex, secret=secret, algorithm="sha256").digest()
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}}"


def digest_pin(number: str, pin: str, secret: str | bytes | None = None) -> str:
    """Return what is stored of a PIN: a digest bound to the number of its report."""
    return salted_hmac("reports.pins.store", f"{number}:{pin}", secret=secret, algorithm="sha256").hexdigest()


def pin_matches(number: str, pin: str, stored: str) -> bool:
    """Tell in constant time whether `pin` is the PIN whose digest is `stored`."""
    matches = [hmac.compare_digest(digest_pin(number, pin, secret), stored) for secret in _secrets()]
    return any(matches)


def recover_pin(key: UUID, number: str, stored: str) -> str | None:
    """Return the PIN shown when the report was filed, or None when its secret is no longer configured."""
    for secret in _secrets():
        pin = derive_pin(key, secret)
        if pin_matches(number, pin, stored):
            return pin
    return None


def _secrets() -> Iterator[str | bytes]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS
