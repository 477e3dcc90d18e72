"""No question keeps the database busy for long: a limit, and a sentence when it is reached."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Final

from django.db import OperationalError, connection, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from psycopg2.errors import QueryCanceled

_BEGIN: Final = (
    "SET LOCAL statement_timeout = {millis}; SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan; "
)
_END: Final = """
SET LOCAL statement_timeout = DEFAULT; SET LOCAL jit = DEFAULT; SET LOCAL plan_cache_mode = DEFAULT
"""


_limit: ContextVar[float | None] = ContextVar("time_limit", default=None)


class GivenUpError(RuntimeError):
    """The server did not answer, to be able to answer others; `retry_after` says in seconds when to ask again."""

    retry_after: ClassVar[int] = 30

    @property
    def said(self) -> str:
        """What happened, in the active language."""
        raise NotImplementedError

    @property
    def words(self) -> str:
        """The same, with what to ask for instead where there is something to choose."""
        return self.said


class TooHeavyError(GivenUpError):
    """The answer took longer than the `seconds` that it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    @property
    def said(self) -> str:
        """That it took too long."""
        return _("This took longer than %(n)s seconds and was given up.") % {"n": number_format(self.seconds)}

    @property
    def words(self) -> str:
        """And what takes less."""
        advice = _("Choose fewer months, a province, or a theme.")
        return f"{self.said} {advice}"


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let no statement in this block, which is one transaction, take longer; raise TooHeavyError where one would.

    Within another one the shorter of both limits holds. Compiling a query pays off in reports of minutes; a tile would
    wait longer for that than for its rows. So it would for a plan of its own, where its query is prepared
    (maps.layers.prepared).
    """
    around, outer = _limit.get(), connection.in_atomic_block
    seconds = seconds if around is None else min(seconds, around)
    token = _limit.set(seconds)
    try:
        with _telling(seconds), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_settings(seconds))
            yield
            if outer:
                cursor.execute(_END if around is None else _settings(around))
    finally:
        _limit.reset(token)


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

    with _telling(seconds), connection.execute_wrapper(send):
        yield


def _settings(seconds: float) -> str:
    return _BEGIN.format(millis=round(seconds * 1000))


@contextmanager
def _telling(seconds: float) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooHeavyError(seconds) from error
        raise
