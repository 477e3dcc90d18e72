"""Areas of all editions by row, so that two rows of one code count as the same area."""

import numpy as np
from numpy.typing import NDArray

from boundaries.models import Area
from boundaries.models.areas import Level
from reports.reassignment.reading import NONE


class AreaTable:
    """Provinces and regencies of every edition: which code a row has, and which edition it belongs to."""

    def __init__(self) -> None:
        rows = Area.objects.filter(level__in=(Level.PROVINCE, Level.REGENCY)).order_by("pk")
        found = list(rows.values_list("pk", "code", "edition_id"))
        self.ids = np.array([NONE, *(row[0] for row in found)], np.int64)
        self.codes, self._position = np.unique(np.array(["", *(row[1] for row in found)]), return_inverse=True)
        self._edition = np.array([NONE, *(row[2] for row in found)], np.int64)
        self._names = {(row[2], row[1]): row[0] for row in found}

    def code(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the position in `codes` of each row's code; that of "" for NONE."""
        return self._position[self._row(ids)]

    def edition(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the edition of each row; NONE for NONE."""
        return self._edition[self._row(ids)]

    def row(self, edition: int, code: str) -> int | None:
        """Return the row of a code in an edition, if it has it."""
        return self._names.get((edition, code))

    def _row(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self.ids, ids)
