"""Heavy work, done a few at a time by all processes together: the database has other things to do, and so has memory.

A slot is an advisory lock of a session of PostgreSQL. Whatever becomes of the process that holds one, it is free again
when its connection is.
"""

import time
from typing import Final

from django.conf import settings
from django.db import Error, connection

LOCKS: Final = 6408_0007
"""The first of the two numbers of these locks; the second one is that of the slot."""
_PAUSE_SECONDS: Final = 0.1


class NoSlotError(RuntimeError):
    """None of settings.HEAVY_SLOTS slots came free within settings.HEAVY_WAIT_SECONDS."""


def wait_for_slot() -> int:
    """Take a slot, waiting for one; whoever holds one already may take it again. Raises NoSlotError."""
    deadline = time.monotonic() + settings.HEAVY_WAIT_SECONDS
    while (number := _take_one()) is None:
        if time.monotonic() >= deadline:
            raise NoSlotError
        time.sleep(_PAUSE_SECONDS)
    return number


def give_back(number: int) -> None:
    """Let others have a slot that was taken."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, number])
    except Error:
        connection.close()  # it can say nothing any more; the lock ends with it


def _take_one() -> int | None:
    with connection.cursor() as cursor:
        for number in range(settings.HEAVY_SLOTS):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, number])
            if cursor.fetchone()[0]:
                return number
    return None
