"""The verbs of boundaries: each is one transaction, and the only way its rows change."""

from boundaries.actions.defaults import load_defaults
from boundaries.actions.editions import activate_edition, delete_draft, import_edition
from boundaries.actions.overlays import import_overlay
from boundaries.actions.register import load_gazetteer, load_register

__all__ = [
    "activate_edition",
    "delete_draft",
    "import_edition",
    "import_overlay",
    "load_defaults",
    "load_gazetteer",
    "load_register",
]
