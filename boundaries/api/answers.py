"""Answers of the API: JSON with a digest of itself, so that whoever has it already is not sent it again."""

import hashlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.functional import Promise

JSON, GEOJSON = "application/json", "application/geo+json"
PRIVATE = "private, no-cache"
NEVER_KEPT = "no-store"


def told(body: Any) -> bytes:
    """Return something as the bytes of a JSON text, in UTF-8 and without spaces."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_words).encode()


def _words(value: Any) -> str:
    """Say words in the language of who asks."""
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} is nothing that JSON knows")


def answer(
    request: HttpRequest,
    body: Any,
    *,
    media: str = JSON,
    max_age: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """Return what was asked for; 304 where the client has it already.

    Parameters
    ----------
    body
        What to tell; bytes are taken for JSON that is written already.
    max_age
        For how many seconds anybody may keep it. None: it is this viewer's own, to be asked for again each time.
    """
    raw = body if isinstance(body, bytes) else told(body)
    # A digest of the answer itself changes with whatever it depends on.
    etag = f'"{hashlib.blake2b(raw, digest_size=12).hexdigest()}"'
    kept = PRIVATE if max_age is None else f"public, max-age={max_age}"
    response = HttpResponse(raw, content_type=media, headers={"ETag": etag, "Cache-Control": kept, **(headers or {})})
    found: HttpResponseBase = get_conditional_response(request, etag=etag, response=response) or response
    if found.status_code == HTTPStatus.NOT_MODIFIED:
        for name, value in (headers or {}).items():
            found.headers.setdefault(name, value)
        found.headers.setdefault("Cache-Control", kept)
    if max_age is None:
        patch_vary_headers(found, ("Authorization", "Cookie"))
    return found


def done(body: Any, *, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return what came of something that was done; nobody keeps it."""
    return HttpResponse(
        told(body), content_type=JSON, status=status, headers={"Cache-Control": NEVER_KEPT, **(headers or {})}
    )
