"""On which island most of a regency lies: worked out from its outlines, for no edition says so.

What shares an edge is one island. Of an island that belongs to several states Indonesia's part counts. Small is what
the law calls a small island: 2,000 km² at most (UU 27/2007 jo. UU 1/2014 ps. 1).
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely
from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from boundaries.basemap import Basemap
from boundaries.basemap_names import NAMES
from boundaries.outlines import outlines

SMALL_KM2: Final = 2_000.0
OTHER, SMALL = "other", "small"
KEPT_SECONDS: Final = 24 * 3600

_EARTH_KM: Final = 6371.0072  # radius of the sphere with the surface of WGS 84
_MAIN: Final = {f"island-{n}": name for n, name in enumerate(name for name in NAMES if name.kind == "island")}
LABELS: Final[Mapping[str, Any | Promise]] = {
    **{key: name.text for key, name in _MAIN.items()},
    OTHER: _("Other islands of more than 2,000 km²"),
    SMALL: _("Mostly on small islands (up to 2,000 km²)"),
}
"""What the groups are called, the great islands first."""


def islands(basemap: Basemap) -> dict[str, str]:
    """Return the group (a key of LABELS) of each regency of an edition, by code. Kept for a day."""
    key = f"islands:{basemap.key}"
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        found = _grouped(outlines(basemap, "regency"))
        cache.set(key, found, KEPT_SECONDS)
    return found


def _grouped(drawn: Mapping[str, Any]) -> dict[str, str]:
    outlined = shapely.from_geojson([json.dumps(area["geometry"]) for area in drawn.values()])
    shapes = dict(zip(drawn, shapely.make_valid(outlined, method="structure", keep_collapsed=False), strict=True))
    lands = shapely.get_parts(shapely.union_all(list(shapes.values())))
    groups, tree = _groups(lands), shapely.STRtree(lands)
    return {code: groups[_most(shape, tree)] for code, shape in shapes.items() if not shape.is_empty}


def _groups(lands: NDArray[Any]) -> list[str]:
    """Return the group of each land mass: by the great island whose name stands on it, else by its size."""
    points = {key: shapely.Point(name.lon, name.lat) for key, name in _MAIN.items()}
    sizes = _km2(lands)
    named = {int(np.argmin(shapely.distance(lands, point))): key for key, point in points.items()}
    return [named.get(n, SMALL if size <= SMALL_KM2 else OTHER) for n, size in enumerate(sizes)]


def _most(shape: shapely.Geometry, tree: shapely.STRtree) -> int:
    """Return the land mass that has most of a shape's ground."""
    ground: dict[int, float] = defaultdict(float)
    parts = shapely.get_parts(shape)
    for part, size in zip(parts, _km2(parts), strict=True):
        ground[int(tree.nearest(part.representative_point()))] += size
    return max(ground, key=lambda land: ground[land])


def _km2(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Return areas by Lambert's cylindrical equal-area projection of a sphere."""
    flat = shapely.transform(shapes, lambda lonlat: np.c_[np.radians(lonlat[:, 0]), np.sin(np.radians(lonlat[:, 1]))])
    areas: NDArray[np.float64] = shapely.area(flat) * _EARTH_KM**2
    return areas
