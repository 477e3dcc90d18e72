"""Post to an address that somebody typed in, without letting it reach into our own network."""

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError

_TIMEOUT: Final = Timeout(connect=5, read=10)


class UnreachableError(Exception):
    """Nothing was delivered: the address is not allowed, does not resolve, or does not answer."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect. The name was resolved once: a second answer could lead elsewhere."""

    scheme: str
    host: str
    ip: str
    port: int
    path: str


def find_target(url: str) -> Target:
    """Resolve an address and refuse what is not public, unless WEBHOOK_ALLOW_PRIVATE says otherwise.

    Raises
    ------
    UnreachableError
        It is no http(s) address, does not resolve, or leads into a network that is not public.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (KeyError, ValueError) as error:
        raise UnreachableError("not an http or https address") from error
    except OSError as error:
        raise UnreachableError(f"{urlsplit(url).hostname} does not resolve") from error
    addresses = [str(info[4][0]) for info in found]
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(map(_is_public, addresses)):
        raise UnreachableError(f"{parts.hostname} leads into a network that is not public")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, str(parts.hostname), addresses[0], port, path)


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post; return the status of the answer. No redirect is followed and nothing of the answer's body is read.

    Raises
    ------
    UnreachableError
        As find_target; or the other side does not answer in time, or not with HTTP.
    """
    target = find_target(url)
    default = target.port == {"http": 80, "https": 443}[target.scheme]
    sent = {**headers, "Host": target.host if default else f"{target.host}:{target.port}"}
    try:
        with _pool(target) as pool:
            answer = pool.urlopen(
                "POST", target.path, body=body, headers=sent, redirect=False, retries=False,
                assert_same_host=False, preload_content=False,
            )  # fmt: skip
            answer.close()
            return answer.status
    except (HTTPError, OSError) as error:
        raise UnreachableError(f"{type(error).__name__}: {error}") from error


def _pool(target: Target) -> Any:
    if target.scheme == "http":
        return HTTPConnectionPool(target.ip, target.port, timeout=_TIMEOUT)
    return HTTPSConnectionPool(
        target.ip,
        target.port,
        timeout=_TIMEOUT,
        ssl_context=ssl.create_default_context(),
        server_hostname=target.host,
        assert_hostname=target.host,
    )
