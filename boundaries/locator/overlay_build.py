"""Builds the file of overlays: cells that a set of overlays holds, and in the others the edges of each."""

import json
from itertools import pairwise

import numpy as np
import shapely

from boundaries.locator.build import (
    CELL_DEG,
    SHIFTS,
    CannotIndexError,
    Held,
    Ring,
    edges_by_cell,
    holders,
    mixed_groups,
)
from boundaries.locator.cells import Frame
from boundaries.locator.layout import Array, pack_sections
from boundaries.locator.overlay_kernels import TYPES, OverlayTables
from boundaries.locator.source import edges_of

MARGIN_DEG = 0.001


def build_overlays(polygons: list[shapely.Geometry]) -> Array:
    """Return the words of the file.

    Parameters
    ----------
    polygons
        Ground and rim of each overlay in turn, EPSG:4326; an empty one where there is no rim.

    Raises
    ------
    CannotIndexError
        When lines run through the middles of cells, however these are laid.
    """
    ring = Ring(*edges_of(polygons), len(polygons), 0)
    for shift in SHIFTS:
        frame = _frame(ring, shift)
        held = holders(ring, frame)
        start, found = edges_by_cell(ring, frame)
        mixed = np.diff(start) > 0
        groups = mixed_groups(ring, frame, held, start, found, mixed)
        if groups is None:
            continue
        cells, sets = _cells(held, mixed)
        pattern, patterns = _patterns(groups.group_start, groups.group_owner >> 1)
        table = OverlayTables(
            shape=np.array([frame.rows, frame.columns]),
            frame=np.array([frame.west, frame.south, 1 / frame.size, frame.size]),
            cells=cells,
            group_start=groups.group_start,
            group_owner=groups.group_owner,
            group_edge=groups.group_edge,
            local=groups.local,
            pattern=pattern,
        )
        raw = [np.ascontiguousarray(a, TYPES[name]).tobytes() for name, a in zip(table._fields, table, strict=True)]
        return pack_sections(raw, json.dumps({"sets": sets, "patterns": patterns}).encode())
    raise CannotIndexError("lines of the overlays run through the middles of cells, however these are laid")


def _frame(ring: Ring, shift: float) -> Frame:
    low = np.floor((ring.edges.min(axis=0)[:2] - MARGIN_DEG) / CELL_DEG) * CELL_DEG - shift
    count = np.ceil((ring.edges.max(axis=0)[2:] + MARGIN_DEG - low) / CELL_DEG).astype(int)
    return Frame(float(low[0]), float(low[1]), CELL_DEG, int(count[1]), int(count[0]))


def _cells(held: Held, mixed: Array) -> tuple[Array, list[list[int]]]:
    """Return the code of each cell, and the sets of owners that hold whole cells; set 0 is empty."""
    code = np.zeros(len(mixed), np.int32)
    numbers: dict[bytes, int] = {b"": 0}
    for cell in np.flatnonzero((np.diff(held.start) > 0) & ~mixed):
        owners = held.owner[held.start[cell] : held.start[cell + 1]]
        code[cell] = numbers.setdefault(owners.tobytes(), len(numbers))
    code[mixed] = -1 - np.arange(int(mixed.sum()))
    return code, [np.frombuffer(owners, held.owner.dtype).tolist() for owners in numbers]


def _patterns(start: Array, owner: Array) -> tuple[Array, list[list[int]]]:
    """Number the lists of owners that mixed cells have; cells alike share a number."""
    numbers: dict[bytes, int] = {}
    pattern = [numbers.setdefault(owner[first:last].tobytes(), len(numbers)) for first, last in pairwise(start)]
    return np.array(pattern, np.int32), [np.frombuffer(owners, owner.dtype).tolist() for owners in numbers]
