"""Post to an address that somebody typed in, without letting it reach into our own network."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

LOOKED_UP: Final = 3.0
"""Seconds that a name may take: resolvers themselves go on for half a minute, and a page waits for this one."""

SILENCE: Final = 10.0
"""Seconds without a byte after which the other side is given up."""

DEADLINE: Final = 20.0
"""Seconds in all: one that sends a byte now and then would hold the worker for as long as it likes."""

_PORTS: Final = {"http": 80, "https": 443}
_TRANSLATED: Final = ip_network("64:ff9b::/96")  # NAT64: the last four bytes are an IPv4 address
# What Python takes for public and is not: IPv4 in the old notation, NAT64 of one's own network, sites.
_NOT_PUBLIC: Final = tuple(map(ip_network, ("::/96", "64:ff9b:1::/48", "fec0::/10")))


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

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        default = self.port == _PORTS[self.scheme]
        return self.host if default else f"{self.host}:{self.port}"


def find_target(url: str) -> Target:
    """Resolve an address and refuse what is not public, unless WEBHOOK_ALLOW_PRIVATE says otherwise.

    Raises
    ------
    UnreachableError
        It is no http(s) address, does not resolve, or leads into a network that is not public.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
        addresses = _addresses(parts.hostname, port)
    except (KeyError, ValueError) as error:
        raise UnreachableError("not an http or https address") from error
    except OSError as error:
        raise UnreachableError(f"{urlsplit(url).hostname} does not resolve") from error
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(map(_is_public, addresses)):
        raise UnreachableError(f"{parts.hostname} leads into a network that is not public")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, str(parts.hostname), addresses[0], port, path)


def _addresses(host: str | None, port: int) -> list[str]:
    """Return the addresses of a name, or raise what the resolver raises: TimeoutError after `LOOKED_UP` seconds.

    A resolver cannot be interrupted: it is asked by a thread of its own, which is left to itself when it takes longer.
    """
    answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def look_up() -> None:
        try:
            answers.put([str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, ValueError) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answers.get(timeout=LOOKED_UP)
    except Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _is_public(address: str) -> bool:
    ip = _led_to(ip_address(address.partition("%")[0]))
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_PUBLIC)


def _led_to(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address to which an IPv6 address leads by a translator or a tunnel; else the address itself."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _TRANSLATED:
        return IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour or ip


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post; return the status of the answer. No redirect is followed and nothing of the answer's body is read.

    Raises
    ------
    UnreachableError
        As find_target; or the other side does not answer in time, or not with HTTP.
    """
    target = find_target(url)
    sent = {**headers, "Host": target.authority}
    try:
        with connected(target) as connection:
            connection.request("POST", target.path, body=body, headers=sent, preload_content=False)
            return connection.getresponse().status
    except (HTTPError, HTTPException, OSError) as error:
        raise UnreachableError(f"{type(error).__name__}: {error}") from error


@contextmanager
def connected(target: Target) -> Iterator[HTTPConnection]:
    """A connection that is hung up at the end of the block, and at the deadline if that comes sooner."""
    connection, done = _connection(target), threading.Event()
    threading.Thread(target=_hang_up_at_deadline, args=(connection, done), daemon=True).start()
    try:
        yield connection
    finally:
        done.set()
        connection.close()


def _connection(target: Target) -> HTTPConnection:
    if target.scheme == "http":
        return HTTPConnection(target.ip, target.port, timeout=SILENCE)
    return HTTPSConnection(
        target.ip,
        target.port,
        timeout=SILENCE,
        ssl_context=ssl.create_default_context(),
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _hang_up_at_deadline(connection: HTTPConnection, done: threading.Event) -> None:
    """Wake whoever reads from it, again and again: what is connecting or shaking hands has nothing to hang up yet."""
    done.wait(DEADLINE)
    while not done.is_set():
        with suppress(OSError):
            if connection.sock is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)
        done.wait(0.2)
