"""Tables without their indexes and keys while many rows go in: all of them are built at once afterwards."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple


class _Part(NamedTuple):
    """What is taken off a table and put back: a constraint, or an index that belongs to none."""

    drop: str
    make: str


@contextmanager
def bare(cursor: Any, table: str, seconds: dict[str, float], left_out: tuple[str, ...] = ()) -> Iterator[None]:
    """Take indexes and keys off a table and let its triggers sleep; put all back and wake them after.

    Parameters
    ----------
    seconds
        What putting them back took is added under "indexes and keys".
    left_out
        Names of indexes that do not come back.
    """
    keys, indexes = _constraints(cursor, table), _indexes(cursor, table)
    for part in (*keys, *indexes):
        cursor.execute(part.drop)
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        with timed(seconds, "indexes and keys"):
            cursor.execute("SET maintenance_work_mem = '1GB'")
            for part in (*indexes, *reversed(keys)):
                if not any(name in part.make for name in left_out):
                    cursor.execute(part.make)
            cursor.execute("RESET maintenance_work_mem")


def _constraints(cursor: Any, table: str) -> list[_Part]:
    """Return the foreign keys of and to a table, then its unique constraints, whose order of dropping matters."""
    cursor.execute(
        """
        SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype IN ('f', 'u', 'p') AND %s::regclass IN (conrelid, confrelid)
        ORDER BY contype = 'f' DESC, oid
        """,
        [table],
    )
    return [
        _Part(f"ALTER TABLE {owner} DROP CONSTRAINT {name}", f"ALTER TABLE {owner} ADD CONSTRAINT {name} {definition}")
        for owner, name, definition in cursor.fetchall()
    ]


def _indexes(cursor: Any, table: str) -> list[_Part]:
    """Return a table's indexes that belong to no constraint."""
    cursor.execute(
        """
        SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        ORDER BY indexrelid
        """,
        [table],
    )
    return [_Part(f"DROP INDEX {name}", definition) for name, definition in cursor.fetchall()]


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Add to a named time what passes in here."""
    start = time.perf_counter()
    yield
    seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - start
