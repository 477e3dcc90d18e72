"""Store rows by COPY: hundreds of thousands a night."""

import io
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from django.db import connection

from monitoring.models import SnapshotRun
from monitoring.snapshots.reckoning import Row

_AT_ONCE: Final = 20_000
_COLUMNS: Final = ", ".join(f'"{name}"' for name in Row._fields)  # "window" is a word of SQL
_COPY: Final = f"COPY monitoring_snapshot (run_id, {_COLUMNS}) FROM STDIN"
_ESCAPED: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_rows(run: SnapshotRun, rows: Iterable[Row]) -> int:
    """Store the rows of a run, in the transaction of the caller; return how many."""
    left, stored = iter(rows), 0
    with connection.cursor() as cursor:
        while some := list(islice(left, _AT_ONCE)):
            text = "".join("\t".join(_written(value) for value in (run.pk, *row)) + "\n" for row in some)
            cursor.copy_expert(_COPY, io.StringIO(text))
            stored += len(some)
    return stored


def _written(value: Any) -> str:
    """Return a value as COPY reads it; of numbers all digits, so that what is read is what was reckoned."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return repr(value) if isinstance(value, float) else str(value).translate(_ESCAPED)
