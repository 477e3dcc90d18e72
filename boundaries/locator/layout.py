"""The index in memory: one array of 64-bit words, a directory of sections in front, tables seen through it.

Kernels take the whole file as a single array, because handing over a dozen costs more than a look-up itself; `tables`
then names its parts at no cost.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import carray, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from boundaries.locator.compiled import inlined

MAGIC = int.from_bytes(b"geolapor", "little")
VERSION = 4
HEADER_WORDS = 64
LENGTH, CHECKSUM, _DIRECTORY = 2, 3, 8  # words of the header; MAGIC and VERSION come first

Array = NDArray[Any]


class Tables(NamedTuple):
    """Sections of the index. Owners: 0…n-1 regencies by code, n any gap, n+1… foreign states, then their rims, which
    count as states too.

    The plane is cut into square cells. `cells` has two numbers for each: its code (below) and where its list of edges
    for distances begins in `lists` (a count, then edges).
    """

    shape: Array
    """int64: rows, columns, regencies, foreign states."""
    frame: Array
    """float64: west, south, cells per degree, cell size in degrees."""
    cells: Array
    lists: Array
    edges: Array
    """float64, four a piece: every edge of the regencies, degrees."""
    edge_area: Array
    province: Array
    """int32: province of a regency, numbered by code."""
    area_km2: Array
    approximate: Array
    group_start: Array
    """int32: first group of a mixed cell. A group is one owner's edges within the cell."""
    group_owner: Array
    """int32: owner * 2 + whether the owner holds the start of every ray."""
    group_edge: Array
    local: Array
    """float64, four a piece: edges cut at the left side of their cell, with stubs that close them."""
    set_start: Array
    set_member: Array
    """int32: regencies that cover a whole cell together, the chosen one first."""
    foreign_start: Array
    foreign: Array
    """float64, four a piece: every edge of foreign land, for points outside the cells."""
    foreign_reach: Array
    """float64: 0 for a state's land; for the rim of it, the metres within which a regency goes first."""


_TYPES = {
    **dict.fromkeys(Tables._fields, np.int32),
    **dict.fromkeys(("frame", "edges", "area_km2", "local", "foreign", "foreign_reach"), np.float64),
    "shape": np.int64,
}

# Codes of cells that have no edge inside, counted from the number of regencies n: below n it is the regency itself.
BARE_NEAR = 0  # no area; a regency may lie within the edition's precision
BARE_SEA = 1  # no area and none within the precision
BARE_OCEAN = 2  # as before, and none within 12 nautical miles
GAP = 3
FIRST_SOLE = 4  # BARE_OCEAN whose nearest regency is the same everywhere: one code for each regency
# Then each state twice (possibly within the precision of a regency, surely not), then the sets of regencies.


def pack(tables: Tables, meta: bytes) -> Array:
    """Return the file's words: directory, sections, and `meta` (names, as JSON) at the end; checksum left 0."""
    return pack_sections(
        [np.ascontiguousarray(a, _TYPES[name]).tobytes() for name, a in zip(Tables._fields, tables, strict=True)], meta
    )


def pack_sections(raw: list[bytes], meta: bytes) -> Array:
    """Return the words of any file of this form: sections one after the other, `meta` last."""
    chunks: list[Array] = []
    header = np.zeros(HEADER_WORDS, np.int64)
    offset = HEADER_WORDS
    for number, data in enumerate([*raw, meta]):
        words = np.frombuffer(data + bytes(-len(data) % 8), np.int64)
        header[_DIRECTORY + 2 * number : _DIRECTORY + 2 * number + 2] = offset, len(words)
        chunks.append(words)
        offset += len(words)
    header[[0, 1, LENGTH]] = MAGIC, VERSION, offset
    return np.concatenate([header, *chunks])


def meta_of(memory: Array, sections: int = len(Tables._fields)) -> bytes:
    """Return the JSON that was put after so many sections."""
    start, length = memory[_DIRECTORY + 2 * sections :][:2]
    return bytes(memory[start : start + length].tobytes()).rstrip(b"\0")


@intrinsic
def _pointer(_context: Any, address: Any) -> Any:
    """Take a number for an address."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), generate


@inlined
def _section(memory: Array, number: int, kind: Any, size: int) -> Array:
    """View a section at its address: an array whose references nobody counts, for counting costs more than reading."""
    start, words = memory[_DIRECTORY + 2 * number], memory[_DIRECTORY + 1 + 2 * number]
    at: Any = _pointer(memory.ctypes.data + 8 * start)  # type: ignore[call-arg]
    return carray(at, (words * 8 // size,), kind)


@inlined
def section_at(address: int, number: int, kind: Any, size: int) -> Array:
    """View a section of a file in memory at an address: a number costs a call from Python less than an array does."""
    header: Any = carray(_pointer(address), (HEADER_WORDS,), np.int64)  # type: ignore[call-arg]
    start, words = header[_DIRECTORY + 2 * number], header[_DIRECTORY + 1 + 2 * number]
    return carray(_pointer(address + 8 * start), (words * 8 // size,), kind)


@inlined
def tables(memory: Array) -> Tables:
    """Name the sections of an index; views, nothing is copied, and good only as long as `memory` is held."""
    return Tables(
        _section(memory, 0, np.int64, 8),
        _section(memory, 1, np.float64, 8),
        _section(memory, 2, np.int32, 4),
        _section(memory, 3, np.int32, 4),
        _section(memory, 4, np.float64, 8),
        _section(memory, 5, np.int32, 4),
        _section(memory, 6, np.int32, 4),
        _section(memory, 7, np.float64, 8),
        _section(memory, 8, np.int32, 4),
        _section(memory, 9, np.int32, 4),
        _section(memory, 10, np.int32, 4),
        _section(memory, 11, np.int32, 4),
        _section(memory, 12, np.float64, 8),
        _section(memory, 13, np.int32, 4),
        _section(memory, 14, np.int32, 4),
        _section(memory, 15, np.int32, 4),
        _section(memory, 16, np.float64, 8),
        _section(memory, 17, np.float64, 8),
    )
