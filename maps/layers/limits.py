"""No question keeps the database busy for long: a limit, and a sentence when it is reached."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled

_BEGIN: Final = (
    "SET LOCAL statement_timeout = {millis}; SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan; "
)
_END: Final = """
SET LOCAL statement_timeout = DEFAULT; SET LOCAL jit = DEFAULT; SET LOCAL plan_cache_mode = DEFAULT
"""


class TooHeavyError(RuntimeError):
    """The answer took longer than it may."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let no statement in this block, which is one transaction, take longer; raise TooHeavyError where one would.

    Compiling a query pays off in reports of minutes; a tile would wait longer for that than for its rows. So it would
    for a plan of its own, where its query is prepared (maps.layers.prepared).
    """
    outer = connection.in_atomic_block
    with _telling(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_settings(seconds))
        yield
        if outer:
            cursor.execute(_END)


@contextmanager
def statement_limit(seconds: float) -> Iterator[None]:
    """Do the same for statements that need no transaction around them: to read one row of a tile, say.

    Each is sent together with its limit, as one message, which PostgreSQL takes for one transaction. Beginning and
    ending one of its own would take longer than most tiles do. Cursors of the server are not for this block.
    """
    if connection.in_atomic_block:
        with time_limit(seconds):
            yield
        return
    before = _settings(seconds)

    def send(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        return execute(before + sql, params, many, context)

    with _telling(), connection.execute_wrapper(send):
        yield


def _settings(seconds: float) -> str:
    return _BEGIN.format(millis=round(seconds * 1000))


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooHeavyError from error
        raise
