"""All layers, by the name that stands in their addresses."""

from typing import Final

from maps.layers.areas import AREAS
from maps.layers.clusters import CLUSTERS
from maps.layers.hexagons import HEXAGONS
from maps.layers.judged import DENSITY, PATTERNS, SHARE, SIGNIFICANCE
from maps.layers.layer import Layer
from maps.layers.outlines import OUTLINES
from maps.layers.points import POINTS

_ALL: Final = (POINTS, CLUSTERS, HEXAGONS, AREAS, SIGNIFICANCE, SHARE, PATTERNS, OUTLINES, DENSITY)
LAYERS: Final[dict[str, Layer]] = {layer.name: layer for layer in _ALL}


def layer(name: str) -> Layer:
    """Return a layer; raise LookupError where there is none of that name."""
    return LAYERS[name]
