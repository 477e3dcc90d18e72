"""What a layer puts on a picture: its shapes, classes, figures and the sentence that says how they were made."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from boundaries.basemap import Basemap
from maps.classes.scheme import MapClass
from maps.pictures.picture import Entry, Shape, Spot
from maps.selection import Selection


class NothingToDrawError(LookupError):
    """The layer has nothing for this selection; the message says why, in the active language."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose picture of what: a selection, who looks at it, the outlines it is drawn on, and the map's zoom."""

    selection: Selection
    user: Any
    base: Basemap
    zoom: float


@dataclass(frozen=True, slots=True)
class Content:
    """A layer, ready to be drawn, written into a table, or put on a map in a page.

    `n` is how many were counted, in all, and `counted` says of what. `months` are those that it is about, where they
    are not those of the selection. `facts` are further pairs of what and how much; `rows` the greatest
    first, `rows_value` what their values are. `signs`, `seamless` and `loud` are those of MapPicture.
    """

    name: str
    title: str
    legend_title: str
    legend: tuple[Entry, ...]
    n: int
    counted: str
    method: str
    months: tuple[dt.date, dt.date] | None = None
    shapes: tuple[Shape, ...] = ()
    spots: tuple[Spot, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    rows_title: str = ""
    rows_value: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    signs: bool = False
    seamless: bool = False
    loud: frozenset[str] = frozenset()
    caveats: tuple[str, ...] = ()


def legend_of(classes: Iterable[MapClass], shapes: Iterable[Shape], unsaid: Collection[str] = ()) -> tuple[Entry, ...]:
    """Return the legend with how many shapes are in each class; classes of `unsaid` stand in it only if any are."""
    sizes = Counter(shape.shade for shape in shapes)
    return tuple(Entry(one, sizes[one.name]) for one in classes if sizes[one.name] or one.name not in unsaid)
