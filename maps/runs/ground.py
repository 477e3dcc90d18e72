"""The cells that are judged: land, coast and the sea up to 12 nautical miles of the edition in force."""

from copy import copy
from functools import cached_property, lru_cache
from typing import Final

import h3
import numpy as np
from django.db import connection
from numpy.typing import NDArray
from scipy.sparse import csr_array

from boundaries import locator
from boundaries.models import Edition
from boundaries.models.areas import Level
from boundaries.place import Setting
from maps.models.runs import LEVEL
from maps.statistics.density import Kernels
from maps.statistics.neighbours import ring_weights

Ids = NDArray[np.int64]

IN_REACH: Final = (Setting.LAND, Setting.COAST, Setting.SEA_12NM)
_ISLANDS: Final = """
    SELECT ST_X(point), ST_Y(point) FROM boundaries_area area
    CROSS JOIN LATERAL ST_Dump(area.geometry) part, ST_StartPoint(ST_ExteriorRing(part.geom)) point
    WHERE area.edition_id = %s AND area.level = %s
"""
RINGS_OF_SEA: Final = 3
"""Cells of resolution 5 are some 16 km apart: 22 km from a coast anywhere in a cell end within the third ring."""
_BOX: Final = h3.LatLngPoly([(-12.0, 94.0), (-12.0, 142.0), (7.0, 142.0), (7.0, 94.0)])
"""All land of Indonesia, with room to spare: latitude, longitude."""


class Ground:
    """Cells of resolution LEVEL, sorted by index: `ids` as numbers, `lon`, `lat` (degrees, EPSG:4326) of their middles.

    `areas` are codes of the regency that holds the middle, at sea of the province, else "".
    """

    def __init__(self, ids: Ids) -> None:
        self.ids = np.unique(ids)
        self.cells = [h3.int_to_str(cell) for cell in self.ids.tolist()]
        self.lat, self.lon = np.array([h3.cell_to_latlng(cell) for cell in self.cells]).reshape(-1, 2).T
        places = locator.locate_many(self.lon, self.lat)
        self.setting = np.asarray(places.setting)
        self.areas = np.where(places.regency_code != "", places.regency_code, places.province_code)

    def __len__(self) -> int:
        return len(self.ids)

    def only(self, these: NDArray[np.bool_]) -> "Ground":
        """Return the ground that some of the cells are."""
        part = copy(self)
        for name in ("ids", "lon", "lat", "setting", "areas"):
            setattr(part, name, getattr(self, name)[these])
        part.cells = [h3.int_to_str(cell) for cell in part.ids.tolist()]
        return part

    def where(self, ids: Ids) -> Ids:
        """Return the places of some cells of this ground among all."""
        return np.searchsorted(self.ids, ids)

    @cached_property
    def weights(self) -> csr_array:
        """Each cell and the six around it."""
        return ring_weights(self.cells)

    @cached_property
    def area_km2(self) -> NDArray[np.float64]:
        """Area of each cell."""
        return np.array([h3.cell_area(cell, "km^2") for cell in self.cells])

    @cached_property
    def kernels(self) -> Kernels:
        """The distances that densities are made of."""
        return Kernels(self.lon, self.lat, self.area_km2)


@lru_cache(maxsize=1)
def in_reach(edition_id: int) -> Ground:
    """Return land and sea in reach of an edition, which must be the one in force; kept until another is asked for."""
    assert Edition.objects.in_force().filter(pk=edition_id).exists()  # noqa: S101 - the locator answers for no other
    near = Ground(_near_land(edition_id))
    return near.only(np.isin(near.setting, IN_REACH))


def _near_land(edition_id: int) -> Ids:
    """Return the cells that hold land, and those around them within 12 nautical miles and more.

    Land is looked for in the middles of cells 6 km wide, and at one point of each island, however small. To place the
    whole ocean would take half a minute.
    """
    fine = h3.h3shape_to_cells(_BOX, LEVEL + 1)
    lats, lons = np.array([h3.cell_to_latlng(cell) for cell in fine]).T
    land = np.flatnonzero(locator.assign_many(lons, lats) != "")
    holding = {h3.cell_to_parent(fine[k], LEVEL) for k in land.tolist()}
    with connection.cursor() as cursor:
        cursor.execute(_ISLANDS, [edition_id, Level.REGENCY])
        holding |= {h3.latlng_to_cell(lat, lon, LEVEL) for lon, lat in cursor.fetchall()}
    near = {other for cell in holding for other in h3.grid_disk(cell, RINGS_OF_SEA)}
    return np.array(sorted(h3.str_to_int(cell) for cell in near), np.int64)


def ground_of(edition: Edition, reported: Ids) -> Ground:
    """Return the cells to be judged: all in reach, and those beyond in which something was reported."""
    reach = in_reach(edition.pk)
    beyond = np.setdiff1d(reported, reach.ids)
    return Ground(np.union1d(reach.ids, beyond)) if len(beyond) else reach
