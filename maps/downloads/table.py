"""What a layer hands to a file: columns, rows in batches, and what the file says about itself."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from maps.downloads.spool import Rows
from maps.layers.layer import Column

DIGITS = 6
"""Decimals of a degree that are written: 0.1 m. What is coarse was made coarse before."""


@dataclass(frozen=True, slots=True)
class Table:
    """A layer of a selection, to be read once.

    `geometry` is the type of geometry as OGC names it. Each row has a value for every column, then the geometry as
    WKB in degrees (lon/lat), or None. `about` says what the file is: title, period, edition, n, licence and the like.
    """

    name: str
    geometry: str
    columns: tuple[Column, ...]
    batches: Iterator[Rows]
    about: dict[str, Any] = field(default_factory=dict)

    def read(self) -> Iterator[tuple[Rows, Any]]:
        """Yield rows without their geometry, and the geometries as an array of shapely's, rounded."""
        for rows in self.batches:
            shapes = shapely.from_wkb(np.array([row[-1] for row in rows], dtype=object))
            yield [row[:-1] for row in rows], shapely.transform(shapes, lambda points: np.round(points, DIGITS))


def told(value: Any) -> Any:
    """Return a value as JSON can say it."""
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def named(columns: Sequence[Column], row: Sequence[Any]) -> dict[str, Any]:
    """Return a row by its columns' names."""
    return {column.name: told(value) for column, value in zip(columns, row, strict=True)}
