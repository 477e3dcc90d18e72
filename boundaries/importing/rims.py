"""The band along an overlay's line within which nobody can tell on which side a point lies."""

import numpy as np
import shapely

from boundaries.importing.repair import GEOD

BAND_DEG = 0.25
"""Height of the strips that are measured with one scale each: within one, a degree of longitude varies by 0.05 %."""

SKIN_DEG = 1e-6

CORNER_SEGMENTS = 8
"""Of a quarter circle: the band falls short of its width by 0.5 % at a corner."""

TIDY = 0.02
"""How much simplifying may move the band's own outline, as a share of its width."""


def rim_of(polygon: shapely.MultiPolygon, width_m: float) -> shapely.MultiPolygon | None:
    """Return the ground within a distance of a polygon's line, on both sides; None where the width is zero.

    Parameters
    ----------
    polygon
        Valid, EPSG:4326, lon/lat, between 85° S and 85° N.
    width_m
        Metres on WGS 84, met to about one in a hundred.
    """
    if width_m <= 0:
        return None
    lines = shapely.boundary(polygon)
    _west, south, _east, north = shapely.bounds(lines)
    strips = []
    for low in np.arange(np.floor(south / BAND_DEG) * BAND_DEG, north, BAND_DEG):
        # The strips overlap: a line that runs along a rectangle's side counts as outside of it.
        part = shapely.clip_by_rect(lines, -200, low - SKIN_DEG, 200, low + BAND_DEG + SKIN_DEG)
        if not part.is_empty:
            strips.append(_band(part, low + BAND_DEG / 2, width_m))
    ground = shapely.union_all(strips)
    parts = [part for part in shapely.get_parts(shapely.make_valid(ground)) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def _band(lines: shapely.Geometry, latitude: float, width_m: float) -> shapely.Geometry:
    """Widen lines in a plane whose metres are true at a latitude."""
    east = GEOD.inv(0, latitude, 1, latitude)[2]
    north = GEOD.inv(0, latitude - 0.5, 0, latitude + 0.5)[2]
    scale = np.array([east, north])
    plane = shapely.transform(lines, lambda points: points * scale)
    band = shapely.simplify(shapely.buffer(plane, width_m, quad_segs=CORNER_SEGMENTS), width_m * TIDY)
    return shapely.transform(band, lambda points: points / scale)
