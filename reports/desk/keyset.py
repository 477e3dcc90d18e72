"""Pages by key instead of by offset: page 400 costs what page 1 costs, and rows that come or go shift nothing.

A page begins after (or ends before) a row that is named by what it is sorted by and its primary key.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import BooleanField, F, Func, Model, QuerySet, Value

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Order:
    """An order of rows: a column (or annotation), then the primary key in the same direction. Empty ones come last.

    `read` makes the column's value of a text that `write` made.
    """

    column: str
    descending: bool
    nullable: bool
    read: Callable[[str], Any]
    write: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row, as what it is sorted by and its primary key."""

    value: Any
    pk: int


class CursorError(ValueError):
    """A text that names no row."""


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows of one page, and the cursors of the pages beside it; empty where there is none."""

    rows: list[M]
    previous: str
    next: str


def by_day(column: str) -> Order:
    """Return an ascending order by a date that may be missing."""
    return Order(column, False, True, dt.date.fromisoformat, dt.date.isoformat)


def by_latest(column: str) -> Order:
    """Return an order by a time, the latest first."""
    return Order(column, True, False, _moment, lambda at: at.isoformat())


def by_earliest(column: str) -> Order:
    """Return an order by a time, the earliest first."""
    return Order(column, False, False, _moment, lambda at: at.isoformat())


def by_distance(column: str) -> Order:
    """Return an ascending order by a distance in metres, annotated by PostGIS."""
    return Order(column, False, False, float, lambda distance: repr(distance.m))


def page(
    rows: QuerySet[M],
    order: Order,
    size: int,
    *,
    after: str = "",
    before: str = "",
    dress: Callable[[QuerySet[Any, Any]], QuerySet[M]] | None = None,
) -> Page[M]:
    """Return the page of `size` rows that begins after a cursor, or ends before one; the first without either.

    Parameters
    ----------
    dress
        Reads rows with all that is shown of them, given the primary keys of those on the page. With it the rows are
        found by an index alone: given joins too, PostgreSQL joins thousands before it takes the first fifty.

    Raises
    ------
    CursorError
        The cursor names no row.
    """
    back = bool(before) and not after
    cursor = read_cursor(order, before if back else after)
    found = _fetch(rows, order, cursor, back, size + 1, dress)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    has_previous, has_next = (more, True) if back else (cursor is not None, more)
    if not found:
        return Page([], "", "")
    first, last = write_cursor(order, found[0]), write_cursor(order, found[-1])
    return Page(found, first if has_previous else "", last if has_next else "")


def write_cursor(order: Order, row: Model) -> str:
    """Return the text that names a row in an order."""
    value = getattr(row, order.column)
    return f"{'' if value is None else order.write(value)}~{row.pk}"


def read_cursor(order: Order, text: str) -> Cursor | None:
    """Read what `write_cursor` wrote; None for an empty text, CursorError for anything else."""
    if not text:
        return None
    value, mark, pk = text.rpartition("~")
    if not (mark and pk.isdecimal() and len(pk) < 19 and (value or order.nullable)):
        raise CursorError(text)
    try:
        return Cursor(order.read(value) if value else None, int(pk))
    except ValueError as error:
        raise CursorError(text) from error


def _fetch(
    rows: QuerySet[M],
    order: Order,
    cursor: Cursor | None,
    back: bool,
    size: int,
    dress: Callable[[QuerySet[Any, Any]], QuerySet[M]] | None,
) -> list[M]:
    """Read rows beyond a cursor: those that have a value and those that have none apart, each along an index."""
    descending = order.descending != back
    direction = "-" if descending else ""
    ways = (f"{direction}{order.column}", f"{direction}pk")
    found: list[M] = []
    for filled in (False, True) if back else (True, False):
        if len(found) >= size or (not filled and not order.nullable):
            continue
        part = rows.filter(**{f"{order.column}__isnull": not filled}) if order.nullable else rows
        if cursor is not None and (cursor.value is not None) == filled:
            part = part.filter(_beyond(order.column, cursor, descending))
        elif cursor is not None and filled != back:
            continue  # the cursor lies behind all of these
        part = part.order_by(*ways)
        wanted = size - len(found)
        found += dress(part.values("pk")[:wanted]).order_by(*ways) if dress else part[:wanted]
    return found


def _beyond(column: str, cursor: Cursor, descending: bool) -> Func:
    """Compare (column, pk) with a cursor as one row: an index on both reads on from there."""
    columns, values = [F(column), F("pk")], [Value(cursor.value), Value(cursor.pk)]
    if cursor.value is None:
        columns, values = columns[1:], values[1:]
    sides = [Func(*side, template="(%(expressions)s)") for side in (columns, values)]
    return Func(
        *sides, template="%(expressions)s", arg_joiner=" < " if descending else " > ", output_field=BooleanField()
    )


def _moment(text: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
