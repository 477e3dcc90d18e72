"""Points beyond the cells, anywhere on Earth: on a neighbour's land, or at sea with a nearest regency far away."""

import math
from dataclasses import dataclass

import numpy as np
from pyproj import Geod

from boundaries.locator.compiled import kernel, whole
from boundaries.locator.earth import RADIUS_M
from boundaries.locator.kernels import NOBODY, holds
from boundaries.locator.layout import Array, tables

_SPHERE_ERROR = 0.006
"""Distances on the sphere differ from those on the ellipsoid by up to this share."""

_COARSE_ERROR_M = 3.0
_FINE_ERROR_M = 0.02
"""Of nine points along an edge of 5.5 km at 22 km and more; of 257, and of the reference."""

_RELATIVE_ERROR = 2e-8
"""Of two such distances' difference, against the reference."""
_EDGE_M = 6_000.0
_GEOD = Geod(ellps="WGS84")


@kernel
def country_of(lon: float, lat: float, memory: Array) -> int:
    """Return the position of the state whose land holds a point, or NOBODY."""
    t = tables(memory)
    for state in range(t.shape[3]):
        if holds(lon, lat, False, t.foreign, whole(t.foreign_start[state]), whole(t.foreign_start[state + 1])):
            return state
    return NOBODY


@kernel
def _regency_angles(point: Array, ends: Array, start: Array, centre: Array, radius: Array) -> Array:
    """Return the angle to the nearest vertex of each regency that may be the nearest of all; for others infinity."""
    n = len(radius)
    middle = np.empty(n)
    limit = math.inf
    for a in range(n):
        cosine = point[0] * centre[a, 0] + point[1] * centre[a, 1] + point[2] * centre[a, 2]
        middle[a] = math.acos(min(1.0, max(-1.0, cosine)))
        limit = min(limit, middle[a] + radius[a])
    angle = np.full(n, np.inf)
    for a in range(n):
        if middle[a] - radius[a] > limit * 1.02 + 0.001:
            continue
        best = -1.0
        for k in range(start[a], start[a + 1]):
            best = max(best, point[0] * ends[k, 0] + point[1] * ends[k, 1] + point[2] * ends[k, 2])
        angle[a] = math.acos(min(1.0, best))
    return angle


@dataclass(frozen=True)
class Far:
    """Vertices of the regencies as directions from the Earth's centre, and a cap around each regency."""

    edges: Array
    ends: Array
    start: Array
    centre: Array
    radius: Array

    @classmethod
    def of(cls, memory: Array) -> "Far":
        """Derive the directions from an index."""
        edges, area, n = _sections(memory)
        start = np.searchsorted(area, np.arange(n + 1))
        ends = _directions(edges[:, 0], edges[:, 1])
        centre = np.add.reduceat(ends, start[:-1])
        centre /= np.linalg.norm(centre, axis=1)[:, None]
        cosine = np.minimum.reduceat((ends * np.repeat(centre, np.diff(start), axis=0)).sum(axis=1), start[:-1])
        return cls(edges, ends, start, centre, np.arccos(np.clip(cosine, -1, 1)))

    def nearest(self, lon: float, lat: float) -> int | None:
        """Return the position of the nearest regency; None where several are about equally far."""
        angle = _regency_angles(_directions(np.array([lon]), np.array([lat]))[0], *self._caps())
        roughly = angle * RADIUS_M
        limit = roughly.min() * (1 + 2 * _SPHERE_ERROR) + _EDGE_M
        rivals = np.flatnonzero(roughly <= limit)
        if len(rivals) == 1:
            return int(rivals[0])
        exact = sorted((self._metres(lon, lat, int(a), limit), int(a)) for a in rivals)
        metres, apart = exact[0][0], exact[1][0] - exact[0][0]
        if apart == 0.0 or apart > _FINE_ERROR_M + _RELATIVE_ERROR * metres:
            return exact[0][1]
        return None

    def _caps(self) -> tuple[Array, Array, Array, Array]:
        return self.ends, self.start, self.centre, self.radius

    def _metres(self, lon: float, lat: float, area: int, limit: float) -> float:
        """Measure to points along the edges of a regency that may be the nearest."""
        edges = self.edges[self.start[area] : self.start[area + 1]]
        point = _directions(np.array([lon]), np.array([lat]))[0]
        close = np.arccos(np.clip(self.ends[self.start[area] : self.start[area + 1]] @ point, -1, 1)) * RADIUS_M
        edges = edges[close <= limit * (1 + _SPHERE_ERROR) + _EDGE_M]
        roughly = _sampled(lon, lat, edges, 9)
        return float(_sampled(lon, lat, edges[roughly <= roughly.min() + _COARSE_ERROR_M], 257).min())


def _sampled(lon: float, lat: float, edges: Array, samples: int) -> Array:
    """Return the geodesic metres to the nearest of so many points along each edge."""
    share = np.linspace(0, 1, samples)
    x = edges[:, 0:1] + share * (edges[:, 2:3] - edges[:, 0:1])
    y = edges[:, 1:2] + share * (edges[:, 3:4] - edges[:, 1:2])
    return np.asarray(_GEOD.inv(np.full_like(x, lon), np.full_like(y, lat), x, y)[2]).min(axis=1)


def _directions(lon: Array, lat: Array) -> Array:
    phi, lam = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


@kernel
def _sections(memory: Array) -> tuple[Array, Array, int]:
    """Copy the edges and their regencies out of the index."""
    t = tables(memory)
    n = len(t.edges) // 4
    return t.edges.copy().reshape((n, 4)), t.edge_area[:n].copy(), t.shape[2]
