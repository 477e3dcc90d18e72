"""Kernel density: how many incidents lie around a place, as a surface over cells, with a bandwidth that a rule chooses.

Gaussian kernels (Silverman 1986). The bandwidth is the one under which each incident is best foretold by all others:
likelihood cross-validation (Silverman 1986, 3.4.4). The usual rules of thumb suppose one heap of points; over a country
of islands they blur everything within 150 km.

No mass is laid where nobody could report: the kernel of each incident is spread over land and sea in reach alone and
still weighs one (Diggle 1985). The surface summed over its area is therefore the number of incidents.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from maps.statistics.gathering import Floats, TooFewError
from maps.statistics.plane import EARTH_M

LADDER_M: Final = (15_000.0, 20_000.0, 25_000.0, 30_000.0, 40_000.0, 50_000.0, 60_000.0)
"""Bandwidths to choose from: from the distance between cells of resolution 5 to the width of a regency."""
REACH: Final = 3.0
"""Where a kernel ends, in bandwidths: 99 % of it lie within."""
FEWEST_INCIDENTS: Final = 30
"""Below this a surface shows the kernel, not the incidents."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Incidents per km² in every cell, the bandwidth in metres, and how well each of LADDER_M foretold (mean log)."""

    per_km2: Floats
    bandwidth_m: float
    scores: tuple[float, ...]


class Kernels:
    """The distances between cells that kernels reach over, worked out once for many surfaces on the same cells.

    Parameters
    ----------
    lon, lat
        (n,): middles of the cells in degrees, EPSG:4326.
    area_km2
        (n,): area of each.
    """

    def __init__(self, lon: Floats, lat: Floats, area_km2: Floats) -> None:
        self.area_km2 = area_km2
        self.tree = KDTree(_on_sphere(lon, lat))

    def surface(self, counts: Floats) -> Surface:
        """Return the density of incidents.

        Parameters
        ----------
        counts
            (n,): incidents in each cell.

        Raises
        ------
        TooFewError
            Fewer than FEWEST_INCIDENTS.
        """
        total = counts.sum()
        if total < FEWEST_INCIDENTS:
            raise TooFewError(f"{total:g} incidents, at least {FEWEST_INCIDENTS} are needed")
        where = np.flatnonzero(counts)
        squares = self._squares(where)
        scores = tuple(self._score(squares, where, counts, metres) for metres in LADDER_M)
        best = LADDER_M[int(np.argmax(scores))]
        per_km2 = self._spread(squares, best).T @ counts[where]
        return Surface(per_km2, best, scores)

    def _squares(self, where: NDArray[np.int64]) -> csr_array:
        """Return squared distances (m²) from some cells to all within reach; 1 m² where it is none."""
        chord = 2 * np.sin(REACH * LADDER_M[-1] / EARTH_M / 2)
        pairs = KDTree(self.tree.data[where]).sparse_distance_matrix(self.tree, chord, output_type="coo_matrix")
        squares = csr_array(pairs.tocsr())
        squares.data = np.maximum(2 * EARTH_M * np.arcsin(squares.data / 2), 1.0) ** 2
        itself = csr_array((np.ones(len(where)), (np.arange(len(where)), where)), shape=squares.shape)
        return csr_array(squares.maximum(itself))

    def _spread(self, squares: csr_array, metres: float) -> csr_array:
        """Return of each incident's kernel the density (1/km²) in each cell; over all cells it holds one incident."""
        kernel = squares.copy()
        kernel.data = np.where(kernel.data <= (REACH * metres) ** 2, np.exp(-kernel.data / (2 * metres**2)), 0.0)
        mass = kernel @ self.area_km2
        kernel.data /= np.repeat(mass, np.diff(kernel.indptr))
        return kernel

    def _score(self, squares: csr_array, where: NDArray[np.int64], counts: Floats, metres: float) -> float:
        """Return the mean log density at each incident by all others; one more may lie anywhere."""
        spread, n = self._spread(squares, metres), counts[where]
        total = n.sum()
        itself = np.asarray(spread[np.arange(len(where)), where]).ravel()
        others = np.asarray(spread.T @ n).ravel()[where] - itself
        anywhere = 1 / self.area_km2.sum()
        return float((n * np.log((np.maximum(others, 0) + anywhere) / total)).sum() / total)


def _on_sphere(lon: Floats, lat: Floats) -> Floats:
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])
