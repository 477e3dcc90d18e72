"""Store rows by COPY: hundreds of thousands a night."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from django.db import connection

from monitoring.models import SnapshotRun
from monitoring.snapshots.reckoning import Row

_AT_ONCE: Final = 1_000
_COLUMNS: Final = ", ".join(f'"{name}"' for name in Row._fields)  # "window" is a word of SQL
_COPY: Final = f"COPY monitoring_snapshot (run_id, {_COLUMNS}) FROM STDIN"
_ESCAPED: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class _Text:
    """Rows as a file that COPY reads: they are made while the database stores those before."""

    def __init__(self, run: SnapshotRun, rows: Iterable[Row]) -> None:
        self.lines, self.number = self._written(run, rows), 0

    def read(self, _size: int) -> str:
        """Return some lines, of whatever length; "" at the end."""
        some = list(islice(self.lines, _AT_ONCE))
        self.number += len(some)
        return "".join(some)

    def _written(self, run: SnapshotRun, rows: Iterable[Row]) -> Iterator[str]:
        for row in rows:
            yield f"{run.pk}\t" + "\t".join([_written(value) for value in row]) + "\n"


def copy_rows(run: SnapshotRun, rows: Iterable[Row]) -> int:
    """Store the rows of a run, in the transaction of the caller; return how many."""
    text = _Text(run, rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(_COPY, text)
    return text.number


def _written(value: Any) -> str:
    """Return a value as COPY reads it; of numbers all digits, so that what is read is what was reckoned."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).translate(_ESCAPED) if isinstance(value, str) else repr(value)
