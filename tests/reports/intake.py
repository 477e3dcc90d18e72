"""What tests of bulk intake share: a partner, its lines, its files."""

import json
from pathlib import Path
from typing import Any

from django.test import Client

from accounts.actions.partners import issue_key
from accounts.models import Partner, PartnerKey, Scope
from tests.factories import SANGATTA

URL = "/api/v1/intake/"
MEDIA = "application/x-ndjson"
TEXT = "Tumpukan sampah di pinggir jalan, sudah dua minggu."


def partner(name: str = "Aduan Kutim") -> Partner:
    found, _made = Partner.objects.get_or_create(name=name, contact_email="aduan@contoh.id")
    return found


def intake_key(name: str = "Aduan Kutim", *, scope: Scope = Scope.INTAKE, test: bool = False, **more: Any) -> str:
    """The secret of a new key of a partner."""
    key, secret = issue_key(partner(name), [scope], test=test)
    PartnerKey.objects.filter(pk=key.pk).update(**more) if more else None
    return secret


def said(source_id: Any, **changes: Any) -> dict[str, Any]:
    """A complaint about rubbish in Sangatta as a line; None takes a field away."""
    fields = {
        "source_id": source_id, "category": "W1", "lon": SANGATTA[0], "lat": SANGATTA[1], "description": TEXT,
    } | changes  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


def ndjson(*lines: Any) -> bytes:
    """Lines as they are sent; bytes are sent as they are."""
    return b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines) + b"\n"


def post(key: str, body: bytes, *, query: str = "", content_type: str = MEDIA, **headers: str) -> Any:
    """Send, as a program does, which has no CSRF token."""
    known = {"Authorization": f"Bearer {key}"} if key else {}
    return Client(enforce_csrf_checks=True).generic(
        "POST", URL + query, body, content_type=content_type, headers=known | headers, CONTENT_TYPE=content_type
    )


def handed(key: str, *lines: Any, **more: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Hand lines over; return what is told of each, and the counts."""
    response = post(key, ndjson(*lines), **more)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200, body.decode()
    assert response["Content-Type"] == MEDIA
    told = [json.loads(line) for line in body.splitlines()]
    return told[:-1], told[-1]["summary"]


def statuses(told: list[dict[str, Any]]) -> list[str]:
    return [line["status"] for line in told]


def csv_file(folder: Path, text: str, encoding: str = "utf-8", name: str = "aduan.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
