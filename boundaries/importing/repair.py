"""Valid, two-dimensional multipolygons out of what was drawn, and proof that repairing did not eat them."""

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

GEOD = pyproj.Geod(ellps="WGS84")
CLEAN = 0.001  # a change below this is rounding and slivers; the second method is tried from here


@dataclass(frozen=True, slots=True)
class Repair:
    """One outline that was invalid: what was wrong and its area before and after, km²."""

    row: int
    reason: str
    before_km2: float
    after_km2: float

    @property
    def change(self) -> float:
        """Share of the larger area that repairing added or took, 0…1."""
        largest = max(self.before_km2, self.after_km2)
        return abs(self.after_km2 - self.before_km2) / largest if largest else 1.0


def area_km2(geometry: BaseGeometry) -> float:
    """Geodesic area on WGS 84 of a valid lon/lat polygon or multipolygon, km²."""
    return sum(_ring_km2(part.exterior) - sum(map(_ring_km2, part.interiors)) for part in _polygons(geometry))


def repair(geometries: np.ndarray) -> tuple[np.ndarray, list[Repair]]:
    """Return valid multipolygons and what had to be repaired.

    Parameters
    ----------
    geometries
        Array of polygonal geometries in EPSG:4326 (None allowed: it becomes an empty multipolygon).

    Returns
    -------
    tuple
        Array of valid MultiPolygons, same length, and one Repair for each that was invalid.
    """
    fixed = geometries.copy()
    repairs: list[Repair] = []
    for row in np.flatnonzero(~shapely.is_valid(geometries) & ~shapely.is_missing(geometries)):
        fixed[row], repaired = _repaired(geometries[row], int(row))
        repairs.append(repaired)
    return np.array([_multipolygon(geometry) for geometry in fixed], dtype=object), repairs


def _repaired(drawn: BaseGeometry, row: int) -> tuple[shapely.MultiPolygon, Repair]:
    """Repair by the roles of rings, which keeps islands; where that changes the area, by parity, which keeps lakes.

    Roles fail where a file calls both a mainland and the lake in it holes of an islet: the lake would be filled.
    """
    by_role = _measured(drawn, shapely.make_valid(drawn, method="structure", keep_collapsed=False), row)
    if by_role[1].change <= CLEAN:
        return by_role
    by_parity = _measured(drawn, shapely.make_valid(drawn, method="linework"), row)
    return min(by_role, by_parity, key=lambda candidate: candidate[1].change)


def _measured(drawn: BaseGeometry, outline: BaseGeometry, row: int) -> tuple[shapely.MultiPolygon, Repair]:
    polygons = _multipolygon(outline)
    after = area_km2(polygons)
    return polygons, Repair(row, _reason(drawn), _drawn_km2(drawn, after), after)


def _drawn_km2(drawn: BaseGeometry, repaired: float) -> float:
    """Return the area that an invalid outline claims: of its two readings the one nearer to `repaired`.

    A crossing outline has no area of its own, so it is read from the rings, untouched by any topology. *By role*,
    holes are taken from shells; that is meaningless where a file calls the main island a hole of an islet, as the
    Kemendagri set does in Kabupaten Sorong (the reading is negative). *By direction*, rings are summed with their
    sign, whatever their role. A figure of eight loses by both, and so it should: nobody knows which shape was meant.
    """
    shells, holes, signed = 0.0, 0.0, 0.0
    for part in _polygons(drawn):
        shell = _signed_ring_km2(part.exterior)
        inner = [_signed_ring_km2(ring) for ring in part.interiors]
        signed += shell + sum(inner)
        shells += abs(shell)
        holes += sum(map(abs, inner))
    readings = [abs(signed)] + ([shells - holes] if shells > holes else [])
    return min(readings, key=lambda reading: abs(reading - repaired))


def _ring_km2(ring: shapely.LinearRing) -> float:
    return abs(_signed_ring_km2(ring))


def _signed_ring_km2(ring: shapely.LinearRing) -> float:
    if ring.is_empty:
        return 0.0
    lon, lat = shapely.get_coordinates(ring).T
    return float(GEOD.polygon_area_perimeter(lon, lat)[0]) / 1e6


def _polygons(geometry: BaseGeometry) -> list[shapely.Polygon]:
    """Every polygon in a geometry, out of collections of collections too."""
    parts: list[shapely.Polygon] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            parts.append(part)
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            parts += _polygons(part)
    return parts


def _multipolygon(geometry: BaseGeometry | None) -> shapely.MultiPolygon:
    if geometry is None:
        return shapely.MultiPolygon()
    if geometry.geom_type == "GeometryCollection":
        return _multipolygon(shapely.union_all(_polygons(geometry)))
    return shapely.MultiPolygon([part for part in _polygons(geometry) if not part.is_empty])


def _reason(geometry: BaseGeometry) -> str:
    return str(shapely.is_valid_reason(geometry)).split("[", maxsplit=1)[0]
