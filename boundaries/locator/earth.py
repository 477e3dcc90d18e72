"""Metres on the WGS 84 ellipsoid between points that lie near each other and near the equator, without trigonometry.

The length of a degree is a smooth even function of latitude, so a short polynomial in latitude² gives it to ten
digits within MAX_LATITUDE. Distance by the mid-latitude rule with its second-order terms (Gauss; see Torge and
Müller, *Geodesy*, section 6.3) then differs from the geodesic by less than RELATIVE_ERROR; a test holds it to that.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.polynomial import Polynomial

from boundaries.locator.compiled import inlined, kernel

EQUATOR_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
MAX_LATITUDE = 20.0
"""Degrees north and south up to which the series hold; Indonesia ends at 6° N and 11° S."""

RADIUS_M = 6_371_008.8
RADIAN = math.pi / 180
_TWELFTH = RADIAN * RADIAN / 12

RELATIVE_ERROR = 3e-7
"""Largest relative difference between our metres and the reference's, for what is near."""

ABSOLUTE_ERROR_M = 0.001
FAR_ERROR = 0.006
"""Growth of that difference with the square of the distance in Earth radii."""


def metres_per_degree(lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the metres of a degree of longitude and of latitude at latitudes in degrees, by the exact formulas."""
    squared = FLATTENING * (2 - FLATTENING)
    phi = np.radians(lat)
    root = np.sqrt(1 - squared * np.sin(phi) ** 2)
    return RADIAN * EQUATOR_M * np.cos(phi) / root, RADIAN * EQUATOR_M * (1 - squared) / root**3


def _series(which: int) -> tuple[float, ...]:
    squared_lat = (np.cos(np.linspace(0, np.pi, 201)) + 1) / 2 * MAX_LATITUDE**2
    fit = Polynomial.fit(squared_lat, metres_per_degree(np.sqrt(squared_lat))[which], 4)
    return tuple(float(c) for c in fit.convert().coef)


_X0, _X1, _X2, _X3, _X4 = _series(0)
_Y0, _Y1, _Y2, _Y3, _Y4 = _series(1)


@inlined
def lon_metres(lat: float) -> float:
    """Return the metres of a degree of longitude at a latitude in degrees."""
    s = lat * lat
    return _X0 + s * (_X1 + s * (_X2 + s * (_X3 + s * _X4)))


@inlined
def lat_metres(lat: float) -> float:
    """Return the metres of a degree of latitude at a latitude in degrees."""
    s = lat * lat
    return _Y0 + s * (_Y1 + s * (_Y2 + s * (_Y3 + s * _Y4)))


@inlined
def error_bound(metres: float) -> float:
    """Return by how many metres a distance may differ from the one PostGIS gives."""
    far = metres / RADIUS_M
    return ABSOLUTE_ERROR_M + metres * (RELATIVE_ERROR + FAR_ERROR * far * far)


class Scale(NamedTuple):
    """Metres of a degree of longitude and of latitude around a point: value and two derivatives by latitude each."""

    x: float
    dx: float
    ddx: float
    y: float
    dy: float
    ddy: float


@inlined
def scale_at(lat: float) -> Scale:
    """Return the scale around a latitude in degrees, for points up to some ten degrees away."""
    s = lat * lat
    x1 = _X1 + s * (2 * _X2 + s * (3 * _X3 + s * 4 * _X4))  # by latitude²
    y1 = _Y1 + s * (2 * _Y2 + s * (3 * _Y3 + s * 4 * _Y4))
    x2 = 2 * _X2 + s * (6 * _X3 + s * 12 * _X4)
    y2 = 2 * _Y2 + s * (6 * _Y3 + s * 12 * _Y4)
    return Scale(lon_metres(lat), 2 * lat * x1, 2 * x1 + 4 * s * x2, lat_metres(lat), 2 * lat * y1, 2 * y1 + 4 * s * y2)


@inlined
def edge_squared(lon: float, lat: float, scale: Scale, x1: float, y1: float, x2: float, y2: float) -> float:
    """Return a measure, in square metres, of the distance from a point to an edge that is straight in lon/lat.

    It grows with the distance, to which `true_metres` turns it. The foot is found in the plane of the point's own
    scale; an end that is the foot is taken as it stands, so that two edges meeting there give the very same number.
    """
    x1, y1, x2, y2 = x1 - lon, y1 - lat, x2 - lon, y2 - lat
    ex, ey = (x2 - x1) * scale.x, (y2 - y1) * scale.y
    length = ex * ex + ey * ey
    along = -(x1 * scale.x * ex + y1 * scale.y * ey)
    if along <= 0.0:
        return offset_squared(x1, y1, scale)
    if along >= length:
        return offset_squared(x2, y2, scale)
    share = along / length
    return offset_squared(x1 + share * (x2 - x1), y1 + share * (y2 - y1), scale)


@inlined
def offset_squared(dlon: float, dlat: float, scale: Scale) -> float:
    """Measure, in square metres, an offset in degrees from the point whose scale is given (see `edge_squared`)."""
    half = 0.5 * dlat
    x = dlon * (scale.x + half * (scale.dx + half * 0.5 * scale.ddx))
    y = dlat * (scale.y + half * (scale.dy + half * 0.5 * scale.ddy))
    l2, p2 = dlon * dlon * _TWELFTH, dlat * dlat * _TWELFTH
    return x * x * (1 - l2) + y * y * (1 - p2 - 3 * l2)


@inlined
def true_metres(squared: float) -> float:
    """Turn the measure of `edge_squared` into metres."""
    return math.sqrt(squared * (1 + squared / (12 * RADIUS_M * RADIUS_M)))


@kernel
def edge_metres(lon: float, lat: float, x1: float, y1: float, x2: float, y2: float) -> float:
    """Return the metres from a point to an edge that is straight in lon/lat; all arguments in degrees."""
    return true_metres(edge_squared(lon, lat, scale_at(lat), x1, y1, x2, y2))


@kernel
def point_metres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the metres between two points given in degrees."""
    return true_metres(offset_squared(lon2 - lon1, lat2 - lat1, scale_at(lat1)))
