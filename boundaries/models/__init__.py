"""Editions of boundaries, their areas, what lies over them, and the names people search for."""

from boundaries.models.areas import Area, AreaPiece, Gap
from boundaries.models.editions import Edition
from boundaries.models.names import Locality, RegisterEntry
from boundaries.models.overlays import Overlay, OverlayPiece
from boundaries.models.population import Population
from boundaries.models.seeds import SeedFile
from boundaries.models.succession import AreaLink, Succession

__all__ = [
    "Area",
    "AreaLink",
    "AreaPiece",
    "Edition",
    "Gap",
    "Locality",
    "Overlay",
    "OverlayPiece",
    "Population",
    "RegisterEntry",
    "SeedFile",
    "Succession",
]
