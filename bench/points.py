"""The points that all contenders get: on land, where complaints come from, and all over the box, most of it sea."""

from dataclasses import dataclass

import numpy as np
import shapely

from bench.areas import Areas, Array

SEED = 20250817
MARGIN_DEG = 0.5


@dataclass(frozen=True)
class Points:
    """Points in degrees, and what was drawn."""

    name: str
    meaning: str
    lons: Array
    lats: Array


def on_land(areas: Areas, n: int, seed: int = SEED) -> Points:
    """Draw `n` points evenly over the ground inside the areas (equal chance per square kilometre), in random order."""
    rng = np.random.default_rng(seed)
    wanted = rng.multinomial(n, areas.km2 / areas.km2.sum())
    drawn = [_inside(rng, polygon, int(k)) for polygon, k in zip(areas.polygons, wanted, strict=True) if k]
    points = rng.permutation(np.concatenate(drawn))
    return Points("land", "evenly over the ground inside the areas", *_columns(points))


def in_box(areas: Areas, n: int, seed: int = SEED + 1) -> Points:
    """Draw `n` points evenly over the areas' bounding box and half a degree around it."""
    west, south, east, north = shapely.total_bounds(areas.polygons)
    box = (west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    points = _evenly(np.random.default_rng(seed), box, n)
    return Points("box", f"evenly over the bounding box + {MARGIN_DEG}°, most of it sea or abroad", *_columns(points))


def _evenly(rng: np.random.Generator, box: tuple[float, float, float, float], n: int) -> Array:
    """Draw evenly over the sphere: the sine of latitude is even, not the latitude."""
    west, south, east, north = box
    sines = rng.uniform(np.sin(np.radians(south)), np.sin(np.radians(north)), n)
    return np.column_stack([rng.uniform(west, east, n), np.degrees(np.arcsin(sines))])


def _inside(rng: np.random.Generator, polygon: shapely.MultiPolygon, n: int) -> Array:
    shapely.prepare(polygon)
    found = np.empty((0, 2))
    while len(found) < n:
        points = _evenly(rng, polygon.bounds, 3 * n + 100)
        found = np.concatenate([found, points[shapely.contains_xy(polygon, *points.T)]])
    return found[:n]


def _columns(points: Array) -> tuple[Array, Array]:
    return np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
