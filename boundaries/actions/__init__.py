"""The verbs of boundaries: each is one transaction, and the only way its rows change."""

from boundaries.actions.defaults import load_defaults
from boundaries.actions.editions import activate_edition, delete_draft, import_edition, refuse_activation
from boundaries.actions.overlays import import_overlay, load_demo_overlays
from boundaries.actions.population import import_population
from boundaries.actions.register import load_gazetteer, load_register
from boundaries.actions.succession import import_succession

__all__ = [
    "activate_edition",
    "delete_draft",
    "import_edition",
    "import_overlay",
    "import_population",
    "import_succession",
    "load_defaults",
    "load_demo_overlays",
    "load_gazetteer",
    "load_register",
    "refuse_activation",
]
