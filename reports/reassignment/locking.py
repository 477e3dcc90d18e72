"""One run at a time, and none that a killed one blocks: the lock lives as long as its database session."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from reports.reassignment.errors import OverlappingRunError

KEY = 0x7265_6173_7369_676E
"""«reassign» in ASCII: any number that nothing else locks."""


@contextmanager
def only_run() -> Iterator[None]:
    """Hold the lock of reassignments; raise OverlappingRunError where another process has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        if not cursor.fetchone()[0]:
            raise OverlappingRunError("a reassignment is at work already; wait until it has ended")
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # a broken session has let go of it by itself
            cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])
