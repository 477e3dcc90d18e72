"""What maps keep: counts of reports by hexagon and by area, and what is worked out of them."""

from maps.models.bins import AreaBin, Bin, BinChange, Grain, Hexagon
from maps.models.runs import Basis, Run, RunAudience, RunCell, RunCluster, RunKind, RunStatus

__all__ = [
    "AreaBin",
    "Basis",
    "Bin",
    "BinChange",
    "Grain",
    "Hexagon",
    "Run",
    "RunAudience",
    "RunCell",
    "RunCluster",
    "RunKind",
    "RunStatus",
]
