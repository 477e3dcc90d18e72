"""Builds the index of an edition: cells, the edges within them, and the edges that distances are measured to."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

import numpy as np

from boundaries.locator import cells, nearby
from boundaries.locator.cells import Frame
from boundaries.locator.earth import MAX_LATITUDE
from boundaries.locator.layout import BARE_NEAR, BARE_OCEAN, BARE_SEA, FIRST_SOLE, GAP, Array, Tables, pack
from boundaries.locator.rules import TERRITORIAL_SEA_M
from boundaries.locator.source import Source, edges_of

CELL_DEG = 0.02
"""Side of a cell (2.2 km): with finer cells the table outgrows the processor's cache, coarser ones hold more edges."""

MARGIN_DEG = 0.5
"""Cells reach this far around the regencies, beyond their territorial sea."""

SHIFTS = (0.00712345678, 0.00298765432, 0.01487654321, 0.01134567891)
"""Odd offsets of the cells' origin: published coordinates are round numbers and shall not lie on the cells' middles."""


class CannotIndexError(ValueError):
    """An edition that the index is not made for: without regencies, or far from the equator."""


@dataclass(frozen=True)
class Ring:
    """Edges and their owners, and how many owners of which sort there are."""

    edges: Array
    owners: Array
    regencies: int
    states: int


@dataclass(frozen=True)
class Held:
    """Who holds each cell's middle: pairs sorted by cell and owner, and where each cell's begin."""

    start: Array
    owner: Array


@dataclass(frozen=True)
class Status:
    """Sorts of cells: `mixed` have edges that matter; the others are held whole by a regency, a state or a gap."""

    mixed: Array
    holder: Array
    state: Array
    gap: Array


def build(source: Source) -> Array:
    """Return the words of the index file of an edition.

    Raises CannotIndexError where the edition is not of the kind the index is made for.
    """
    edges, owners = edges_of(source.polygons)
    ring = Ring(edges, owners, len(source.regencies), len(source.foreign))
    if not ring.regencies:
        raise CannotIndexError("the edition has no regencies")
    if np.abs(edges[owners < ring.regencies][:, 1::2]).max() > MAX_LATITUDE - 1:
        raise CannotIndexError(f"the edition reaches beyond {MAX_LATITUDE - 1:.0f} degrees of latitude")
    for shift in SHIFTS:
        frame = _frame(ring, widest(source), shift)
        held = holders(ring, frame)
        start, found = edges_by_cell(ring, frame)
        status = _status(ring, frame, held, start, found)
        groups = mixed_groups(ring, frame, held, start, found, status.mixed)
        if groups is not None:
            return _assemble(source, ring, frame, held, status, groups)
    raise CannotIndexError("lines of the edition run through the middles of cells, however these are laid")


def widest(source: Source) -> float:
    """Return the greatest distance, in metres, at which a precision decides."""
    return max(source.precision_m, *source.reach, 0.0)


def _frame(ring: Ring, precision_m: float, shift: float) -> Frame:
    margin = max(MARGIN_DEG, precision_m / 100_000 + 0.1)
    mine = ring.edges[ring.owners < ring.regencies]
    low = np.floor((mine.min(axis=0)[:2] - margin) / CELL_DEG) * CELL_DEG - shift
    count = np.ceil((mine.max(axis=0)[2:] + margin - low) / CELL_DEG).astype(int)
    return Frame(float(low[0]), float(low[1]), CELL_DEG, int(count[1]), int(count[0]))


def holders(ring: Ring, frame: Frame) -> Held:
    """Return who holds the middle of each cell."""
    n = cells.crossings(ring.edges, ring.owners, frame, *_pairs(0), np.empty(0))
    owner, row = _pairs(n)
    lon = np.empty(n)
    cells.crossings(ring.edges, ring.owners, frame, owner, row, lon)
    order = np.lexsort((lon, row, owner))
    sorted_crossings = owner[order], row[order], lon[order]
    cell, holder = _pairs(cells.middles_held(*sorted_crossings, frame, *_pairs(0)))
    cells.middles_held(*sorted_crossings, frame, cell, holder)
    order = np.lexsort((holder, cell))
    return Held(_starts(cell, frame), holder[order])


def _pairs(n: int) -> tuple[Array, Array]:
    return np.empty(n, np.int32), np.empty(n, np.int32)


def _starts(cell: Array, frame: Frame) -> Array:
    return np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=frame.rows * frame.columns))]).astype(np.int32)


def edges_by_cell(ring: Ring, frame: Frame) -> tuple[Array, Array]:
    """Return where each cell's edges begin in the second array, and the edges."""
    start = np.zeros(frame.rows * frame.columns + 1, np.int32)
    cells.cells_of_edges(ring.edges, frame, start, np.empty(0, np.int32))
    np.cumsum(start, out=start)
    found = np.empty(start[-1], np.int32)
    cells.cells_of_edges(ring.edges, frame, start[:-1].copy(), found)
    return start, found


def _status(ring: Ring, frame: Frame, held: Held, start: Array, found: Array) -> Status:
    count, n = frame.rows * frame.columns, ring.regencies
    cell_of_edge = np.repeat(np.arange(count), np.diff(start))
    border = np.zeros(count, bool)
    border[cell_of_edge[ring.owners[found] < n]] = True
    cell = np.repeat(np.arange(count), np.diff(held.start))
    by_regency = held.owner < n
    holders = np.bincount(cell[by_regency], minlength=count)
    holder = np.full(count, nearby.NO_REGENCY, np.int32)
    holder[cell[by_regency]] = held.owner[by_regency]
    holder[holders > 1] = nearby.SEVERAL
    state = np.full(count, -1, np.int32)
    by_state = np.flatnonzero(held.owner > n)[::-1]  # the first of several stays
    state[cell[by_state]] = held.owner[by_state] - n - 1
    gap = np.zeros(count, bool)
    gap[cell[held.owner == n]] = True
    return Status(border | ((np.diff(start) > 0) & (holders == 0)), holder, state, gap)


def mixed_groups(
    ring: Ring, frame: Frame, held: Held, start: Array, found: Array, has_edges: Array
) -> cells.Mixed | None:
    """Cut the edges of mixed cells, owner by owner; None where a middle lies on an edge."""
    mixed = np.flatnonzero(has_edges)
    given = (mixed, frame, ring.edges, ring.owners, start, found, (held.start, held.owner))
    none = np.empty(0, np.int32)
    groups, edges = cells.fill_mixed(*given, cells.Mixed(none, none, none, np.empty(0)))
    out = cells.Mixed(
        np.zeros(len(mixed) + 1, np.int32),
        np.zeros(groups, np.int32),
        np.zeros(groups + 1, np.int32),
        np.empty(4 * edges),
    )
    return out if cells.fill_mixed(*given, out) != (-1, -1) else None


def _sums(flags: Array, frame: Frame) -> Array:
    table = np.zeros((frame.rows + 1, frame.columns + 1), np.int32)
    table[1:, 1:] = flags.reshape(frame.rows, frame.columns).cumsum(axis=0).cumsum(axis=1)
    return table


def _lists(source: Source, ring: Ring, frame: Frame, status: Status) -> tuple[Array, nearby.Found]:
    """Find the edges to measure to, each thread a square of the plane at a time."""
    mine = ring.owners < ring.regencies
    pure = ~status.mixed & (status.holder == nearby.NO_REGENCY)
    ground = nearby.Ground(
        np.ascontiguousarray(ring.edges[mine]),
        ring.owners[mine],
        np.array([r.province for r in source.regencies], np.int32),
        frame,
        status.holder,
        _sums(status.mixed | (pure & status.gap), frame),
        _sums(pure & ~status.gap & (status.state >= 0), frame),
        float(widest(source)),
    )
    count = frame.rows * frame.columns
    nobody = np.full(count, nearby.NO_REGENCY, np.int32)
    found = nearby.Found(np.zeros(count, np.int64), np.zeros(count, np.float32), nobody)
    side = 1 << 8
    squares = [(r, c) for r in range(0, frame.rows, side) for c in range(0, frame.columns, side)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        lists = list(pool.map(lambda at: _search(at[0], at[1], side, ground, found), squares))
    offset = 0
    for (r, c), part in zip(squares, lists, strict=True):
        found.position.reshape(frame.rows, -1)[r : r + side, c : c + side] += offset
        offset += len(part)
    return np.concatenate(lists), found


def _search(row: int, column: int, side: int, ground: nearby.Ground, found: nearby.Found) -> Array:
    edges = len(ground.edges)
    lists = np.empty(12 * edges + 1000, np.int32)
    lists[:edges] = np.arange(edges)
    provinces = int(ground.province.max()) + 1
    scratch = nearby.Scratch(
        metres=np.empty(edges),
        area=np.full(len(ground.province), np.inf),
        province=np.full(provinces, np.inf),
        limit=np.empty(len(ground.province)),
        touched=np.zeros(len(ground.province) + 1, np.int32),
        marked=np.empty(edges, np.bool_),
    )
    room = 1 << 20
    while True:
        out = np.empty(room, np.int32)
        n = nearby.search(row, column, side, lists, edges, ground, scratch, found, out)
        if n >= 0:
            return out[:n].copy()
        room *= 4


def _codes(source: Source, held: Held, status: Status, found: nearby.Found) -> tuple[Array, Array, Array]:
    """Return the code of each cell, and the sets of regencies that cover cells together."""
    n, states = len(source.regencies), len(source.foreign)
    first_foreign = n + FIRST_SOLE + n
    near = found.metres <= source.precision_m + 1
    code = np.where(near, BARE_NEAR, np.where(found.metres > TERRITORIAL_SEA_M * 1.001, BARE_OCEAN, BARE_SEA)) + n
    sole = ((code == n + BARE_OCEAN) | (code == n + BARE_SEA)) & (found.alone >= 0)
    code[sole] = n + FIRST_SOLE + found.alone[sole]
    abroad = status.state >= 0
    reach = np.maximum(np.array(source.reach, float)[status.state[abroad]], source.precision_m)
    code[abroad] = first_foreign + status.state[abroad] + np.where(found.metres[abroad] <= reach + 1, 0, states)
    code[status.gap] = n + GAP
    code[status.holder >= 0] = status.holder[status.holder >= 0]
    numbers: dict[tuple[int, ...], int] = {}
    for cell in np.flatnonzero(status.holder == nearby.SEVERAL):
        owners = [int(o) for o in held.owner[held.start[cell] : held.start[cell + 1]] if o < n]
        owners.sort(key=lambda o: (source.regencies[o].area_km2, o))
        code[cell] = first_foreign + 2 * states + numbers.setdefault(tuple(owners), len(numbers))
    code[status.mixed] = -1 - np.arange(int(status.mixed.sum()))
    starts = np.concatenate([[0], np.cumsum([len(s) for s in numbers])])
    return code.astype(np.int32), starts, np.array([o for s in numbers for o in s], np.int32)


def _assemble(source: Source, ring: Ring, frame: Frame, held: Held, status: Status, groups: cells.Mixed) -> Array:
    lists, found = _lists(source, ring, frame, status)
    code, set_start, set_member = _codes(source, held, status, found)
    mine, n = ring.owners < ring.regencies, ring.regencies
    states = np.searchsorted(ring.owners, np.arange(n + 1, n + ring.states + 2))
    table = Tables(
        shape=np.array([frame.rows, frame.columns, n, ring.states]),
        frame=np.array([frame.west, frame.south, 1 / frame.size, frame.size]),
        cells=np.column_stack([code, found.position]),
        lists=lists,
        edges=ring.edges[mine],
        edge_area=ring.owners[mine],
        province=np.array([r.province for r in source.regencies]),
        area_km2=np.array([r.area_km2 for r in source.regencies]),
        approximate=np.array([r.approximate for r in source.regencies]),
        group_start=groups.group_start,
        group_owner=groups.group_owner,
        group_edge=groups.group_edge,
        local=groups.local,
        set_start=set_start,
        set_member=set_member,
        foreign_start=states - states[0],
        foreign=ring.edges[states[0] :],
        foreign_reach=np.array(source.reach),
    )
    names = {
        "regencies": [asdict(r) for r in source.regencies],
        "provinces": source.provinces,
        "foreign": source.foreign,
    }
    return pack(table, json.dumps(names).encode())
