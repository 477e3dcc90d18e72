"""Distances on the ground."""

from django.contrib.gis.geos import Point
from pyproj import Geod

_GEOD = Geod(ellps="WGS84")
LonLat = tuple[float, float]


def lonlat_of(point: Point) -> LonLat:
    """Return the degrees of a point."""
    return point.x, point.y


def metres_between(a: LonLat, b: LonLat) -> float:
    """Return the geodesic distance of two points (degrees, EPSG:4326) on WGS 84, in metres."""
    return float(_GEOD.inv(a[0], a[1], b[0], b[1])[2])


def box_around(lonlat: LonLat, metres: float) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees of the box that holds everything within so many metres of a point."""
    lon, lat = lonlat
    _, north, _ = _GEOD.fwd(lon, lat, 0, metres)
    _, south, _ = _GEOD.fwd(lon, lat, 180, metres)
    # Where the circle reaches farthest towards the pole, its parallel is shortest: a box of that width holds it all.
    widest = max((north, south), key=abs)
    reach = abs(_GEOD.fwd(lon, widest, 90, metres)[0] - lon)
    return lon - reach, south, lon + reach, north
