"""What maps keep: counts of reports by hexagon and by area, and what is worked out of them."""

from maps.models.bins import AreaBin, Bin, BinChange, Grain, Hexagon

__all__ = ["AreaBin", "Bin", "BinChange", "Grain", "Hexagon"]
