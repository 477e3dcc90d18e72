"""Which overlays lie at a point, compiled. Ground and uncertain rim of an overlay are owners of their own."""

from typing import NamedTuple

import numpy as np

from boundaries.locator.compiled import inlined, kernel, whole
from boundaries.locator.kernels import holds
from boundaries.locator.layout import Array, section_at

NONE = 0
MASK_BITS = 40
"""A key names a pattern and, bit by bit, which of its owners hold the point."""

CROWDED = -(1 << 62)
"""Key of a point in a cell with more owners than a key has bits: the reference is asked."""


class OverlayTables(NamedTuple):
    """Sections of the file of overlays. Owners: 2 k is the ground of overlay k, 2 k + 1 its rim.

    The plane is cut into square cells, as in layout.Tables. A cell without lines has the number of the set of owners
    that hold it (0: none); another has -1 - m, m counting such cells.
    """

    shape: Array
    """int64: rows, columns."""
    frame: Array
    """float64: west, south, cells per degree, cell size in degrees."""
    cells: Array
    group_start: Array
    """int32: first group of a mixed cell. A group is one owner's edges within the cell."""
    group_owner: Array
    """int32: owner * 2 + whether the owner holds the start of every ray."""
    group_edge: Array
    local: Array
    """float64, four a piece: edges cut at the left side of their cell, with stubs that close them."""
    pattern: Array
    """int32: which owners a mixed cell's groups belong to, as a number that cells alike share."""


TYPES = {
    **dict.fromkeys(OverlayTables._fields, np.int32),
    "shape": np.int64,
    "frame": np.float64,
    "local": np.float64,
}


@inlined
def overlay_tables(address: int) -> OverlayTables:
    """Name the sections of a file in memory; good only as long as its owner is held."""
    return OverlayTables(
        section_at(address, 0, np.int64, 8),
        section_at(address, 1, np.float64, 8),
        section_at(address, 2, np.int32, 4),
        section_at(address, 3, np.int32, 4),
        section_at(address, 4, np.int32, 4),
        section_at(address, 5, np.int32, 4),
        section_at(address, 6, np.float64, 8),
        section_at(address, 7, np.int32, 4),
    )


@kernel
def mixed_key(lon: float, lat: float, cell: int, t: OverlayTables) -> int:
    """Return the key of a point in a cell with lines inside."""
    first, last = whole(t.group_start[cell]), whole(t.group_start[cell + 1])
    if last - first > MASK_BITS:
        return CROWDED
    mask = 0
    for g in range(first, last):
        if holds(lon, lat, t.group_owner[g] & 1 == 1, t.local, t.group_edge[g], t.group_edge[g + 1]):
            mask |= 1 << (g - first)
    return NONE if mask == 0 else -1 - ((whole(t.pattern[cell]) << MASK_BITS) | mask)


@inlined
def overlay_key(lon: float, lat: float, address: int) -> int:
    """Return the key of the overlays at a point: the number of a set, or a pattern and a mask as -1 - number.

    `address` is where the file of overlays lies in memory, 0 where there are none.
    """
    if address == 0:
        return NONE
    t = overlay_tables(address)
    x, y = (lon - t.frame[0]) * t.frame[2], (lat - t.frame[1]) * t.frame[2]
    if x < 0.0 or y < 0.0 or x >= t.shape[1] or y >= t.shape[0]:
        return NONE
    code = whole(t.cells[int(y) * t.shape[1] + int(x)])
    return code if code >= 0 else mixed_key(lon, lat, -1 - code, t)
