"""How areas lie to each other: overlaps, gaps they enclose, children that leave their parent."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.importing.repair import area_km2

# Two lines drawn apart by rounding (1e-7 degrees) along 100 km of border enclose about 0.001 km².
LEAST_OVERLAP_KM2 = 0.001
LEAST_GAP_KM2 = 1e-6
LEAST_OUTSIDE = 0.01


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two areas (positions in the input) that claim the same ground, km²."""

    first: int
    second: int
    km2: float


def find_overlaps(areas: np.ndarray) -> list[Overlap]:
    """Return the pairs that overlap by more than rounding, the largest first.

    Parameters
    ----------
    areas
        Valid polygons or multipolygons, EPSG:4326.
    """
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.intersection(areas[first], areas[second])
    overlaps = [
        Overlap(int(a), int(b), polygons_km2(ground))
        for a, b, ground in zip(first, second, shared, strict=True)
        if shapely.area(ground) > 0
    ]
    return sorted((o for o in overlaps if o.km2 > LEAST_OVERLAP_KM2), key=lambda o: -o.km2)


def find_gaps(areas: np.ndarray, foreign_land: np.ndarray) -> list[shapely.Polygon]:
    """Return the ground that the areas enclose together and none covers: slivers, and lakes cut out of them.

    Parameters
    ----------
    areas
        Valid polygons or multipolygons of one level, EPSG:4326.
    foreign_land
        Polygons of other states' land; it is no gap.
    """
    union = shapely.disjoint_subset_union_all(areas)  # island by island: ten times faster than all at once
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    # An island of an area inside a hole is a part of the union of its own: it must not count as gap.
    tree = shapely.STRtree(shapely.get_parts(union))
    gaps: list[shapely.Polygon] = []
    for hole in holes:
        inner = tree.geometries.take(tree.query(hole, predicate="contains"))
        ground = shapely.difference(hole, shapely.union_all(inner)) if len(inner) else hole
        gaps += [part for part in shapely.get_parts(ground) if part.geom_type == "Polygon"]
    return [gap for gap in without_foreign_land(gaps, foreign_land) if area_km2(gap) > LEAST_GAP_KM2]


def without_foreign_land(gaps: list[shapely.Polygon], foreign_land: np.ndarray) -> list[shapely.Polygon]:
    """Return what of the gaps is not another state's land."""
    tree = shapely.STRtree(foreign_land)
    left: list[shapely.Polygon] = []
    for gap in gaps:
        foreign = foreign_land[tree.query(gap, predicate="intersects")]
        ground = shapely.difference(gap, shapely.union_all(foreign)) if len(foreign) else gap
        left += [part for part in shapely.get_parts(ground) if part.geom_type == "Polygon"]
    return left


def share_outside(children: np.ndarray, parents: np.ndarray) -> np.ndarray:
    """Return for each child the share of its area (0…1) that lies outside its parent at the same position."""
    outside = np.zeros(len(children))
    shapely.prepare(parents)
    rest = np.flatnonzero(~shapely.covers(parents, children))
    outside[rest] = shapely.area(shapely.difference(children[rest], parents[rest])) / shapely.area(children[rest])
    return outside


def polygons_km2(geometry: BaseGeometry) -> float:
    """Geodesic area of whatever an overlay operation returned; points and lines in it count nothing."""
    return sum(area_km2(part) for part in shapely.get_parts(geometry) if part.geom_type == "Polygon")
