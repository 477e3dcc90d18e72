"""An index in use: Places of one edition from memory, the reference asked where rounding could decide."""

import json
import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import numpy as np

from boundaries.locator import batch
from boundaries.locator.far import Far, country_of
from boundaries.locator.kernels import (
    AT_SEA,
    DOUBTFUL,
    NOBODY,
    OCEAN,
    OUTSIDE,
    SEA,
    TIED,
    UNCERTAIN,
    Found,
    regency_one,
)
from boundaries.locator.layout import Array, meta_of
from boundaries.locator.neighbours import at_sea, within
from boundaries.locator.overlay_index import Hits, OverlayIndex
from boundaries.locator.places import Names, Places
from boundaries.locator.rules import check_point, doubt_threshold
from boundaries.place import AreaRef, Method, Place, Setting

Consult = Callable[[float, float, float | None], Place]

_CHUNK = 65_536
_WIDEST_SEARCH_M = 100_000.0


class Index:
    """Answers for one edition under the foreign land of one time.

    Parameters
    ----------
    memory
        Words of an index file (boundaries.locator.layout).
    edition
        Name of the edition, `precision_m` its precision.
    over
        The overlays of that time.
    consult
        The reference's `locate`, for the few points that are too close to a threshold to decide here.
    """

    def __init__(self, memory: Array, over: OverlayIndex, edition: str, precision_m: float, consult: Consult) -> None:
        self.memory, self.edition, self.precision_m, self.consult = memory, edition, float(precision_m), consult
        self.over = over
        meta = json.loads(meta_of(memory))
        self.names = Names(
            regencies=[AreaRef(r["code"], r["name"], r["id"]) for r in meta["regencies"]],
            provinces=[AreaRef(code, name, pk) for pk, code, name in meta["provinces"]],
            province_of=np.array([r["province"] for r in meta["regencies"]], np.int16),
            countries=meta["foreign"],
            edition=edition,
        )
        self.area_km2 = [r["area_km2"] for r in meta["regencies"]]
        self.approximate = [r["approximate"] for r in meta["regencies"]]

    @cached_property
    def _far(self) -> Far:
        """Made when the first point from afar comes: most processes never see one."""
        return Far.of(self.memory)

    def locate(self, lon: float, lat: float, accuracy_m: float | None = None) -> Place:
        """Return the Place of a point given in degrees; raises PlaceError where it is no point on Earth."""
        check_point(lon, lat)
        threshold = doubt_threshold(self.precision_m, accuracy_m)
        found, key = batch.find_one(lon, lat, self.precision_m, threshold, self.memory, self.over.address)
        overlays = self.over.at(key, lon, lat) if key else ()
        if not found.flags:
            return self.names.place(lon, lat, found, (), overlays)
        if found.flags & OUTSIDE:
            return self._outside(lon, lat, accuracy_m, overlays)
        if found.flags & TIED and not found.flags & UNCERTAIN:
            return self._far_out(lon, lat, accuracy_m, overlays)
        candidates = None if found.flags & UNCERTAIN else self._candidates(lon, lat, threshold, found)
        if candidates is None:
            return self.consult(lon, lat, accuracy_m)
        return self.names.place(lon, lat, found, candidates, overlays)

    def assign(self, lon: float, lat: float) -> AreaRef | None:
        """Return the regency of a point, as `locate` would, or None at sea and abroad."""
        check_point(lon, lat)
        regency, flags = regency_one(lon, lat, self.precision_m, self.memory)
        if flags:
            return self.consult(lon, lat, None).regency
        return self.names.regencies[regency] if regency >= 0 else None

    def locate_many(self, lons: Array, lats: Array, accuracy_m: float | None = None) -> Places:
        """Return the Places of points that are all on Earth (float64 arrays, degrees)."""
        threshold = doubt_threshold(self.precision_m, accuracy_m)
        order = batch.order_by_row(lons, lats, self.memory)
        rows, out = np.empty(len(lons), batch.ROW), np.empty(len(lons), batch.ROW)

        def find(part: slice) -> None:
            at = order[part]
            batch.find_many(lons[at], lats[at], self.precision_m, threshold, self.memory, self.over.address, rows[part])
            batch.scatter(at, rows[part], out)

        self._in_threads(len(lons), find)
        places = Places(self.names, self.over, lons, lats, out, lambda lon, lat: self.locate(lon, lat, accuracy_m))
        for k in np.flatnonzero(out["flags"] & (UNCERTAIN | OUTSIDE | TIED)):
            places.settle(int(k))
        return places

    def assign_many(self, lons: Array, lats: Array) -> Array:
        """Return for each point the position of its regency in `names.regencies`, or -1: int16."""
        regency, flags = np.empty(len(lons), np.int16), np.empty(len(lons), np.int8)
        self._in_threads(
            len(lons),
            lambda part: batch.regency_many(
                lons[part], lats[part], self.precision_m, self.memory, regency[part], flags[part]
            ),
        )
        for k in np.flatnonzero(flags):
            found = self.consult(float(lons[k]), float(lats[k]), None).regency
            regency[k] = self.names.position[found.code] if found else -1
        return regency

    def _in_threads(self, count: int, work: Callable[[slice], None]) -> None:
        """Do work on slices side by side: the kernels let go of Python's lock."""
        if count <= _CHUNK:
            work(slice(0, count))
            return
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(work, _slices(count)))

    def _candidates(self, lon: float, lat: float, threshold: float, found: Found) -> tuple[AreaRef, ...] | None:
        """Name the regencies that a doubtful point may belong to; None where only the reference can tell."""
        areas: list[int] | None
        if found.setting == SEA:
            areas = at_sea(lon, lat, threshold, self.memory)
        elif found.setting == OCEAN:
            areas = [found.nearest]
        elif threshold > _WIDEST_SEARCH_M:
            areas = None
        else:
            areas = within(lon, lat, threshold, found.regency, self.area_km2, self.memory)
        return None if areas is None else tuple(self.names.regencies[a] for a in areas)

    def _outside(self, lon: float, lat: float, accuracy_m: float | None, overlays: Hits) -> Place:
        """Return the Place of a point beyond the cells: abroad, or sea whose nearest regency is far."""
        country = country_of(lon, lat, self.memory)
        if country >= 0:
            return Place(lon, lat, self.edition, Setting.ABROAD, Method.NONE, country=self.names.countries[country])
        return self._far_out(lon, lat, accuracy_m, overlays)

    def _far_out(self, lon: float, lat: float, accuracy_m: float | None, overlays: Hits) -> Place:
        """Return the Place of a point at sea beyond 12 nautical miles by a slower and closer look at who is nearest."""
        nearest = self._far.nearest(lon, lat)
        if nearest is None:
            return self.consult(lon, lat, accuracy_m)
        flags = DOUBTFUL if self.approximate[nearest] else 0
        candidates = (self.names.regencies[nearest],) if flags else ()
        found = Found(NOBODY, OCEAN, AT_SEA, nearest, math.nan, flags, NOBODY)
        return self.names.place(lon, lat, found, candidates, overlays)


def _slices(count: int) -> Iterator[slice]:
    for start in range(0, count, _CHUNK):
        yield slice(start, min(start + _CHUNK, count))
