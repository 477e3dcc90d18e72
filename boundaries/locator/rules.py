"""What decides: the distances and tolerances of the rules, shared by the reference and the index.

Sources: UU 23/2014 ps. 27 (province's sea to 12 nautical miles; the median line where two provinces' seas meet);
docs/decisions/0002-in-process-index.md for the tolerances.
"""

import math

from boundaries.place import Method, PlaceError, Setting

TERRITORIAL_SEA_M = 22_224.0
"""12 nautical miles."""

MEDIAN_REACH_M = 44_448.0
"""24 nautical miles: further than this, another province's sea cannot meet ours."""

TOLERANCE_DEG = 1e-9
"""A point this near to an area (0.1 mm) is covered by it, in any engine, whatever its rounding."""

TIE_M = 0.001
"""Distances this close are equal, and the lower code goes first."""

BORDER_ZONE_M = 250.0
"""A point nearer than this to another regency is doubtful even if the phone claims to know better."""

ECCENTRICITY_SQUARED = 0.00669437999014132
"""Of the WGS 84 ellipsoid."""

SETTINGS = tuple(Setting)
METHODS = tuple(Method)


def doubt_threshold(precision_m: float, accuracy_m: float | None) -> float:
    """Return the distance to a border, in metres, below which a Place is doubtful.

    Raises PlaceError where the accuracy is no distance.
    """
    accuracy = 0.0 if accuracy_m is None else float(accuracy_m)
    if not (math.isfinite(accuracy) and accuracy >= 0):
        raise PlaceError(f"an accuracy of {accuracy_m} metres is no distance")
    return max(BORDER_ZONE_M, 2 * accuracy, precision_m)


def check_point(lon: float, lat: float) -> None:
    """Raise PlaceError, with the reason, where a pair of numbers is no point on Earth."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise PlaceError(f"longitude {lon} and latitude {lat} are not both numbers")
    if abs(lat) > 90:
        hint = " (longitude and latitude swapped?)" if abs(lon) <= 90 and abs(lat) <= 180 else ""
        raise PlaceError(f"latitude {lat} is off the Earth{hint}")
    if abs(lon) > 180:
        raise PlaceError(f"longitude {lon} is off the Earth")
