"""Sign what is sent as Standard Webhooks (standardwebhooks.com) has it, so that receivers find a library for it."""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from typing import Final

from reports import crypto
from reports.models import WebhookEndpoint

_PREFIX: Final = "whsec_"


def new_secret(endpoint: WebhookEndpoint) -> str:
    """Give an endpoint a new secret; return it in the form that receivers configure. It is shown once."""
    secret = _PREFIX + b64encode(secrets.token_bytes(32)).decode()
    endpoint.secret = crypto.encrypt(secret)
    return secret


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of `webhook-signature`: HMAC-SHA256 over `id.timestamp.body`."""
    key = b64decode(secret.removeprefix(_PREFIX))
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
