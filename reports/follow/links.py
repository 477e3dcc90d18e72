"""The links of a follower's letters. Their token is derived when a letter is written; the database has its digest."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from reports.models import Follower


def derive(follower: Follower, secret: str | bytes | None = None) -> str:
    """Return the token of a stored follower under a secret, the current one if None: 43 letters, digits, - and _."""
    mac = salted_hmac("reports.follow.token", str(follower.pk), secret=secret, algorithm="sha256")
    return urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def digest(token: str) -> str:
    """Return what is stored of a token. It is too long to be guessed, so that its digest needs no key."""
    return hashlib.sha256(token.encode()).hexdigest()


def unused_digest() -> str:
    """Return the digest of a token that nobody has, for a follower who gets no letters."""
    return digest(secrets.token_urlsafe())


def token_of(follower: Follower) -> str:
    """Return the token whose digest is stored, also where SECRET_KEY was changed since.

    Raises
    ------
    LookupError
        The secret it was derived from is no longer configured, or the follower gets no letters.
    """
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = derive(follower, secret)
        if digest(token) == follower.token_digest:
            return token
    raise LookupError(f"no token of follower {follower.pk}")


def confirm_url(follower: Follower) -> str:
    """The address at which the owner of an e-mail address says that the letters are wanted."""
    return _url("reports:follow-confirm", follower)


def stop_url(follower: Follower) -> str:
    """The address that ends the letters: a page with one button, and one click of a mail program (RFC 8058)."""
    return _url("reports:follow-stop", follower)


def _url(name: str, follower: Follower) -> str:
    with translation.override(follower.language):
        return settings.SITE_URL + reverse(name, args=[token_of(follower)])
