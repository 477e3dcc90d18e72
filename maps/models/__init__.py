"""What maps keep: counts of reports by hexagon and by area, and what is worked out of them."""

from maps.models.beyond import BeyondCount
from maps.models.bins import AreaBin, Bin, BinChange, Grain, Hexagon
from maps.models.classes import ClassBreaks
from maps.models.hotspot_letters import HotspotLetter, HotspotNews, HotspotSilence
from maps.models.hotspots import (
    Hotspot,
    HotspotEntry,
    HotspotMember,
    HotspotReading,
    HotspotStanding,
)
from maps.models.runs import Basis, Run, RunAudience, RunCell, RunCluster, RunKind, RunStatus

__all__ = [
    "AreaBin",
    "Basis",
    "BeyondCount",
    "Bin",
    "BinChange",
    "ClassBreaks",
    "Grain",
    "Hexagon",
    "Hotspot",
    "HotspotEntry",
    "HotspotLetter",
    "HotspotMember",
    "HotspotNews",
    "HotspotReading",
    "HotspotSilence",
    "HotspotStanding",
    "Run",
    "RunAudience",
    "RunCell",
    "RunCluster",
    "RunKind",
    "RunStatus",
]
