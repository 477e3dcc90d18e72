"""Our side, as callers use it: nothing else here knows the locator. To be imported once Django is set up."""

import time
from pathlib import Path

import numpy as np

from bench.areas import Areas, Array
from boundaries import locator
from boundaries.locator import locate, locate_many
from boundaries.locator.locator import Locator
from boundaries.place import AreaRef

assign_one = locator.assign
assign_many = locator.assign_many
place_one = locate
place_many = locate_many


def build_twice(folder: Path) -> tuple[float, float, float]:
    """Build the index where kernels may have to be compiled first, then again.

    Returns
    -------
    first, second
        Seconds from the database to an open file.
    megabytes
        Size of the file.

    Raises RuntimeError where the locator goes without an index.
    """
    first = _seconds(Locator(folder / "first"))
    second = _seconds(Locator(folder / "second"))
    return first, second, sum(file.stat().st_size for file in (folder / "second").glob("*.idx")) / 1e6


def _seconds(made: Locator) -> float:
    start = time.perf_counter()
    if made.engine().index is None:
        raise RuntimeError("no index could be built; the log says why")
    return time.perf_counter() - start


def positions(areas: Areas, refs: list[AreaRef | None]) -> Array:
    """Return the positions of single answers in `areas`; -1 for none."""
    position: dict[str, int] = {code: k for k, code in enumerate(areas.codes)}
    return np.array([-1 if ref is None else position[ref.code] for ref in refs], np.int64)


def positions_many(areas: Areas, codes: Array) -> Array:
    """Return the positions of codes in `areas`; -1 for an empty one."""
    return np.where(codes == "", -1, np.searchsorted(np.array(areas.codes), codes))
