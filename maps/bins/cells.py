"""Cells of H3 as numbers: of points, their parents by bits, their outlines."""

from typing import Any, Final

import h3.api.basic_int as h3
import numpy as np
import shapely
from django.db import connection
from numpy.typing import NDArray

from maps.models.bins import LEVELS

FINEST: Final = 7
COARSE: Final = 5
"""The finest resolution at which a coarse place is counted: some 17 km wide, while coarse places stand for 10 km."""

_EARTH_M: Final = 6_378_137.0  # radius of the sphere of EPSG:3857
_OUTLINES_AT_ONCE: Final = 20_000


def cells_of(lons: NDArray[np.float64], lats: NDArray[np.float64], coarse: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the finest cell in which each point is counted, 0 where there is no point.

    Parameters
    ----------
    lons, lats
        Shape (n,), degrees, EPSG:4326; NaN for no point.
    coarse
        Shape (n,): the place stands for a wider one, and is counted at resolution 5 at most.
    """
    found = np.zeros(len(lons), np.int64)
    points = np.flatnonzero((np.abs(lons) <= 180) & (np.abs(lats) <= 90))  # false for NaN
    pairs = zip(lats[points].tolist(), lons[points].tolist(), strict=True)
    found[points] = np.fromiter((h3.latlng_to_cell(lat, lon, FINEST) for lat, lon in pairs), np.int64, len(points))
    return np.where(coarse, parents(found, COARSE), found)


def parents(cells: NDArray[np.int64], resolution: int) -> NDArray[np.int64]:
    """Return the cells of a resolution that hold others; those that are as coarse already, and 0, stay.

    The same as maps_cell_parent in SQL: an index holds its resolution in bits 52 to 55 and a digit of three bits for
    each resolution, all ones below its own (https://h3geo.org/docs/core-library/h3Indexing).
    """
    wider = (cells & ~(15 << 52)) | (resolution << 52) | ((1 << (3 * (15 - resolution))) - 1)
    return np.where((cells >> 52) & 15 > resolution, wider, cells)


def ensure_hexagons(cells: NDArray[np.int64]) -> int:
    """Keep the outlines of cells and of all their parents that are counted; return how many are new."""
    wanted = np.unique(np.concatenate([parents(cells, level) for level in LEVELS]))
    wanted = wanted[wanted != 0]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cell FROM unnest(%s::bigint[]) cell WHERE NOT EXISTS "
            "(SELECT FROM maps_hexagon known WHERE known.cell = cell.cell) ORDER BY 1",
            [wanted.tolist()],
        )
        new = [cell for (cell,) in cursor.fetchall()]
        for start in range(0, len(new), _OUTLINES_AT_ONCE):
            _store(cursor, new[start:][:_OUTLINES_AT_ONCE])
    return len(new)


def _store(cursor: Any, cells: list[int]) -> None:
    centres = [h3.cell_to_latlng(cell) for cell in cells]
    columns = (
        cells,
        [h3.get_resolution(cell) for cell in cells],
        shapely.to_wkb(outlines(cells), hex=True, include_srid=True).tolist(),
        [lon for _lat, lon in centres],
        [lat for lat, _lon in centres],
    )
    cursor.execute(
        "INSERT INTO maps_hexagon (cell, resolution, geometry, lon, lat) SELECT * FROM "
        "unnest(%s::bigint[], %s::smallint[], %s::geometry[], %s::float8[], %s::float8[]) ON CONFLICT DO NOTHING",
        columns,
    )


def outlines(cells: list[int]) -> NDArray[Any]:
    """Return the outlines of cells as shapely polygons in EPSG:3857, metres."""
    rings = [h3.cell_to_boundary(cell) for cell in cells]
    corners = np.radians(np.concatenate([np.array(ring) for ring in rings]))
    xy = _EARTH_M * np.column_stack([corners[:, 1], np.log(np.tan(np.pi / 4 + corners[:, 0] / 2))])
    ring_of = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    polygons: NDArray[Any] = shapely.polygons(shapely.linearrings(xy, indices=ring_of))  # type: ignore[assignment]
    return shapely.set_srid(polygons, 3857)
