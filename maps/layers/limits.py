"""No question keeps the database busy for long: a limit, and a sentence when it is reached."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled

_BEGIN: Final = """
SET LOCAL statement_timeout = %s; SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan
"""
_END: Final = """
SET LOCAL statement_timeout = DEFAULT; SET LOCAL jit = DEFAULT; SET LOCAL plan_cache_mode = DEFAULT
"""


class TooHeavyError(RuntimeError):
    """The answer took longer than it may."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let no statement in this block take longer; raise TooHeavyError where one would.

    Compiling a query pays off in reports of minutes; a tile would wait longer for that than for its rows. So it would
    for a plan of its own, where its query is prepared (maps.layers.prepared).
    """
    outer = connection.in_atomic_block
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BEGIN, [round(seconds * 1000)])
            yield
            if outer:
                cursor.execute(_END)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooHeavyError from error
        raise
