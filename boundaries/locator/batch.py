"""Kernels over many points: the same look-up in a loop, writing columns."""

from typing import NamedTuple

import numpy as np

from boundaries.locator.compiled import kernel
from boundaries.locator.kernels import cell_of, find, find_regency
from boundaries.locator.layout import Array, tables


class Columns(NamedTuple):
    """Places in numbers, a row per point; see kernels.Found."""

    regency: Array
    setting: Array
    method: Array
    nearest: Array
    border: Array
    flags: Array
    foreign: Array


def columns(n: int) -> Columns:
    """Return room for `n` points."""
    small, name = np.int8, np.int16
    kinds = Columns(name, small, small, name, np.float64, small, name)  # type: ignore[arg-type]
    return Columns(*(np.empty(n, kind) for kind in kinds))


@kernel
def order_by_cell(lons: Array, lats: Array, memory: Array) -> Array:
    """Return the points' positions sorted by cell, so that neighbours find each other's edges still in the cache."""
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
def find_many(lons: Array, lats: Array, precision: float, threshold: float, memory: Array, out: Columns) -> None:
    """Write the Places of points."""
    t = tables(memory)
    for k in range(len(lons)):
        found = find(lons[k], lats[k], precision, threshold, t)
        out.regency[k], out.setting[k], out.method[k] = found.regency, found.setting, found.method
        out.nearest[k], out.border[k], out.flags[k] = found.nearest, found.border, found.flags
        out.foreign[k] = found.foreign


@kernel
def regency_many(lons: Array, lats: Array, precision: float, memory: Array, regency: Array, flags: Array) -> None:
    """Write the regencies of points."""
    t = tables(memory)
    for k in range(len(lons)):
        regency[k], flags[k] = find_regency(lons[k], lats[k], precision, t)


@kernel
def restore(order: Array, found: Columns, out: Columns) -> None:
    """Write the columns of sorted points back in the order in which the points came."""
    for k in range(len(order)):
        at = order[k]
        out.regency[at], out.setting[at], out.method[at] = found.regency[k], found.setting[k], found.method[k]
        out.nearest[at], out.border[at], out.flags[at] = found.nearest[k], found.border[k], found.flags[k]
        out.foreign[at] = found.foreign[k]
