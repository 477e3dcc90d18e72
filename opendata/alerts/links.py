"""The links of an alert's letters. Their token is derived when a letter is written; the database has its digest."""

from base64 import urlsafe_b64encode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from opendata.models import Alert
from reports.follow.links import digest


def derive(alert: Alert, secret: str | bytes | None = None) -> str:
    """Return the token of a stored alert under a secret, the current one if None: 43 letters, digits, - and _."""
    mac = salted_hmac("opendata.alerts.token", str(alert.pk), secret=secret, algorithm="sha256")
    return urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def token_of(alert: Alert) -> str:
    """Return the token whose digest is stored, also where SECRET_KEY was changed since. Raises LookupError."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = derive(alert, secret)
        if digest(token) == alert.token_digest:
            return token
    raise LookupError(f"no token of alert {alert.pk}")


def url_of(alert: Alert, page: str) -> str:
    """Return the address of a page of an alert ("confirm", "manage" or "stop"), in the alert's language."""
    with translation.override(alert.language):
        return settings.SITE_URL + reverse(f"opendata:alert-{page}", args=[token_of(alert)])
