"""What is asked of a layer: which reports, for whom, how finely, and where."""

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from boundaries.models import Edition
from maps.layers.audience import Audience
from maps.layers.zooms import MAX_ZOOM, WHOLE_ZOOM, hexagon_level
from maps.selection import Selection, SelectionError

_HALF = math.pi * 6_378_137
_BUFFER = 64 / 4096
"""Of a tile's width, as much as ST_AsMVTGeom keeps of what lies beyond its edge."""
_LAST_LATITUDE = 85.05
_WIDEST_DEGREES, _WIDEST_PIXELS = 180, 8_192


class Sql(NamedTuple):
    """A query with its values. No text of a user is ever in `text`."""

    text: str
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Box:
    """A box in web Mercator (EPSG:3857), in metres."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of_degrees(cls, west: float, south: float, east: float, north: float) -> "Box":
        """Project a box of degrees (EPSG:4326); latitudes end where the projection does."""
        return cls(*_mercator(west, south), *_mercator(east, north))

    @classmethod
    def of_tile(cls, z: int, x: int, y: int) -> "Box":
        """Return the box of a tile of the usual grid."""
        size = 2 * _HALF / 2**z
        west, north = x * size - _HALF, _HALF - y * size
        return cls(west, north - size, west + size, north)

    def grown(self, share: float = _BUFFER) -> "Box":
        """Return the box with a share of its width added on each side."""
        more = (self.east - self.west) * share
        return Box(self.west - more, self.south - more, self.east + more, self.north + more)

    def envelope(self) -> Sql:
        """Return it as a geometry in EPSG:3857."""
        return Sql("ST_MakeEnvelope(%s, %s, %s, %s, 3857)", [self.west, self.south, self.east, self.north])

    def degrees(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees (EPSG:4326)."""
        return *_degrees(self.west, self.south), *_degrees(self.east, self.north)


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    lat = max(-_LAST_LATITUDE, min(lat, _LAST_LATITUDE))
    return math.radians(lon) * 6_378_137, math.asinh(math.tan(math.radians(lat))) * 6_378_137


def _degrees(x: float, y: float) -> tuple[float, float]:
    return math.degrees(x / 6_378_137), math.degrees(math.atan(math.sinh(y / 6_378_137)))


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to a layer. Without a box it is about all that the selection holds, at the detail of `zoom`.

    The selection is taken as who asks may mean it, whoever read it from whatever address.
    """

    selection: Selection
    audience: Audience = field(default_factory=Audience)
    zoom: int = WHOLE_ZOOM
    box: Box | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "selection", self.audience.meant(self.selection))

    @property
    def level(self) -> int:
        """The level of hexagons that answers."""
        return hexagon_level(self.zoom)


def another_time(selection: Selection) -> str:
    """Say why a selection by an area of other boundaries than those in force can be asked of areas alone; else ""."""
    edition = selection.edition if selection.named and selection.area else None
    if edition is None or Edition.objects.in_force().filter(pk=edition.pk).exists():
        return ""
    return _("Only the layer of areas can be cut out by these boundaries. Choose those in force, or no area.")


def counted_by_today(ask: Ask) -> None:
    """Refuse an area of earlier or later boundaries: hexagons and points know those in force alone."""
    if error := another_time(ask.selection):
        raise SelectionError({"edition": [error]})


def parse_tile(z: str, x: str, y: str) -> tuple[int, int, int]:
    """Read the place of a tile; raise SelectionError where there is no such tile."""
    zoom = parse_zoom(z, "z")
    errors = {}
    for name, text in (("x", x), ("y", y)):
        if not (_is_number(text) and int(text) < 2**zoom):
            most = 2**zoom - 1
            errors[name] = [_("At zoom %(zoom)s this is a whole number from 0 to %(n)s.") % {"zoom": zoom, "n": most}]
    if errors:
        raise SelectionError(errors)
    return zoom, int(x), int(y)


def parse_zoom(text: str, name: str = "zoom") -> int:
    """Read a zoom; raise SelectionError where it is none."""
    if not (_is_number(text) and int(text) <= MAX_ZOOM):
        raise SelectionError({name: [_("The zoom is a whole number from 0 to %(n)s.") % {"n": MAX_ZOOM}]})
    return int(text)


def parse_box(text: str, zoom: int) -> Box:
    """Read "west,south,east,north" in degrees; raise SelectionError where that is no view of a map at a zoom."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise SelectionError({"bbox": [_("Write four numbers: west,south,east,north in degrees.")]}) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        error = _("West must be below east and south below north: degrees from −180 to 180 and −90 to 90.")
        raise SelectionError({"bbox": [error]})
    pixels = (east - west) / 360 * 256 * 2**zoom
    if east - west > _WIDEST_DEGREES or max(pixels, pixels * (north - south) / (east - west)) > _WIDEST_PIXELS:
        raise SelectionError({"bbox": [_("This box is too large for the zoom; ask for less, or for a smaller zoom.")]})
    return Box.of_degrees(west, south, east, north)


def _is_number(text: str) -> bool:
    """Whether it is a whole number that is not absurdly long."""
    return text.isascii() and text.isdigit() and len(text) <= 7
