"""Outlines light enough to be written into a page: every area of a level, neighbours still sharing their edges."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings

from boundaries.basemap import Basemap
from boundaries.models import Area

TOLERANCE = 0.03  # degrees: 3.3 km, a pixel or so at zoom 6
DECIMALS = 3  # 110 m, a third of a pixel at zoom 9


def outlines(basemap: Basemap, level: str, tolerance: float = TOLERANCE) -> dict[str, Any]:
    """Return {code: {"name", "parent", "geometry": GeoJSON in lon/lat}} for the areas of a level.

    Computed once for each base map and tolerance (degrees), and kept beside its tiles.
    """
    path = Path(settings.INDEX_DIR) / "tiles" / basemap.key / f"{level}-{tolerance}.json"
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        found = _simplified(basemap, level, tolerance)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        json.dump(found, file, separators=(",", ":"))
    os.replace(part, path)
    return found


def _simplified(basemap: Basemap, level: str, tolerance: float) -> dict[str, Any]:
    areas = list(
        Area.objects.filter(edition_id=basemap.edition_id, level=level)
        .order_by("code")
        .values_list("code", "name", "parent__name", "generalised")
    )
    # shapely's coverage simplifier weighs area, not distance: its tolerance is the side of a square
    shapes = shapely.from_wkb([bytes(shape.wkb) for *_rest, shape in areas])
    simple = shapely.coverage_simplify(shapes, tolerance) if len(shapes) else np.array([])
    return {
        code: {"name": name, "parent": parent or "", "geometry": _geojson(_without_specks(shape, tolerance))}
        for (code, name, parent, _), shape in zip(areas, simple, strict=True)
    }


def _without_specks(shape: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    """Leave out islets too small to be seen, never the largest part of an area."""
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]
    if not parts:
        return shape
    largest = max(parts, key=lambda part: part.area)
    return shapely.multipolygons([part for part in parts if part is largest or part.area > tolerance**2])


def _geojson(shape: shapely.Geometry) -> dict[str, Any]:
    """Return a GeoJSON MultiPolygon with rounded coordinates and no point twice in a row."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = [_ring(ring) for ring in (polygon.exterior, *polygon.interiors)]
        if len(rings[0]) >= 4:
            polygons.append([ring for ring in rings if len(ring) >= 4])
    return {"type": "MultiPolygon", "coordinates": polygons}


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    rounded = np.round(shapely.get_coordinates(ring), DECIMALS)
    kept = np.ones(len(rounded), dtype=bool)
    kept[1:] = np.any(rounded[1:] != rounded[:-1], axis=1)
    return rounded[kept].tolist()
