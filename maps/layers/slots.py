"""Heavy work, done a few at a time by all processes together: the database has other things to do, and so has memory.

A slot is an advisory lock of a session of PostgreSQL. Whatever becomes of the process that holds one, it is free again
when its connection is.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import Error, connection
from django.utils.translation import gettext as _

from maps.layers.limits import GivenUpError

LOCKS: Final = 6408_0007
"""The first of the two numbers of these locks; the second one is that of the slot."""
_PAUSE_SECONDS: Final = 0.1


class BusyError(GivenUpError):
    """All slots are taken."""

    @property
    def said(self) -> str:
        """That others are first."""
        return _("Many maps and files are being made just now. Try again in half a minute.")


@contextmanager
def slot() -> Iterator[None]:
    """Do heavy work in one of settings.HEAVY_SLOTS slots; whoever holds one already goes on in it.

    Raises
    ------
    BusyError
        None came free within settings.HEAVY_WAIT_SECONDS.
    """
    number = _wait_for_one()
    try:
        yield
    finally:
        _give_back(number)


def _wait_for_one() -> int:
    deadline = time.monotonic() + settings.HEAVY_WAIT_SECONDS
    while (number := _take_one()) is None:
        if time.monotonic() >= deadline:
            raise BusyError
        time.sleep(_PAUSE_SECONDS)
    return number


def _take_one() -> int | None:
    with connection.cursor() as cursor:
        for number in range(settings.HEAVY_SLOTS):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, number])
            if cursor.fetchone()[0]:
                return number
    return None


def _give_back(number: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, number])
    except Error:
        connection.close()  # it can say nothing any more; the lock ends with it
