"""Programs that ask the API: clients without a session, some with a token."""

import json
from typing import Any

from django.test import Client

from accounts.actions.tokens import make_token
from accounts.models import User
from accounts.scopes import TokenScope

API = "/api/v1"


def program(user: User | None = None, *scopes: TokenScope) -> Client:
    """Return a program; of a user where one is given, by a token with these scopes."""
    if user is None:
        return Client(enforce_csrf_checks=True)
    _token, secret = make_token(user, "percobaan", [scope.value for scope in scopes], 30)
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})


def ask(client: Client, address: str, **headers: str) -> Any:
    """Return what an address of the API answers."""
    return client.get(f"{API}{address}", headers=headers)


def send(client: Client, address: str, body: Any, **headers: str) -> Any:
    """Send JSON; text is sent as it is."""
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(f"{API}{address}", raw, content_type="application/json", headers=headers)


def numbers(response: Any) -> list[str]:
    """Return the numbers of the reports of a page, in their order."""
    body = response.json()
    return [row.get("number") or row["id"] for row in body.get("results", body.get("features"))]
