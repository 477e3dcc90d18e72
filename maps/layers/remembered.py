"""Figures that all tiles of a selection need, remembered by this process for as long as answers are kept.

A key says for whom they are: what only some may know is remembered apart from what everyone may.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, TypeVar

from django.conf import settings

_MOST: Final = 200
_found: OrderedDict[str, tuple[float, Any]] = OrderedDict()
_lock = Lock()

T = TypeVar("T")


def remembered(key: str, make: Callable[[], T]) -> T:
    """Return what was made under a key within the last LAYERS_KEPT_SECONDS, else make it."""
    now = time.monotonic()
    with _lock:
        made, value = _found.get(key, (0.0, None))
    if made and now - made < settings.LAYERS_KEPT_SECONDS:
        return value
    value = make()
    with _lock:
        _found[key] = now, value
        _found.move_to_end(key)
        while len(_found) > _MOST:
            _found.popitem(last=False)
    return value


def forget() -> None:
    """Forget everything."""
    with _lock:
        _found.clear()
