"""A run that is worked out and not yet stored."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.models import Basis, RunStatus
from maps.runs.counts import Counts, Window
from maps.runs.scopes import Scope
from maps.statistics.incidents import Cluster

CELL_COLUMNS = {
    "cell": "bigint", "area": "text", "value": "float8", "z": "float8", "p": "float8", "q": "float8",
    "confidence": "smallint", "pattern": "text", "cold": "boolean", "trend_z": "float8", "campaign": "boolean",
}  # fmt: skip
"""Columns of RunCell and their types in SQL."""


@dataclass(slots=True)
class Draft:
    """What will be a Run; `columns` those of its cells by name (CELL_COLUMNS), `clusters` with the reports of each.

    Of a cluster it is told whether a campaign is suspected, and whether it is among what everybody may know of it.
    """

    kind: str
    scope: Scope
    window: Window
    n: int
    incidents: int
    cells: int = 0
    basis: str = Basis.COUNTS
    status: str = RunStatus.DONE
    parameters: dict[str, Any] = field(default_factory=dict)
    summary: dict[str, int] = field(default_factory=dict)
    caveats: list[dict[str, Any]] = field(default_factory=list)
    columns: dict[str, NDArray[Any]] = field(default_factory=dict)
    clusters: list[tuple[Cluster, list[int], bool, bool]] = field(default_factory=list)

    @classmethod
    def of(cls, kind: str, scope: Scope, window: Window, counts: Counts) -> "Draft":
        """Begin the draft of a run over some counts."""
        draft = cls(kind, scope, window, int(counts.n.sum()), int(counts.incidents.sum()))
        if counts.unplaced:
            draft.warn("unplaced", n=counts.unplaced)
        return draft

    def warn(self, code: str, **values: Any) -> None:
        """Add a caveat, told by maps.runs.words."""
        self.caveats.append({"code": code, **values})

    def silent(self, code: str, **values: Any) -> "Draft":
        """Say nothing of cells, for there is too little to say something of; the caveat tells why."""
        self.status = RunStatus.TOO_FEW
        self.warn(code, **values)
        return self

    def keep(self, rows: NDArray[np.bool_], **columns: NDArray[Any]) -> None:
        """Keep some of the cells, by columns of all."""
        self.columns = {name: values[rows] for name, values in columns.items()}
