"""All layers, by the name that stands in their addresses."""

from typing import Final

from maps.layers.areas import AREAS
from maps.layers.clusters import CLUSTERS
from maps.layers.hexagons import HEXAGONS
from maps.layers.layer import Layer
from maps.layers.points import POINTS

LAYERS: Final[dict[str, Layer]] = {layer.name: layer for layer in (POINTS, CLUSTERS, HEXAGONS, AREAS)}


def layer(name: str) -> Layer:
    """Return a layer; raise LookupError where there is none of that name."""
    return LAYERS[name]
