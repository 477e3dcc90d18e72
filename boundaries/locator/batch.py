"""Kernels that Python calls for a whole Place: of one point, and of many in a loop that writes columns."""

import numpy as np

from boundaries.locator.compiled import kernel
from boundaries.locator.kernels import ABROAD, Found, cell_of, find, find_regency
from boundaries.locator.layout import Array, tables
from boundaries.locator.overlay_kernels import NONE, overlay_key

ROW = np.dtype(
    [
        ("border", np.float64),
        ("overlays", np.int64),
        ("regency", np.int16),
        ("nearest", np.int16),
        ("foreign", np.int16),
        ("setting", np.int8),
        ("method", np.int8),
        ("flags", np.int8),
    ],
    align=True,
)
"""A Place in numbers; see kernels.Found. In rows, for points are written in another order than they lie."""


@kernel
def order_by_row(lons: Array, lats: Array, memory: Array) -> Array:
    """Return the points' positions by rows of cells, so that neighbours find each other's edges still in the cache."""
    t = tables(memory)
    count = t.shape[0] + 1
    start = np.zeros(count + 1, np.int64)
    row = np.empty(len(lons), np.int64)
    for k in range(len(lons)):
        cell = cell_of(lons[k], lats[k], t)
        row[k] = cell // t.shape[1] + 1 if cell >= 0 else 0
        start[row[k] + 1] += 1
    start = np.cumsum(start)
    order = np.empty(len(lons), np.int64)
    for k in range(len(lons)):
        order[start[row[k]]] = k
        start[row[k]] += 1
    return order


@kernel
def find_one(
    lon: float, lat: float, precision: float, threshold: float, memory: Array, overlays: int
) -> tuple[Found, int]:
    """Return the whole Place of one point, and the key of its overlays; abroad nobody asks for them."""
    found = find(lon, lat, precision, threshold, tables(memory))
    return found, overlay_key(lon, lat, overlays) if found.setting != ABROAD else NONE


@kernel
def find_many(
    lons: Array, lats: Array, precision: float, threshold: float, memory: Array, overlays: int, out: Array
) -> None:
    """Write the Places of points."""
    t = tables(memory)
    for k in range(len(lons)):
        found, row = find(lons[k], lats[k], precision, threshold, t), out[k]
        row.regency, row.setting, row.method = found.regency, found.setting, found.method
        row.nearest, row.border, row.flags = found.nearest, found.border, found.flags
        row.foreign = found.foreign
        row.overlays = overlay_key(lons[k], lats[k], overlays) if found.setting != ABROAD else NONE


@kernel
def scatter(order: Array, rows: Array, out: Array) -> None:
    """Write rows to the positions `order`: apart from the search, for here the processor waits for memory alone."""
    for k in range(len(order)):
        out[order[k]] = rows[k]


@kernel
def regency_many(lons: Array, lats: Array, precision: float, memory: Array, regency: Array, flags: Array) -> None:
    """Write the regencies of points."""
    t = tables(memory)
    for k in range(len(lons)):
        regency[k], flags[k] = find_regency(lons[k], lats[k], precision, t)
