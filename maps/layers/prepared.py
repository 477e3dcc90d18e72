"""Queries that are asked over and over: the database reads and plans each once for a connection.

A tile's query is long and its answer short: planning it takes several times as long as answering it.
"""

from collections import OrderedDict
from itertools import count
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import connection

_MOST: Final = 64
"""Queries that a connection keeps; the one not asked for longest is forgotten first."""

_numbers = count()
_kept: WeakKeyDictionary[Any, OrderedDict[str, str]] = WeakKeyDictionary()


def value_of(sql: str, values: list[Any]) -> Any:
    """Return the one value that a query yields. Its placeholders are %s; no other % may stand in it.

    Types of placeholders are those that the database infers from where they stand, but for float, which is said: some
    functions take a text in its place as well.
    """
    with connection.cursor() as cursor:
        name = _name_of(cursor, sql, ["float8" if isinstance(value, float) else "unknown" for value in values])
        blanks = ", ".join(["%s"] * len(values))
        cursor.execute(f"EXECUTE {name}" + (f" ({blanks})" if blanks else ""), values)  # name of our own
        return cursor.fetchone()[0]


def _name_of(cursor: Any, sql: str, types: list[str]) -> str:
    """Return the name under which this connection knows a query, which it learns where it does not."""
    names = _kept.setdefault(connection.connection, OrderedDict())
    key = f"{','.join(types)}|{sql}"
    if (known := names.get(key)) is not None:
        names.move_to_end(key)
        return known
    if len(names) >= _MOST:
        _, oldest = names.popitem(last=False)
        cursor.execute(f"DEALLOCATE {oldest}")
    name = f"layer_{next(_numbers)}"
    parts = sql.split("%s")
    numbered = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], 1)) + parts[-1]
    given = f" ({', '.join(types)})" if types else ""
    cursor.execute(f"PREPARE {name}{given} AS {numbered}")
    names[key] = name
    return name
