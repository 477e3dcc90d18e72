"""From degrees to the units of a drawing, with one scale in both directions in the middle of the frame."""

import math
from dataclasses import dataclass
from typing import Any

KM_PER_DEGREE = 111.32  # of a great circle
TILE = 256  # units that a tile of zoom 0 shows the whole equator in

Polygons = list[list[list[list[float]]]]  # coordinates of a GeoJSON MultiPolygon, lon and lat in degrees


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees (EPSG:4326)."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of its middle."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    @property
    def proportion(self) -> float:
        """Its width on the ground for each unit of height."""
        return (self.east - self.west) * math.cos(math.radians(self.middle[1])) / (self.north - self.south)

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies in it."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def grown(self, share: float, least: float) -> "Box":
        """Return it wider by a share of each side, on all sides, and no narrower than `least` degrees."""
        lon, lat = self.middle
        half_width = max((self.east - self.west) * (0.5 + share), least / 2)
        half_height = max((self.north - self.south) * (0.5 + share), least / 2)
        return Box(lon - half_width, lat - half_height, lon + half_width, lat + half_height)

    def filling(self, proportion: float) -> "Box":
        """Return the least box around it, about the same middle, whose proportion is the one given."""
        lon, lat = self.middle
        half_width, half_height = (self.east - self.west) / 2, (self.north - self.south) / 2
        if proportion > self.proportion:
            half_width *= proportion / self.proportion
        else:
            half_height *= self.proportion / proportion
        return Box(lon - half_width, lat - half_height, lon + half_width, lat + half_height)


# Sabang to Merauke and Miangas to Rote, with no more sea than keeps their coasts off the frame
INDONESIA = Box(94.7, -11.25, 141.3, 6.3)


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular, true to scale along the frame's middle parallel and along every meridian.

    Within Indonesia's 18° of latitude east–west distances are out by 2 % at most, so one scale bar serves a frame.
    `left`, `top`, `width` and `height` say where the frame stands in the drawing.
    """

    box: Box
    left: float
    top: float
    width: float
    height: float

    @property
    def units_per_degree(self) -> float:
        """Units that a degree of latitude is tall."""
        return self.height / (self.box.north - self.box.south)

    @property
    def units_per_km(self) -> float:
        """Units that a kilometre is wide."""
        return self.units_per_degree / KM_PER_DEGREE

    @property
    def zoom(self) -> float:
        """The zoom of a web map on which things are about this large."""
        return math.log2(360 * self.units_per_degree / TILE)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return x and y of a point."""
        across = self.width / (self.box.east - self.box.west)
        return self.left + (lon - self.box.west) * across, self.top + (self.box.north - lat) * self.units_per_degree

    def holds(self, x: float, y: float, margin: float = 0) -> bool:
        """Whether a place in the drawing lies in the frame, `margin` units off its edges."""
        return (
            self.left + margin <= x <= self.left + self.width - margin
            and self.top + margin <= y <= self.top + self.height - margin
        )

    def path(self, polygons: Polygons) -> str:
        """Return the `d` of a path: tenths of units, no point twice in a row; empty when nothing is in the frame."""
        return "".join(
            _ring([self.place(lon, lat) for lon, lat, *_ in ring])
            for polygon in polygons
            if polygon and self._near(polygon[0])
            for ring in polygon
        )

    def _near(self, ring: list[list[float]]) -> bool:
        lons, lats = [point[0] for point in ring], [point[1] for point in ring]
        box = self.box
        return min(lons) < box.east and max(lons) > box.west and min(lats) < box.north and max(lats) > box.south


def _ring(points: list[tuple[float, float]]) -> str:
    rounded = [(round(x, 1), round(y, 1)) for x, y in points]
    kept = [point for place, point in enumerate(rounded) if point != rounded[place - 1]]
    if len(kept) < 3:
        return ""
    return "M" + " ".join(f"{x:g} {y:g}" for x, y in kept) + "z"


def scale_bar(projection: Projection, widest: float) -> tuple[float, str]:
    """Return the width in units of a round number of kilometres, no more than `widest`, and its length in words."""
    most = widest / projection.units_per_km
    power = 10.0 ** math.floor(math.log10(most))
    km = next(step * power for step in (5, 2, 1) if step * power <= most)
    return km * projection.units_per_km, f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"


def polygons_of(geometry: dict[str, Any]) -> Polygons:
    """Return the coordinates of a GeoJSON Polygon or MultiPolygon as those of a MultiPolygon."""
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    return geometry["coordinates"] if geometry["type"] == "MultiPolygon" else []
