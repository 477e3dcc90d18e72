"""Cuts edges into the cells of the index, and finds who holds each cell's middle. Kernels of the build."""

from typing import NamedTuple

import numpy as np

from boundaries.locator.compiled import inlined, kernel
from boundaries.locator.kernels import holds
from boundaries.locator.layout import Array

SKIN_DEG = 1e-8
"""Cells reach this far over their sides: ten times the tolerance, so that an edge within it is never missed."""

STUB_TOP = 1e9


class Frame(NamedTuple):
    """The plane of cells: south-west corner and side of a cell in degrees, rows and columns."""

    west: float
    south: float
    size: float
    rows: int
    columns: int


@inlined
def _span(low: float, high: float, origin: float, size: float, count: int) -> tuple[int, int]:
    """Return the first cell and the one after the last that a stretch touches, within 0…count."""
    first = int(np.floor((low - SKIN_DEG - origin) / size))
    last = int(np.floor((high + SKIN_DEG - origin) / size)) + 1
    return min(max(first, 0), count), min(max(last, 0), count)


@kernel
def cells_of_edges(edges: Array, frame: Frame, start: Array, found: Array) -> None:
    """List the edges of each cell. With `found` empty count, into start[cell + 1]; then fill, `start` moving on."""
    filling = len(found) > 0
    for e in range(len(edges)):
        x1, y1, x2, y2 = edges[e]
        r0, r1 = _span(min(y1, y2), max(y1, y2), frame.south, frame.size, frame.rows)
        for r in range(r0, r1):
            low, high = min(x1, x2), max(x1, x2)
            if y1 != y2 and r1 - r0 > 1:
                bottom = frame.south + r * frame.size - 2 * SKIN_DEG
                a = x1 + (x2 - x1) * (bottom - y1) / (y2 - y1)
                b = x1 + (x2 - x1) * (bottom + frame.size + 4 * SKIN_DEG - y1) / (y2 - y1)
                low, high = max(low, min(a, b)), min(high, max(a, b))
            c0, c1 = _span(low, high, frame.west, frame.size, frame.columns)
            for c in range(c0, c1):
                cell = r * frame.columns + c
                if filling:
                    found[start[cell]] = e
                    start[cell] += 1
                else:
                    start[cell + 1] += 1


@kernel
def crossings(edges: Array, owners: Array, frame: Frame, owner: Array, row: Array, lon: Array) -> int:
    """Note where edges cross the middle lines of rows; with empty arrays only count."""
    n = 0
    for e in range(len(edges)):
        x1, y1, x2, y2 = edges[e]
        r0, r1 = _span(min(y1, y2), max(y1, y2), frame.south, frame.size, frame.rows)
        for r in range(r0, r1):
            middle = frame.south + (r + 0.5) * frame.size
            if (y1 > middle) != (y2 > middle):
                if len(lon) > 0:
                    owner[n], row[n] = owners[e], r
                    lon[n] = x1 + (x2 - x1) * (middle - y1) / (y2 - y1)
                n += 1
    return n


@kernel
def middles_held(owner: Array, row: Array, lon: Array, frame: Frame, cell: Array, holder: Array) -> int:
    """List (cell, owner) wherever an owner holds a cell's middle, from crossings sorted by owner, row, lon."""
    n = 0
    for k in range(0, len(lon), 2):
        c0 = max(int(np.ceil((lon[k] - frame.west) / frame.size - 0.5)), 0)
        c1 = min(int(np.floor((lon[k + 1] - frame.west) / frame.size - 0.5)) + 1, frame.columns)
        for c in range(c0, c1):
            if len(cell) > 0:
                cell[n], holder[n] = row[k] * frame.columns + c, owner[k]
            n += 1
    return n


@inlined
def _put(local: Array, n: int, x1: float, y1: float, x2: float, y2: float) -> int:
    if len(local) > 0:
        local[4 * n], local[4 * n + 1], local[4 * n + 2], local[4 * n + 3] = x1, y1, x2, y2
    return n + 1


@kernel
def cut_edge(edge: Array, west: float, local: Array, n: int) -> int:
    """Append an edge cut at a cell's west side, and from the cut a stub straight north; return the new count.

    Rays go west and end at that side. The stub closes the ring there: it and the edge meet at one and the same number,
    so no ray slips between them.
    """
    x1, y1, x2, y2 = edge
    if x1 < west and x2 < west:
        return n
    if x1 >= west and x2 >= west:
        return _put(local, n, x1, y1, x2, y2)
    y = y1 + (y2 - y1) * (west - x1) / (x2 - x1)
    n = _put(local, n, west, y, west, STUB_TOP)
    return _put(local, n, west, y, x2, y2) if x1 < west else _put(local, n, x1, y1, west, y)


class Mixed(NamedTuple):
    """Groups of the mixed cells as they are written; see layout.Tables."""

    group_start: Array
    group_owner: Array
    group_edge: Array
    local: Array


@inlined
def _close_group(out: Mixed, g: int, start: int, n: int, owner: int, middle: tuple[float, float], held: bool) -> bool:
    """Finish a group: find the side of the rays' far end from the middle. False if the middle lies on an edge."""
    if len(out.local) == 0:
        return True
    out.group_edge[g + 1] = n
    inside = holds(middle[0], middle[1], held, out.local, start, n)
    out.group_owner[g] = owner * 2 + (1 if inside else 0)
    return holds(middle[0], middle[1], False, out.local, start, n) != holds(
        middle[0], middle[1], True, out.local, start, n
    )


@kernel
def fill_mixed(
    cells: Array,
    frame: Frame,
    edges: Array,
    owners: Array,
    start: Array,
    found: Array,
    held: tuple[Array, Array],
    out: Mixed,
) -> tuple[int, int]:
    """Write the groups of mixed cells; with empty arrays only count. Returns groups and edges, or (-1, -1) on bad luck.

    `held` lists (start per cell, owners ascending) who holds each cell's middle. Bad luck is a middle that lies on an
    edge: the caller shifts the frame and tries again.
    """
    g, n = 0, 0
    for m in range(len(cells)):
        cell = cells[m]
        west = frame.west + (cell % frame.columns) * frame.size - SKIN_DEG
        middle = (
            frame.west + (cell % frame.columns + 0.5) * frame.size,
            frame.south + (cell // frame.columns + 0.5) * frame.size,
        )
        if len(out.local) > 0:
            out.group_start[m] = g
        k, h = start[cell], held[0][cell]
        while k < start[cell + 1] or h < held[0][cell + 1]:
            edge_owner = owners[found[k]] if k < start[cell + 1] else 1 << 30
            holder = held[1][h] if h < held[0][cell + 1] else 1 << 30
            owner, first = min(edge_owner, holder), n
            while k < start[cell + 1] and owners[found[k]] == owner:
                n = cut_edge(edges[found[k]], west, out.local, n)
                k += 1
            if not _close_group(out, g, first, n, owner, middle, holder == owner):
                return -1, -1
            g += 1
            h += 1 if holder == owner else 0
    if len(out.local) > 0:
        out.group_start[len(cells)] = g
    return g, n
