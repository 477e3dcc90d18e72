"""Tiles asked for over HTTP, contenders by turns for each tile: first when it was never asked for, then again."""

import gzip
import http.client
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import brotli
import numpy as np

from bench.maps.tiles import Tile
from bench.timing import undisturbed

AGAIN = 3
"""How often a tile is asked for after the first time."""

TIRED_S = 15.0
"""A contender that has taken this long for the tiles of one zoom is not asked for the rest of them."""

NEVER_MEASURED = Tile(15, 26105, 16951)
"""Asked for before the others, so that what a process does once is done: a corner of Jakarta."""

Address = Callable[[Tile], str]


@dataclass(frozen=True)
class Answer:
    """What came back: milliseconds from the question to the last byte, bytes on the way, and the body unpacked."""

    millis: float
    size: int
    body: bytes


class Client:
    """Asks one server as a browser does: one connection kept, compressed answers welcome, cookies sent along."""

    def __init__(self, address: str, cookies: str = "") -> None:
        self._connection = http.client.HTTPConnection(address, timeout=600)
        self._headers = {"Accept-Encoding": "gzip, deflate, br", **({"Cookie": cookies} if cookies else {})}

    def ask(self, path: str) -> Answer:
        """Return the answer; raise RuntimeError where it is an error."""
        try:
            start = time.perf_counter()
            response = self._send(path)
        except http.client.RemoteDisconnected:  # the server hung up while others were asked
            self._connection.close()
            start = time.perf_counter()
            response = self._send(path)
        body = response.read()
        millis = (time.perf_counter() - start) * 1000
        if response.status not in (200, 204):
            raise RuntimeError(f"{path}: {response.status} {body[:500]!r}")
        return Answer(millis, len(body), _unpacked(body, response.getheader("Content-Encoding", "")))

    def _send(self, path: str) -> http.client.HTTPResponse:
        self._connection.request("GET", path, headers=self._headers)
        return self._connection.getresponse()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@dataclass
class Contender:
    """One that is asked for tiles: milliseconds of first and later answers, by zoom."""

    name: str
    address: str
    path: Address
    first: dict[int, list[float]] = field(default_factory=dict)
    again: dict[int, list[float]] = field(default_factory=dict)
    bytes: dict[int, list[int]] = field(default_factory=dict)

    def summary(self) -> dict[int, dict[str, float]]:
        """Return p50 and p95 of both in milliseconds, and the median size in KB, by zoom."""
        return {zoom: self._summary(zoom) for zoom in self.first}

    def _summary(self, zoom: int) -> dict[str, float]:
        cold, warm = np.percentile(self.first[zoom], (50, 95)), np.percentile(self.again[zoom], (50, 95))
        return {
            "tiles": len(self.first[zoom]),
            "cold p50": float(cold[0]),
            "cold p95": float(cold[1]),
            "warm p50": float(warm[0]),
            "warm p95": float(warm[1]),
            "kB": float(np.median(self.bytes[zoom])) / 1000,
        }


def by_turns(contenders: Sequence[Contender], tiles: Sequence[Tile]) -> None:
    """Ask every contender for every tile, one tile after the other; another one begins at each."""
    with ExitStack() as stack, undisturbed():
        clients = [stack.enter_context(client_of(contender.address)) for contender in contenders]
        for contender, client in zip(contenders, clients, strict=True):
            client.ask(contender.path(NEVER_MEASURED))
        spent = dict.fromkeys(range(len(contenders)), 0.0)
        for turn, tile in enumerate(tiles):
            for k in range(len(contenders)):
                chosen = (turn + k) % len(contenders)
                if spent[chosen] < TIRED_S * 1000:
                    spent[chosen] += _ask(contenders[chosen], clients[chosen], tile)


def _ask(contender: Contender, client: Client, tile: Tile) -> float:
    path = contender.path(tile)
    first = client.ask(path)
    again = [client.ask(path).millis for _ in range(AGAIN)]
    contender.first.setdefault(tile.z, []).append(first.millis)
    contender.again.setdefault(tile.z, []).extend(again)
    contender.bytes.setdefault(tile.z, []).append(first.size)
    return first.millis + sum(again)


@contextmanager
def client_of(address: str, cookies: str = "") -> Iterator[Client]:
    """Give a client that hangs up at the end."""
    client = Client(address, cookies)
    try:
        yield client
    finally:
        client.close()


def _unpacked(body: bytes, encoding: str) -> bytes:
    unpack: dict[str, Any] = {"gzip": gzip.decompress, "br": brotli.decompress}
    return unpack[encoding](body) if encoding in unpack else body
