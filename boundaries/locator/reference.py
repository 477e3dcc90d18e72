"""The meaning of «which area holds this point», told by PostGIS. The index is right when it says the same.

Distances are geodesic metres on WGS 84, to edges that are straight in lon/lat.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from boundaries.locator.rules import (
    ECCENTRICITY_SQUARED,
    MEDIAN_REACH_M,
    TERRITORIAL_SEA_M,
    TIE_M,
    TOLERANCE_DEG,
    check_point,
    doubt_threshold,
)
from boundaries.models import Edition, Overlay
from boundaries.place import AreaRef, Method, OverlayHit, Place, Setting

_RADII_M = (3_000.0, 50_000.0, 400_000.0, math.inf)
_LONGEST_EDGE_DEG = 0.01

_COVERING = """
    SELECT DISTINCT a.id FROM boundaries_areapiece p JOIN boundaries_area a ON a.id = p.area_id
    WHERE a.edition_id = %(edition)s AND a.level = 'regency'
      AND ST_DWithin(p.geometry, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(tolerance)s)
"""
_GAP = """
    SELECT EXISTS (SELECT FROM boundaries_gap WHERE edition_id = %(edition)s
      AND ST_DWithin(geometry, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(tolerance)s))
"""
_FOREIGN = """
    SELECT o.name FROM boundaries_overlaypiece p JOIN boundaries_overlay o ON o.id = p.overlay_id
    WHERE o.id = ANY(%(overlays)s) AND NOT p.rim
      AND ST_DWithin(p.geometry, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(tolerance)s)
    ORDER BY o.code, o.id LIMIT 1
"""
_OFF_FOREIGN = """
    SELECT o.name, o.precision_m FROM boundaries_overlaypiece p JOIN boundaries_overlay o ON o.id = p.overlay_id
    WHERE o.id = ANY(%(overlays)s) AND p.rim
      AND ST_DWithin(p.geometry, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(tolerance)s)
    ORDER BY o.code, o.id LIMIT 1
"""
_JURISDICTIONS = """
    SELECT p.overlay_id, bool_or(NOT p.rim), NOT bool_or(p.rim) FROM boundaries_overlaypiece p
    WHERE p.overlay_id = ANY(%(jurisdictions)s)
      AND ST_DWithin(p.geometry, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(tolerance)s)
    GROUP BY p.overlay_id
"""
# PostGIS's own distance from a point to an edge seeks the foot on a sphere, which is up to 0.003 % too far: 0.7 m at
# 12 nautical miles. Nearby the foot is found in the plane instead, longitudes shrunk to their true ratio, first that of
# the point's latitude, then that halfway to the first foot; the geodesic leads to the second.
_NEAR = """
    SELECT a.id, min(ST_Distance(point::geography, foot::geography))
    FROM boundaries_areapiece p JOIN boundaries_area a ON a.id = p.area_id
    CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS point,
        cos(radians(%(lat)s)) * (1 - %(e2)s * (1 - cos(radians(2 * %(lat)s))) / 2) / (1 - %(e2)s) AS ratio0) q
    CROSS JOIN LATERAL (SELECT radians((%(lat)s + ST_Y(ST_ClosestPoint(
        ST_Scale(p.geometry, ratio0, 1), ST_Scale(point, ratio0, 1)))) / 2) AS middle) m
    CROSS JOIN LATERAL (SELECT cos(middle) * (1 - %(e2)s * (1 - cos(2 * middle)) / 2) / (1 - %(e2)s) AS ratio) r
    CROSS JOIN LATERAL (SELECT ST_Scale(ST_ClosestPoint(
        ST_Scale(p.geometry, ratio, 1), ST_Scale(point, ratio, 1)), 1 / ratio, 1) AS foot) f
    WHERE a.edition_id = %(edition)s AND a.level = 'regency' AND p.geometry && ST_MakeEnvelope(
        %(lon)s - %(east)s, %(lat)s - %(north)s, %(lon)s + %(east)s, %(lat)s + %(north)s, 4326)
    GROUP BY a.id
"""
# Far away the Earth is drawn around the point, every distance from it true.
_FAR = """
    SELECT a.id, min(ST_Distance(ST_MakePoint(0, 0), ST_SetSRID(ST_Transform(
        ST_Segmentize(p.geometry, %(longest)s),
        format('+proj=aeqd +lon_0=%%s +lat_0=%%s +datum=WGS84 +units=m', %(lon)s, %(lat)s)), 0)))
    FROM boundaries_areapiece p JOIN boundaries_area a ON a.id = p.area_id
    WHERE a.edition_id = %(edition)s AND a.level = 'regency' AND (%(everywhere)s OR p.geometry && ST_MakeEnvelope(
        %(lon)s - %(east)s, %(lat)s - %(north)s, %(lon)s + %(east)s, %(lat)s + %(north)s, 4326))
    GROUP BY a.id
"""
_AREAS = """
    SELECT a.id, a.code, a.name, a.area_km2, a.approximate, p.id, p.code, p.name
    FROM boundaries_area a JOIN boundaries_area p ON p.id = a.parent_id WHERE a.id = ANY(%s)
"""


@dataclass(frozen=True)
class _Regency:
    ref: AreaRef
    province: AreaRef
    area_km2: float
    approximate: bool


@dataclass
class Reference:
    """Answers from the database for one edition under the overlays of one time.

    `overlays` are the neighbours' land, `jurisdictions` all others, in the order in which a Place lists them.
    """

    edition: Edition
    overlays: list[Overlay]
    jurisdictions: tuple[OverlayHit, ...] = ()
    _regencies: dict[int, _Regency] = field(default_factory=dict)

    def locate(self, lon: float, lat: float, accuracy_m: float | None = None) -> Place:
        """Return the Place of a point given in degrees; raises PlaceError where it is no point on Earth."""
        check_point(lon, lat)
        threshold = doubt_threshold(self.edition.precision_m, accuracy_m)
        return _Question(self, float(lon), float(lat), threshold).answer()  # psycopg2 cannot send numpy's numbers

    def hits(self, lon: float, lat: float) -> tuple[OverlayHit, ...]:
        """Return the overlays at a point, wherever it lies: those that hold it, and those whose rim does."""
        if not self.jurisdictions:
            return ()
        values: dict[str, Any] = {
            "lon": _flushed(lon),
            "lat": _flushed(lat),
            "tolerance": TOLERANCE_DEG,
            "jurisdictions": [overlay.id for overlay in self.jurisdictions],
        }
        with connection.cursor() as cursor:
            cursor.execute(_JURISDICTIONS, values)
            found = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
        return tuple(
            replace(overlay, inside=found[overlay.id][0], certain=found[overlay.id][1])
            for overlay in self.jurisdictions
            if overlay.id in found
        )

    def regency(self, pk: int) -> _Regency:
        """Return what is told of a regency."""
        if pk not in self._regencies:
            with connection.cursor() as cursor:
                cursor.execute(_AREAS, [[pk]])
                row = cursor.fetchone()
            province = AreaRef(row[6], row[7], row[5])
            self._regencies[pk] = _Regency(AreaRef(row[1], row[2], row[0]), province, row[3], row[4])
        return self._regencies[pk]


def _flushed(degrees: float) -> float:
    """Return 0 for numbers next to it: PostgreSQL refuses to halve the smallest of them."""
    return 0.0 if abs(degrees) < 1e-12 else degrees


class _Question:
    """One point and what the database said about it so far."""

    def __init__(self, reference: Reference, lon: float, lat: float, threshold: float) -> None:
        self.reference, self.lon, self.lat, self.threshold = reference, lon, lat, threshold
        self.edition = reference.edition
        self._within = 0.0
        self._metres: list[tuple[float, int]] = []

    def answer(self) -> Place:
        """Go through the rules in their order."""
        covering = self._covering()
        if covering:
            return self._on_land(covering)
        nearest, metres = self._nearest()
        in_gap = self._ask(_GAP)[0]
        country = self._foreign()
        if in_gap or metres <= self.edition.precision_m:
            return self._near_land(nearest, Setting.LAND if in_gap or country else Setting.COAST)
        country = country or self._off_foreign(metres)
        if country:
            return self._place(Setting.ABROAD, Method.NONE, country=country)
        if metres <= TERRITORIAL_SEA_M:
            return self._territorial_sea(nearest, metres)
        doubtful = self._regency(nearest).approximate
        name = self._regency(nearest).ref
        return self._place(
            Setting.SEA_BEYOND,
            Method.SEA,
            nearest_regency=name,
            doubtful=doubtful,
            candidates=(name,) if doubtful else (),
        )

    def _on_land(self, covering: list[int]) -> Place:
        chosen = covering[0]
        if len(covering) > 1:
            return self._assigned(Setting.LAND, Method.OVERLAP, covering, border=0.0, doubtful=True)
        approximate = self._regency(chosen).approximate
        border = self._next(lambda pk: pk != chosen)
        return self._assigned(
            Setting.LAND, Method.NEAREST if approximate else Method.COVERED, covering, border, doubtful=approximate
        )

    def _near_land(self, nearest: int, setting: Setting) -> Place:
        border = self._next(lambda pk: pk != nearest)
        doubtful = setting is Setting.LAND or self._regency(nearest).approximate
        return self._assigned(setting, Method.NEAREST, [nearest], border, doubtful)

    def _assigned(self, setting: Setting, method: Method, first: list[int], border: float, doubtful: bool) -> Place:
        doubtful = doubtful or border < self.threshold
        regency = self._regency(first[0])
        return self._place(
            setting,
            method,
            regency=regency.ref,
            province=regency.province,
            border_m=border if math.isfinite(border) else None,
            doubtful=doubtful,
            candidates=self._neighbours(first) if doubtful else (),
        )

    def _neighbours(self, first: list[int]) -> tuple[AreaRef, ...]:
        """Name those that hold the point, then all others within the threshold by distance."""
        others = [pk for metres, pk in self._up_to(self.threshold) if metres < self.threshold and pk not in first]
        return tuple(self._regency(pk).ref for pk in [*first, *others])

    def _territorial_sea(self, nearest: int, metres: float) -> Place:
        regency = self._regency(nearest)
        self._up_to(MEDIAN_REACH_M)
        others = [m for m in self._metres if self._regency(m[1]).province != regency.province]
        border = (others[0][0] - metres) / 2 if others and others[0][0] <= MEDIAN_REACH_M else None
        doubtful = regency.approximate
        rival: tuple[AreaRef, ...] = ()
        if border is not None and border < self.threshold:
            doubtful, rival = True, (self._regency(others[0][1]).ref,)
        return self._place(
            Setting.SEA_12NM,
            Method.SEA,
            province=regency.province,
            nearest_regency=regency.ref,
            border_m=border,
            doubtful=doubtful,
            candidates=(regency.ref, *rival) if doubtful else (),
        )

    def _place(self, setting: Setting, method: Method, **rest: Any) -> Place:
        hits = () if setting is Setting.ABROAD else self.reference.hits(self.lon, self.lat)
        return Place(self.lon, self.lat, self.edition.name, setting, method, overlays=hits, **rest)

    def _regency(self, pk: int) -> _Regency:
        return self.reference.regency(pk)

    def _covering(self) -> list[int]:
        """Return the regencies that hold the point, the smallest first: an enclave may lie under its surroundings."""
        ids = [row[0] for row in self._rows(_COVERING)]
        return sorted(ids, key=lambda pk: (self._regency(pk).area_km2, self._regency(pk).ref.code))

    def _foreign(self) -> str | None:
        rows = self._rows(_FOREIGN)
        return rows[0][0] if rows else None

    def _off_foreign(self, metres: float) -> str | None:
        """Name the state whose coarse coast the point lies just off, farther from any regency than that is coarse."""
        rows = self._rows(_OFF_FOREIGN)
        return rows[0][0] if rows and metres > rows[0][1] else None

    def _nearest(self) -> tuple[int, float]:
        for radius in _RADII_M:
            near = self._up_to(radius)
            if near and near[0][0] <= radius:
                return near[0][1], near[0][0]
        raise LookupError(f"edition {self.edition} has no regencies")

    def _next(self, wanted: Callable[[int], bool]) -> float:
        """Return the metres to the nearest regency that is `wanted`; infinite where there is none."""
        for radius in _RADII_M:
            for metres, pk in self._up_to(radius):
                if metres <= radius and wanted(pk):
                    return metres
        return math.inf

    def _up_to(self, radius: float) -> list[tuple[float, int]]:
        """Return regencies by distance, complete up to a radius in metres; equal distances by code."""
        if radius > self._within:
            cosine = math.cos(math.radians(min(abs(self.lat) + 4.5, 89.9)))
            wide = radius > _RADII_M[2] or abs(self.lat) > 80 or abs(self.lon) > 170
            reach = 0.0 if wide else radius / 110_000
            box = {"everywhere": wide, "north": reach, "east": reach / cosine}
            if wide or radius > _RADII_M[1]:
                rows = self._rows(_FAR, longest=_LONGEST_EDGE_DEG, **box)
            else:
                rows = self._rows(_NEAR, e2=ECCENTRICITY_SQUARED, **box)
            self._metres = self._by_distance([(row[1], row[0]) for row in rows])
            self._within = math.inf if wide else radius
        return self._metres

    def _by_distance(self, found: list[tuple[float, int]]) -> list[tuple[float, int]]:
        """Sort by distance; those less than TIE_M apart by code."""
        found = sorted(found)
        groups: list[list[tuple[float, int]]] = []
        for item in found:
            if groups and item[0] - groups[-1][-1][0] <= TIE_M:
                groups[-1].append(item)
            else:
                groups.append([item])
        return [item for group in groups for item in sorted(group, key=lambda m: self._regency(m[1]).ref.code)]

    def _ask(self, sql: str) -> tuple:
        return self._rows(sql)[0]

    def _rows(self, sql: str, **more: float) -> list[tuple]:
        values: dict[str, Any] = {
            "lon": _flushed(self.lon),
            "lat": _flushed(self.lat),
            "edition": self.edition.pk,
            "tolerance": TOLERANCE_DEG,
            "overlays": [o.pk for o in self.reference.overlays],
            **more,
        }
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()
