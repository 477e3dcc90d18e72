"""Columns of codes and of whole numbers: codes as positions, rows that agree as groups."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_LARGEST_TABLE = 4_000_000
"""Entries of a table that groups are found by; larger ones fall out of the processor's cache."""

_LONGEST = 8
"""Letters that a code has at most: twice the four pairs of 7 bits that fit beside each other."""


class UnknownCodeError(ValueError):
    """A category, permit issuer or crossing that does not exist; says which, and where it stands first."""


def positions(values: Sequence[str] | Array | None, known: tuple[str, ...], count: int, what: str) -> Array:
    """Return the position of each code in `known`, int32; zeros for None, for the first of `known` says nothing."""
    if values is None:
        return np.zeros(count, np.int32)
    codes, names = _packed(values), _packed(known)
    if len(codes) != count:
        raise ValueError(f"{count} places and {len(codes)} codes of a {what}")
    divisor = next(n for n in range(len(names), 1 << 20) if len(np.unique(names % n)) == len(names))
    table = np.zeros(divisor, np.int32)
    table[names % divisor] = np.arange(len(names))
    found = table[codes % divisor]
    wrong = names[found] != codes
    if wrong.any():
        first = int(np.argmax(wrong))
        raise UnknownCodeError(f"report {first}: there is no {what} {values[first]!r}")
    return found


def _packed(values: Sequence[str] | Array) -> Array:
    """Return short texts as numbers, 7 bits for each letter; -1 for what is too long or no ASCII: it fits no code.

    Texts lie in memory as 32 bits for each letter, so two of them are moved into place at a time.
    """
    texts = np.ascontiguousarray(values, np.str_)
    width = texts.dtype.itemsize // 4
    if len(texts) == 0 or width > _LONGEST:
        return np.array([_packed([text])[0] if len(text) <= _LONGEST else -1 for text in texts.tolist()], np.int64)
    if width % 2:
        texts, width = texts.astype(f"U{width + 1}"), width + 1
    pairs = texts.view(np.uint64).reshape(len(texts), width // 2)
    packed, letters = pairs[:, 0].copy(), pairs[:, 0].copy()
    for k in range(1, width // 2):
        packed |= pairs[:, k] << np.uint64(7 * k)
        letters |= pairs[:, k]
    foreign = letters & ~np.uint64(0x7F_0000_007F) != 0
    return np.where(foreign, -1, packed.view(np.int64)) if foreign.any() else packed.view(np.int64)


def grouped(*columns: tuple[Array, int]) -> tuple[Array, Array]:
    """Group rows that agree in all columns.

    Parameters
    ----------
    columns
        Arrays of whole numbers from 0, each with the number of values it may have.

    Returns
    -------
    group
        Number of each row's group, int32.
    some
        Position of one row of each group.
    """
    key, size = columns[0][0].astype(np.int64), columns[0][1]
    for column, values in columns[1:]:
        if size * values > _LARGEST_TABLE:
            numbers, some = _numbered(key, size)
            key, size = numbers.astype(np.int64), len(some)
        key *= values
        key += column
        size *= values
    return _numbered(key, size)


def _numbered(key: Array, size: int) -> tuple[Array, Array]:
    """Number the values that occur among `size` possible ones; return each row's number and a row of each."""
    if size > _LARGEST_TABLE:
        _values, some, numbers = np.unique(key, return_index=True, return_inverse=True)
        return numbers.astype(np.int32), some
    row_of = np.full(size, -1, np.int32)
    row_of[key] = np.arange(len(key), dtype=np.int32)
    taken = np.flatnonzero(row_of >= 0)
    number = np.empty(size, np.int32)
    number[taken] = np.arange(len(taken), dtype=np.int32)
    return number[key], row_of[taken]
