"""What a picture of a map says, apart from how it is laid out; whoever draws it needs no request."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from boundaries.basemap import Basemap
from maps.classes.scheme import MapClass
from maps.pictures.lettering import ink_on
from maps.pictures.projection import INDONESIA, Box, Polygons

OUTSIDE = "#e9e4d6"
"""Land that is ours and was not asked about: darker than land that was asked about and has nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: a class, and how many shapes are in it (None: not said)."""

    drawn: MapClass
    n: int | None = None

    @property
    def ink(self) -> str:
        """What its sign is written in."""
        return ink_on(self.drawn.fill)


@dataclass(frozen=True, slots=True)
class Shape:
    """A hexagon or an area: the name of its class, its outline in degrees, and what it is, in words."""

    shade: str
    polygons: Polygons
    label: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A hotspot: its place in the list, its hull in degrees, and where that number stands."""

    number: int
    name: str
    n: int
    polygons: Polygons
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class MapPicture:
    """A map with all that a reader needs to believe it: classes, n, period, edition, method and source.

    `area` is the code of the regency or province that is asked for ("": all of Indonesia), `place` its name; what lies
    outside is drawn as ground that was not asked about. `n` is what was counted, in words; `facts` are pairs of what
    and how much; `rows` the greatest, with their values (`rows_value`). `signs`: signs of classes are drawn upon
    shapes that have room. `seamless`: shapes lie so close that their lines would hide them on a map of the country.
    `loud` names classes that must be seen at any scale: what would be a speck is a dot.
    """

    title: str
    subtitle: str
    base: Basemap
    legend_title: str
    legend: tuple[Entry, ...]
    shapes: tuple[Shape, ...] = ()
    spots: tuple[Spot, ...] = ()
    box: Box = INDONESIA
    area: str = ""
    place: str = ""
    n: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    rows_title: str = ""
    rows_value: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    method: str = ""
    caveats: tuple[str, ...] = ()
    footer: str = ""
    notice: str = ""
    summary: str = ""
    signs: bool = False
    seamless: bool = False
    loud: frozenset[str] = frozenset()

    @property
    def whole_legend(self) -> tuple[Entry, ...]:
        """The legend, with the ground that was not asked about where any is drawn."""
        if not self.area:
            return self.legend
        return (*self.legend, Entry(MapClass("outside", _("not asked about"), OUTSIDE)))

    def classes(self) -> dict[str, MapClass]:
        """The classes by name."""
        return {entry.drawn.name: entry.drawn for entry in self.legend}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A size of paper or screen, in units of 1/96 inch, and the columns that texts under the map stand in."""

    name: str
    width: float
    height: float
    margin: float
    columns: int
    bare: bool = False  # the map alone: a page around it says the rest

    def fitted(self, box: Box) -> "Sheet":
        """Return it as high as a box is on a map that fills its width; a sheet of paper stays as it is."""
        if not self.bare:
            return self
        return replace(self, height=round(self.width / min(max(box.proportion, 1.5), 2.6)))


A4 = Sheet("a4", 1123, 794, 40, 3)
SQUARE = Sheet("persegi", 1080, 1080, 44, 2)
MAP_ALONE = Sheet("peta", 1123, 620, 0, 0, bare=True)
SMALL_MAP = Sheet("peta-kecil", 520, 360, 0, 0, bare=True)  # letters of the same size: for a telephone
SHEETS = {sheet.name: sheet for sheet in (A4, SQUARE, MAP_ALONE, SMALL_MAP)}
