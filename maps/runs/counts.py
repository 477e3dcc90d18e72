"""The counts that all statistics are worked out of: read from the bins once, as they were at one moment."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from maps.models import Grain
from maps.models.bins import FULL_LEVELS
from maps.models.runs import LEVEL
from reports.querysets import HIDDEN_STATES

_COUNTS: Final = f"""
    SELECT maps_cell_parent(cell, {LEVEL}), month, category, public, sum(n), sum(incidents) FROM maps_bin
    WHERE grain = %s AND level = %s AND month BETWEEN %s AND %s AND state <> ALL(%s) GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - a number of our own


@dataclass(frozen=True, slots=True)
class Window:
    """Months, both included, counted as bins do (maps.selection.month_of)."""

    since: int
    until: int

    @property
    def months(self) -> int:
        """How many."""
        return self.until - self.since + 1


@dataclass(frozen=True, slots=True)
class Counts:
    """Columns of equal length: cell (0 where there is no point), month, category, reports, incidents."""

    cell: NDArray[np.int64]
    month: NDArray[np.int64]
    category: NDArray[np.str_]
    n: NDArray[np.int64]
    incidents: NDArray[np.int64]

    def of(self, categories: Collection[str] | None, window: Window) -> "Counts":
        """Return those of some categories (None: of all) in some months."""
        mine = (self.month >= window.since) & (self.month <= window.until)
        if categories is not None:
            mine &= np.isin(self.category, list(categories))
        return self._only(mine)

    @property
    def placed(self) -> "Counts":
        """Those that have a cell."""
        return self._only(self.cell != 0)

    @property
    def unplaced(self) -> int:
        """How many reports have no point."""
        return int(self.n[self.cell == 0].sum())

    def _only(self, mine: NDArray[np.bool_]) -> "Counts":
        return Counts(self.cell[mine], self.month[mine], self.category[mine], self.n[mine], self.incidents[mine])


def read_counts(window: Window) -> tuple[Counts, Counts]:
    """Return the counts that everyone may know, and all counts, of all categories in some months; none archived."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [Grain.FULL, FULL_LEVELS[-1], window.since, window.until, list(HIDDEN_STATES)])
        rows: list[Any] = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    cell, month, n, incidents = (np.array(columns[k], np.int64) for k in (0, 1, 4, 5))
    everything = Counts(cell, month, np.array(columns[2], "U4"), n, incidents)
    return everything._only(np.array(columns[3], bool)), everything
