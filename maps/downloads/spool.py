"""Rows of a long query, taken from the database at once and kept in a file until the receiver can take them.

Nobody's slow line keeps a transaction open, a time limit holds for the whole query, and what can fail has failed before
the first byte is sent. A cursor WITH HOLD would do none of that: it is filled at the commit, where no limit holds.
"""

import pickle
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, cast

from django.db import connection

from maps.layers.limits import TooHeavyError, time_limit

BATCH: Final = 2_000
_IN_MEMORY: Final = 4 * 2**20
Rows = list[tuple[Any, ...]]


class Spool:
    """The rows of a query, to be read once; the last column is bytes or None.

    `features` counts the rows, `total` sums up the column whose place is `summed`, else counts them too.
    """

    def __init__(
        self, sql: str, values: Sequence[Any], seconds: float, summed: int | None = None, size: int = BATCH
    ) -> None:
        """Run a query.

        Parameters
        ----------
        seconds
            How long the query may take, and how long all of it.

        Raises
        ------
        maps.layers.limits.TooHeavyError
            It took longer.
        """
        self._file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when read, or forgotten
        self._batches = self.features = self.total = 0
        deadline = time.monotonic() + seconds
        with time_limit(seconds), closing(connection.chunked_cursor()) as cursor:
            cursor.execute(sql, values)
            while rows := cursor.fetchmany(size):
                self._keep([(*row[:-1], None if row[-1] is None else bytes(row[-1])) for row in rows], summed)
                if time.monotonic() > deadline:
                    raise TooHeavyError(seconds)

    def _keep(self, rows: Rows, summed: int | None) -> None:
        pickle.dump(rows, self._file, pickle.HIGHEST_PROTOCOL)
        self._batches += 1
        self.features += len(rows)
        self.total += len(rows) if summed is None else sum(row[summed] or 0 for row in rows)

    def __iter__(self) -> Iterator[Rows]:
        """Yield the rows in batches; the file is gone afterwards."""
        with self._file as file:
            file.seek(0)
            for _ in range(self._batches):
                yield pickle.load(file)  # noqa: S301 - written by ourselves, to a file without a name


def whole(written: IO[bytes] | Iterable[bytes]) -> IO[bytes]:
    """Return what a format writes as a finished file, ready to be read from its beginning."""
    if hasattr(written, "seek"):
        return cast("IO[bytes]", written)
    file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by whoever sends it
    for chunk in written:
        file.write(chunk)
    file.seek(0)
    return file
