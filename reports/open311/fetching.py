"""Fetch what somebody else's address leads to, without being led into our own network."""

from http.client import HTTPException
from typing import Final
from urllib.parse import urljoin

from django.utils.encoding import iri_to_uri
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from reports.webhooks.posting import Target, UnreachableError, connected, find_target

REDIRECTS: Final = 3
_MOVED: Final = (301, 302, 303, 307, 308)


def fetch(url: str, most: int) -> bytes:
    """Return what lies at an http(s) address of a public network.

    Parameters
    ----------
    most
        Bytes to read at most: of something larger, one more comes back, by which it is known.

    Raises
    ------
    UnreachableError
        The address, or one that it redirects to, is not allowed, does not answer in time, or not with 200.
    """
    for _hop in range(REDIRECTS + 1):
        target = find_target(iri_to_uri(url))
        moved, body = _once(target, most)
        if moved is None:
            return body
        url = _joined(url, moved)
    raise UnreachableError(f"redirected more than {REDIRECTS} times")


def _joined(url: str, moved: str) -> str:
    try:
        return urljoin(url, moved)
    except ValueError as error:
        raise UnreachableError("redirected to what is no address") from error


def _once(target: Target, most: int) -> tuple[str | None, bytes]:
    """Ask once; return where it is redirected to, or None and the body."""
    headers = {"Host": target.authority, "Accept": "image/*", "Accept-Encoding": "identity"}
    try:
        with connected(target) as connection:
            connection.request("GET", target.path, headers=headers, preload_content=False)
            response = connection.getresponse()
            moved = response.headers.get("Location") if response.status in _MOVED else None
            if moved is None and response.status != 200:
                raise UnreachableError(f"answered {response.status}")
            return moved, b"" if moved is not None else _read(response, most)
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        raise UnreachableError(f"{type(error).__name__}: {error}") from error


def _read(response: BaseHTTPResponse, most: int) -> bytes:
    return response.read(most + 1, decode_content=False)
