"""The regencies of the edition under test, as every contender gets them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.db import connection
from numpy.typing import NDArray

from boundaries.models import Area, Edition, Gap

Array = NDArray[Any]


@dataclass(frozen=True)
class Areas:
    """Regencies in the order of their codes; an answer is a position here, or -1 for none.

    `polygons` are shapely MultiPolygons, lon/lat; `gaps` the ground they enclose and none of them covers.
    """

    ids: Array
    codes: list[str]
    km2: Array
    polygons: Array
    gaps: Array
    precision_m: float

    def positions(self, ids: Array) -> Array:
        """Return the positions of rows of the database."""
        order = np.argsort(self.ids)
        return order[np.searchsorted(self.ids, ids, sorter=order)]


def read_areas(edition: Edition) -> Areas:
    """Read the regencies of an edition."""
    rows = list(Area.objects.of(edition).regencies().order_by("code").values_list("pk", "code", "area_km2"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_AsBinary(geometry) FROM boundaries_area WHERE id = ANY(%s) ORDER BY code",
            [[row[0] for row in rows]],
        )
        polygons = shapely.from_wkb([bytes(row[0]) for row in cursor])
    gaps = [bytes(gap.geometry.wkb) for gap in Gap.objects.filter(edition=edition)]
    return Areas(
        ids=np.array([row[0] for row in rows], np.int64),
        codes=[row[1] for row in rows],
        km2=np.array([row[2] for row in rows]),
        polygons=np.asarray(polygons, dtype=object),
        gaps=np.asarray(shapely.from_wkb(gaps), dtype=object),
        precision_m=edition.precision_m,
    )
