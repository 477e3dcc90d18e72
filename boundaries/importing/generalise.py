"""Outlines for maps: fewer vertices, neighbours still sharing their edges, no area lost."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# About 1.1 km, one pixel at zoom 7: what a map of a province or of the country can show.
TOLERANCE_DEG = 0.01
MOST_CHANGE = 0.25


def generalise(areas: np.ndarray) -> np.ndarray:
    """Return simplified multipolygons in the order of `areas`.

    A coverage (neighbours share vertices, nothing overlaps) is simplified as one, so that a shared edge stays shared.
    Where the input is no coverage it is cleaned into one first; ground claimed twice goes to the smaller area, as it
    does in look-ups. An area that this would shrink away keeps its own outline.

    Parameters
    ----------
    areas
        Valid multipolygons of one level, EPSG:4326.
    """
    coverage = areas
    if not shapely.coverage_is_valid(areas):
        with np.errstate(invalid="ignore"):  # slivers of no width make it divide by zero; what it returns is whole
            coverage = shapely.coverage_clean(areas, merge_strategy="min_area")  # type: ignore[attr-defined]
    simple = shapely.coverage_simplify(coverage, TOLERANCE_DEG)
    kept = [_better(s, c, a) for s, c, a in zip(simple, coverage, areas, strict=True)]
    return np.array([_multi(geometry) for geometry in kept], dtype=object)


def join(parts: np.ndarray) -> shapely.MultiPolygon:
    """Return the union of areas: the outline of what they make up together."""
    return _multi(shapely.disjoint_subset_union_all(parts))


def _better(simple: BaseGeometry, clean: BaseGeometry, area: BaseGeometry) -> BaseGeometry:
    """Return the most simplified outline that still stands for the area."""
    for outline in (simple, clean):
        if _fit(outline) and abs(outline.area - clean.area) <= MOST_CHANGE * clean.area and clean.area > 0:
            return outline
    return area


def _fit(outline: BaseGeometry) -> bool:
    return bool(not outline.is_empty and outline.is_valid and outline.geom_type in ("Polygon", "MultiPolygon"))


def _multi(geometry: BaseGeometry) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"])
