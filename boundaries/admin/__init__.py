"""Boundaries in the administration: looked at, activated, never drawn by hand."""

from boundaries.admin.areas import AreaAdmin
from boundaries.admin.editions import EditionAdmin
from boundaries.admin.names import LocalityAdmin, RegisterEntryAdmin
from boundaries.admin.overlays import OverlayAdmin
from boundaries.admin.population import PopulationAdmin
from boundaries.admin.succession import SuccessionAdmin

__all__ = [
    "AreaAdmin",
    "EditionAdmin",
    "LocalityAdmin",
    "OverlayAdmin",
    "PopulationAdmin",
    "RegisterEntryAdmin",
    "SuccessionAdmin",
]
