"""What a picture of a map says, apart from how it is laid out; whoever draws it needs no request."""

from dataclasses import dataclass, field

from boundaries.basemap import Basemap
from maps.pictures.projection import INDONESIA, Box, Polygons


@dataclass(frozen=True, slots=True)
class LegendClass:
    """A class of the legend: its colour, its range in words, and how many shapes are in it.

    `sign` is drawn upon shapes where there is room, for colour alone would not tell such a class from the next one.
    `hatched` is for what must not be read as a value: too few to say.
    """

    name: str
    text: str
    fill: str
    n: str = ""
    sign: str = ""
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A hexagon or an area: the name of its class, its outline in degrees, and what it is, in words."""

    shade: str
    polygons: Polygons
    label: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A hotspot: its number in the list, its hull in degrees, and where the number stands."""

    number: int
    name: str
    n: int
    polygons: Polygons
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class MapPicture:
    """A map with all that a reader needs to believe it: classes, n, period, edition, method and source.

    `area` is the code of the regency or province that is asked for ("": all of Indonesia); what lies outside is drawn
    as ground that was not asked about. `facts` are pairs of what and how much; `rows` the greatest, with their values.
    """

    title: str
    subtitle: str
    base: Basemap
    legend_title: str
    classes: tuple[LegendClass, ...]
    shapes: tuple[Shape, ...] = ()
    spots: tuple[Spot, ...] = ()
    box: Box = INDONESIA
    area: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    rows_title: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    method: str = ""
    caveats: tuple[str, ...] = ()
    footer: str = ""
    notice: str = ""
    summary: str = ""

    def drawn_classes(self) -> dict[str, LegendClass]:
        """The classes by name."""
        return {one.name: one for one in self.classes}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A size of paper or screen, in units of 1/96 inch, and the columns that texts under the map stand in."""

    name: str
    width: float
    height: float
    margin: float
    columns: int
    bare: bool = field(default=False)  # the map alone: a page around it says the rest


A4 = Sheet("a4", 1123, 794, 40, 3)
SQUARE = Sheet("persegi", 1080, 1080, 44, 2)
MAP_ALONE = Sheet("peta", 1123, 620, 0, 0, bare=True)
SHEETS = {sheet.name: sheet for sheet in (A4, SQUARE, MAP_ALONE)}
