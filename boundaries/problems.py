"""Errors of the API as problem details (RFC 9457): one form for every address of /api/v1/."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.http import JsonResponse


def problem(
    status: int,
    detail: str,
    *,
    title: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Return an error.

    Parameters
    ----------
    status
        The HTTP status; its phrase is the title unless one is given.
    detail
        What is wrong with this very request and how to put it right, in the language of the client.
    errors
        Field name to messages, where single fields are wrong.
    headers
        Further headers, such as Retry-After.
    """
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = {field: list(messages) for field, messages in errors.items()}
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=dict(headers or {}))
