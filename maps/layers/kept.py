"""Answers kept for a minute, packed as they are sent: in the memory of the process, dear ones also for all processes.

Only what was made for visitors is kept. A key says all that the answer depends on: layer, tile or box, the
selection with the edition that it means, and the language where it tells anything in one.
"""

import gzip
import hashlib
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import brotli
from django.conf import settings
from django.core.cache import cache

_MOST_BYTES: Final = 64 * 2**20
_DEAR_SECONDS: Final = 0.05
"""What took longer to make is worth a place in the database's cache, which takes a few milliseconds itself."""
_ACCEPTED: Final = re.compile(r"\b(br|gzip)\b\s*(?:;\s*q=([01](?:\.\d*)?))?", re.ASCII)
_SMALL: Final = 200
"""Bytes below which packing saves nothing."""
_PACKED_BY_NATURE: Final = frozenset({"image/png"})


@dataclass
class Answer:
    """A body, its media type, and how it is packed; `made` is when, in seconds of time.time()."""

    body: bytes
    media_type: str
    made: float = field(default_factory=time.time)
    etag: str = ""
    _packed: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Weak, for it is the same answer whichever way it is packed
        self.etag = self.etag or f'W/"{hashlib.sha256(self.body).hexdigest()[:24]}"'

    def packed(self, accepted: str) -> tuple[str, bytes]:
        """Return the encoding to send ("" for none) to who accepts these (Accept-Encoding), and the body in it."""
        if len(self.body) < _SMALL or self.media_type in _PACKED_BY_NATURE:
            return "", self.body
        weights = dict(_ACCEPTED.findall(accepted.lower()))
        encoding = next((name for name in ("br", "gzip") if float(weights.get(name, "0") or "1")), "")
        if not encoding:
            return "", self.body
        if encoding not in self._packed:
            self._packed[encoding] = _pack(encoding, self.body)
        return encoding, self._packed[encoding]

    @property
    def is_fresh(self) -> bool:
        """Whether it may still be handed out."""
        return time.time() - self.made < settings.LAYERS_KEPT_SECONDS

    @property
    def size(self) -> int:
        """Bytes that it takes, roughly."""
        return 2 * len(self.body) + 500


def _pack(encoding: str, body: bytes) -> bytes:
    return brotli.compress(body, quality=5) if encoding == "br" else gzip.compress(body, 6, mtime=0)


class Kept:
    """The answers of this process, those that were not asked for longest forgotten first."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._most, self._bytes, self._lock = most_bytes, 0, Lock()

    def get(self, key: str) -> Answer | None:
        """Return an answer that is fresh, or None."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is None or not answer.is_fresh:
                return None
            self._answers.move_to_end(key)
            return answer

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer."""
        with self._lock:
            if (before := self._answers.pop(key, None)) is not None:
                self._bytes -= before.size
            self._answers[key] = answer
            self._bytes += answer.size
            while self._bytes > self._most:
                self._bytes -= self._answers.popitem(last=False)[1].size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._answers.clear()
            self._bytes = 0


here = Kept()


def find(key: str) -> Answer | None:
    """Return a fresh answer of this process or of another one."""
    if (answer := here.get(key)) is None and settings.LAYERS_KEPT_SECONDS:
        if (row := cache.get(_name(key))) is None:
            return None
        packed, media_type, made, etag = row
        answer = Answer(gzip.decompress(packed), media_type, made, etag, {"gzip": packed})
        if not answer.is_fresh:
            return None
        here.put(key, answer)
    return answer


def keep(key: str, answer: Answer, took: float) -> None:
    """Keep an answer that took some seconds to make."""
    if not settings.LAYERS_KEPT_SECONDS:
        return
    here.put(key, answer)
    if took > _DEAR_SECONDS and answer.media_type not in _PACKED_BY_NATURE:
        row = (answer.packed("gzip")[1], answer.media_type, answer.made, answer.etag)
        if len(answer.body) >= _SMALL:
            cache.set(_name(key), row, settings.LAYERS_KEPT_SECONDS)


def _name(key: str) -> str:
    return f"layer:{hashlib.sha256(key.encode()).hexdigest()}"
