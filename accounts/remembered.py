"""Small tables kept in memory: what every page needs and an administrator changes once a month."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.conf import settings

T = TypeVar("T")


class Remembered(Generic[T]):
    """What `read` returned, read again every few seconds (settings.EDITION_CHECK_SECONDS); call it to get it."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._read_at = float("-inf")
        self._rows: T

    def __call__(self) -> T:
        """Return what was read no longer ago than that."""
        now = time.monotonic()
        if now - self._read_at >= settings.EDITION_CHECK_SECONDS:
            self._rows = self._read()
            self._read_at = now
        return self._rows

    def forget(self) -> None:
        """Read at the next call: this process just changed the rows."""
        self._read_at = float("-inf")
