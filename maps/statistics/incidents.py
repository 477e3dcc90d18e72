"""Clusters of incidents: places where more lie close together than chance would put there, and their outlines.

Found by HDBSCAN (Campello, Moulavi and Sander 2013; McInnes and Healy 2017) on the sphere: it needs no density told in
advance, so that a village and a city are each seen at their own scale. But it finds clusters in mere chance too. Each
is therefore held against its surroundings (`chance`) and dropped where chance would bring one such in a map more often
than once in twenty.

What is known to a coarse cell only must not be given: all of a cell lie on its centre, the densest cluster of all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import h3
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.stats import poisson
from shapely.geometry.base import BaseGeometry
from sklearn.cluster import HDBSCAN

from maps.statistics.gathering import Floats
from maps.statistics.neighbours import patches
from maps.statistics.plane import EARTH_M, Plane

Indexes = NDArray[np.int64]

FEWEST: Final = 5
"""Distinct incidents of which a cluster can be told; whether chance brought them is asked apart."""
TOGETHER_M: Final = 1_500.0
"""Incidents nearer than this are one place: twenty minutes on foot, the reach of a village."""
WIDEST_M: Final = 10_000.0
"""A cluster that is wider is searched again inside: it is a region, of which Gi* tells; an agency acts on a place."""
SURROUNDINGS_M: Final = 10_000.0
"""How far around a cluster, at least, its surroundings reach."""
ALARMS: Final = 0.05
"""How many clusters chance may bring in a map, on average."""
SHARPEST_M: Final = 100.0
"""No place is taken to be known better than this: pins that lie on one spot prove no density."""
LINK_RESOLUTION: Final = 6
"""Nothing is linked over an empty hexagon of this resolution: 6 km wide, more than TOGETHER_M reaches over."""
LARGEST: Final = 5_000
"""Incidents that are searched at once; of more, only what touches in smaller hexagons is linked."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Incidents close together: which (places in the arrays given, in their order), where, of what, from when to when.

    `hull` is a polygon in degrees, EPSG:4326, that holds all members with room for what their places may be wrong by;
    `lon`, `lat` the member with the least way to all others. `alarms` is how many such clusters chance would bring.
    """

    members: Indexes
    hull: BaseGeometry
    lon: float
    lat: float
    category: Any
    first: np.datetime64
    last: np.datetime64
    alarms: float

    @property
    def n(self) -> int:
        """How many incidents it holds."""
        return len(self.members)


def find_clusters(
    lon: Floats,
    lat: Floats,
    dates: NDArray[np.datetime64],
    categories: NDArray[Any],
    accuracy_m: Floats | None = None,
    *,
    fewest: int = FEWEST,
    alarms: float = ALARMS,
) -> list[Cluster]:
    """Return the clusters of incidents that are no chance, those with the most first; all others are noise.

    Parameters
    ----------
    lon, lat
        (n,): places in degrees, EPSG:4326, of distinct incidents (duplicates merged), none of them coarse.
    dates
        (n,): when each came to be known.
    categories
        (n,): codes, or numbers, of one kind. `category` is the most frequent of a cluster, the first of equals.
    accuracy_m
        (n,): radius in metres within which each may lie; SHARPEST_M where not given, or NaN.
    fewest
        Smallest cluster.
    alarms
        How many clusters chance may bring in a map, on average.

    Returns
    -------
    list of Cluster
        Disjoint, sorted by n (most first), then by place.
    """
    radians = np.radians(np.column_stack([lat, lon]).astype(np.float64).reshape(-1, 2))
    radius = np.full(len(radians), SHARPEST_M) if accuracy_m is None else np.nan_to_num(accuracy_m, nan=SHARPEST_M)
    radius = np.maximum(radius, SHARPEST_M)
    around = _Surroundings(radians)
    found = []
    for members in _dense(around, fewest):
        by_chance = around.chance(members, radius)
        if by_chance <= alarms:
            found.append(_told(members, radians, radius, dates, categories, by_chance))
    return sorted(found, key=lambda cluster: (-cluster.n, cluster.lon, cluster.lat))


def _dense(around: "_Surroundings", fewest: int) -> Iterator[Indexes]:
    """Yield what HDBSCAN takes for clusters, none wider than WIDEST_M.

    Somewhere in each so many must lie within TOGETHER_M, as DBSCAN asks of a core: that passes over most of a country.
    """
    core = around.nearest(fewest) <= TOGETHER_M
    for patch in _linked(around.radians, np.arange(len(core)), LINK_RESOLUTION, fewest):
        if core[patch].any():
            yield from _searched(around.radians, patch, fewest, TOGETHER_M)


def _linked(radians: Floats, some: Indexes, resolution: int, fewest: int) -> Iterator[Indexes]:
    """Yield groups with empty hexagons between them; HDBSCAN takes time with the square of how many there are."""
    degrees = np.degrees(radians[some])
    cells = [h3.latlng_to_cell(lat, lon, resolution) for lat, lon in degrees.tolist()]
    for patch in patches(cells):
        if len(patch) > LARGEST and resolution < 11:
            yield from _linked(radians, some[patch], resolution + 1, fewest)
        elif len(patch) >= fewest:
            yield some[patch]


def _searched(radians: Floats, some: Indexes, fewest: int, together_m: float) -> Iterator[Indexes]:
    """Yield the clusters among some incidents; too wide ones are searched inside, by half the distance."""
    if len(some) < fewest:
        return
    tree = HDBSCAN(min_cluster_size=fewest, metric="haversine", algorithm="ball_tree", copy=True).fit(radians[some])
    near = tree.dbscan_clustering(together_m / EARTH_M, min_cluster_size=fewest)
    for part in _settled(tree.labels_, near):
        members = some[part]
        if _width(radians[members]) <= WIDEST_M:
            yield members
        elif together_m > SHARPEST_M:
            yield from _searched(radians, members, fewest, together_m / 2)


def _settled(own: Indexes, near: Indexes) -> Iterator[Indexes]:
    """Yield the clusters of the tree, but none split below a distance: Malzer and Baum (2020), HDBSCAN(ε).

    `own` are the labels that the tree prefers by itself, `near` those of the tree cut at the distance; -1 is noise.
    What is a cluster at the distance stands, unless one that the tree prefers holds all of it. (The option of
    scikit-learn that does this fails with numpy 2.4, and has no cluster where there is but one.)
    """
    swallowed = set()
    for label in range(near.max() + 1):
        part = np.flatnonzero(near == label)
        inside = np.unique(own[part])
        if len(inside) > 1 or inside[0] < 0 or (own == inside[0]).sum() <= len(part):
            swallowed.update(inside.tolist())
            yield part
    for label in range(own.max() + 1):
        if label not in swallowed:
            yield np.flatnonzero(own == label)


def _width(radians: Floats) -> float:
    """Return metres across: the longer side of the box that holds all."""
    x, y = Plane.around(radians).metres(radians).T
    return float(max(np.ptp(x), np.ptp(y)))


class _Surroundings:
    """All incidents, to ask how dense they lie around some of them."""

    def __init__(self, radians: Floats) -> None:
        self.radians = radians
        self.tree = KDTree(_on_sphere(radians))

    def nearest(self, many: int) -> Floats:
        """Return metres within which so many lie around each, itself among them; infinite where there are fewer."""
        if not len(self.radians):
            return np.zeros(0)
        chord = self.tree.query(self.tree.data, k=[many])[0][:, 0]
        return 2 * EARTH_M * np.arcsin(np.minimum(chord / 2, 1))

    def chance(self, members: Indexes, radius: Floats) -> float:
        """Return how many such clusters chance would bring: the number of false alarms, a contrario.

        Desolneux, Moisan and Morel (2000), on the circles of Besag and Newell (1991): of n incidents, n(n−1) circles
        have one in the middle and one on the rim. In each the others are Poisson with the density of the surroundings;
        the best circle around a member counts, and the number of circles corrects for having looked for it. The
        surroundings are a ring outside the cluster up to SURROUNDINGS_M, or thrice its reach; one more than lie there
        are reckoned with.
        """
        plane = Plane.around(self.radians[members])
        x, y = plane.metres(self.radians[members]).T
        middle = int(np.argmin(np.hypot(x - np.median(x), y - np.median(y))))
        reach = float(np.hypot(x - x[middle], y - y[middle]).max() + radius[members].max())
        outer = max(SURROUNDINGS_M, 3 * reach)
        counted = self._within(members[middle], outer) - self._within(members[middle], reach)
        density = (counted + 1) / (np.pi * (outer**2 - reach**2))
        centres = np.linspace(0, len(members) - 1, min(len(members), 500)).astype(int)
        best = 1.0
        for centre in centres:
            rims = np.sort(np.hypot(x - x[centre], y - y[centre]))[2:]
            rims = np.maximum(rims, radius[members[centre]])
            best = min(best, float(poisson.sf(np.arange(len(rims)), density * np.pi * rims**2).min(initial=1.0)))
        n = len(self.radians)
        return best * n * (n - 1)

    def _within(self, centre: int, metres: float) -> int:
        chord = 2 * np.sin(metres / EARTH_M / 2)
        return int(self.tree.query_ball_point(_on_sphere(self.radians[centre][None])[0], chord, return_length=True))


def _on_sphere(radians: Floats) -> Floats:
    lat, lon = radians.T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _told(
    members: Indexes,
    radians: Floats,
    radius: Floats,
    dates: NDArray[np.datetime64],
    categories: NDArray[Any],
    alarms: float,
) -> Cluster:
    places = radians[members]
    plane = Plane.around(places)
    metres = plane.metres(places)
    x, y = metres.T
    middle = int(np.argmin(np.hypot(x - np.median(x), y - np.median(y))))
    kinds, counts = np.unique(categories[members], return_counts=True)
    lat, lon = np.degrees(places[middle])
    return Cluster(
        members=members,
        hull=plane.degrees(outline(metres, float(np.median(radius[members])))),
        lon=float(lon),
        lat=float(lat),
        category=kinds[counts.argmax()],
        first=dates[members].min(),
        last=dates[members].max(),
        alarms=alarms,
    )


def outline(metres: Floats, room_m: float) -> BaseGeometry:
    """Return a polygon around points in a plane: their concave hull with room, also where they are on one line or spot.

    Parameters
    ----------
    metres
        (n, 2): points in metres.
    room_m
        How far the outline stays away from every point.
    """
    hull: BaseGeometry = shapely.concave_hull(shapely.MultiPoint(metres), ratio=0.5)
    return hull.buffer(room_m * 1.05, quad_segs=8).simplify(room_m * 0.05)
