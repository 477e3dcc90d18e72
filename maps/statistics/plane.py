"""A flat map in metres around some place, good for the few kilometres that a cluster is wide."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

EARTH_M: Final = 6_371_008.8
"""Mean radius of the Earth in metres (IUGG)."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Equirectangular, true to scale at its middle (radians); off by less than 0.1 % within 100 km in Indonesia."""

    lat: float
    lon: float

    @classmethod
    def around(cls, radians: NDArray[np.float64]) -> "Plane":
        """The plane with the mean of places (n, 2: latitude, longitude in radians) in its middle."""
        lat, lon = radians.mean(axis=0)
        return cls(float(lat), float(lon))

    def metres(self, radians: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return x (east) and y (north) in metres, (n, 2), of places (n, 2: latitude, longitude in radians)."""
        lat, lon = radians.T
        return np.column_stack([(lon - self.lon) * np.cos(self.lat), lat - self.lat]) * EARTH_M

    def degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in metres of this plane as lon/lat in degrees, EPSG:4326."""

        def back(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            lon = self.lon + xy[:, 0] / EARTH_M / np.cos(self.lat)
            return np.degrees(np.column_stack([lon, self.lat + xy[:, 1] / EARTH_M]))

        return shapely.transform(geometry, back)
