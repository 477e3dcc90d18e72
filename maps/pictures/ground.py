"""What lies under a map's figures: sea, neighbours' land, our own areas, the lines between them and their names."""

import math
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import Polygon
from django.core.cache import cache
from django.utils.translation import get_language
from shapely import box as shapely_box
from shapely import from_wkb, simplify
from shapely.geometry import mapping

from boundaries import basemap
from boundaries.basemap import Basemap
from boundaries.models import Area, Overlay
from boundaries.outlines import outlines
from maps.pictures.lettering import width
from maps.pictures.picture import OUTSIDE, MapPicture
from maps.pictures.projection import INDONESIA, TILE, Box, Polygons, Projection, polygons_of
from maps.pictures.svg import Svg

SEA, LAND, FOREIGN = "#cfe0e6", "#f7f4ea", "#eeeeec"
BORDER, THIN, BOLD = "#6f6a5c", "#a8a394", "#3d3a31"
TOLERANCES = (0.03, 0.01, 0.003, 0.001)  # degrees; few, for each is computed once and kept in a file
CRACK = 0.015  # degrees of breadth, 1.7 km
PROVINCE_CODE = 2  # letters of a province's code
REGENCY_LINES = 60.0  # units a degree from which lines between regencies do not cover what they part
Taken = tuple[float, float, float, float]
"""A box that names must keep off: left, top, right, bottom."""
LABELS_SECONDS = 3600
LABEL_SIZES = {"island": 13.0, "country": 12.0, "sea": 12.0, "province": 12.0, "regency": 11.0}


def frame_of(base: Basemap, area: str) -> Box:
    """Return the box around an area of an edition, with some of its neighbours; without one, all of Indonesia."""
    if not area:
        return INDONESIA
    found = Area.objects.filter(edition_id=base.edition_id, code=area).aggregate(box=Extent("generalised"))["box"]
    return Box(*found).grown(share=0.06, least=0.4) if found else INDONESIA


def own_areas(base: Basemap, level: str, zoom: float) -> dict[str, Polygons]:
    """Return the outlines of a level by code, no coarser than a map of a zoom can show and without cracks."""
    return _own_areas(base, level, tolerance_at(zoom))


@lru_cache(maxsize=2)
def _own_areas(base: Basemap, level: str, tolerance: float) -> dict[str, Polygons]:
    """Keep the levels of the picture that is being drawn: reading them takes as long as all the rest."""
    areas = outlines(base, level, tolerance)
    return {code: without_cracks(area["geometry"]["coordinates"]) for code, area in areas.items()}


def tolerance_at(zoom: float) -> float:
    """Return, in degrees, by how much an outline may be simplified where a pixel is as wide as at a zoom."""
    unit = 360 / TILE / 2**zoom
    return next((tolerance for tolerance in TOLERANCES if tolerance <= unit), TOLERANCES[-1])


def draw_ground(svg: Svg, picture: MapPicture, projection: Projection) -> None:
    """Draw sea and land. What was not asked about is darker than what was asked about and has nothing."""
    svg.rect(projection.left, projection.top, projection.width, projection.height, fill=SEA)
    svg.path("".join(map(projection.path, foreign_land(projection))), fill=FOREIGN, stroke=THIN, stroke_width=0.5)
    for code, polygons in own_areas(picture.base, "province", projection.zoom).items():
        asked = not picture.area or code == picture.area
        svg.path(projection.path(polygons), fill=LAND if asked else OUTSIDE)
    if len(picture.area) > PROVINCE_CODE:
        svg.path(projection.path(_asked(picture, projection)), fill=LAND)


def draw_lines(svg: Svg, picture: MapPicture, projection: Projection) -> None:
    """Draw the lines between areas over the figures, and the outline of the area asked about strongest of all."""
    strokes = {"fill": "none", "stroke_linejoin": "round"}
    if projection.units_per_degree > REGENCY_LINES:
        lines = "".join(map(projection.path, own_areas(picture.base, "regency", projection.zoom).values()))
        svg.path(lines, stroke=THIN, stroke_width=0.6, **strokes)
    provinces = own_areas(picture.base, "province", projection.zoom)
    svg.path("".join(map(projection.path, provinces.values())), stroke=BORDER, stroke_width=0.8, **strokes)
    if picture.area:
        svg.path(projection.path(_asked(picture, projection)), stroke=BOLD, stroke_width=1.5, **strokes)


def _asked(picture: MapPicture, projection: Projection) -> Polygons:
    return outline_of(picture.base, picture.area, projection.zoom)


def outline_of(base: Basemap, area: str, zoom: float) -> Polygons:
    """Return the outline of a regency or province as a map of a zoom shows it; empty when the edition has none."""
    level = "regency" if len(area) > PROVINCE_CODE else "province"
    return own_areas(base, level, zoom).get(area, [])


def without_cracks(polygons: Polygons) -> Polygons:
    """Leave out holes that are narrow: they are cracks between outlines, not lakes and not the area of another."""
    return [[polygon[0], *(hole for hole in polygon[1:] if _breadth(hole) > CRACK)] for polygon in polygons]


def _breadth(ring: list[list[float]]) -> float:
    """Return twice a ring's area by its length, in degrees: of something long, about how broad it is."""
    area = length = 0.0
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        area += x1 * y2 - x2 * y1
        length += math.hypot(x2 - x1, y2 - y1)
    return abs(area) / length if length else 0.0


def foreign_land(projection: Projection) -> list[Polygons]:
    """Return the land of neighbouring states in the frame, no finer than the drawing can show."""
    frame = projection.box
    corners = (frame.west, frame.south, frame.east, frame.north)
    near = Overlay.objects.in_force().foreign_land().filter(geometry__bboverlaps=Polygon.from_bbox(corners))
    found = []
    for (land,) in near.values_list("geometry"):
        clipped = from_wkb(bytes(land.wkb)).intersection(shapely_box(*corners))
        parts = mapping(simplify(clipped, 0.5 / projection.units_per_degree))
        geometries = parts.get("geometries", [parts])
        found += [polygons for geometry in geometries if (polygons := polygons_of(geometry))]
    return found


def draw_labels(
    svg: Svg, base: Basemap, projection: Projection, taken: list[tuple[float, float, float, float]]
) -> None:
    """Write the names that a web map of this zoom shows, leaving out those that would touch what is there already.

    `taken` holds boxes (left, top, right, bottom) that must stay free; those of the labels are added.
    """
    zoom = round(projection.zoom)
    for label in labels_of(base):
        if not label["from"] <= zoom <= label["to"]:
            continue
        x, y = projection.place(label["lon"], label["lat"])
        size = LABEL_SIZES[label["kind"]]
        half = width(label["text"], size) / 2 + 3
        box = (x - half, y - size, x + half, y + 4)
        if not (projection.holds(box[0], box[1], 4) and projection.holds(box[2], box[3], 4)):
            continue
        if any(box[0] < b[2] and box[2] > b[0] and box[1] < b[3] and box[3] > b[1] for b in taken):
            continue
        taken.append(box)
        sea = label["kind"] == "sea"
        halo = {"stroke": SEA if sea else "#fff", "stroke_width": 2.4, "stroke_opacity": 0.8, "paint_order": "stroke"}
        ink = {"fill": "#3f6b7c", "font_style": "italic"} if sea else {"fill": "#2d3a35"}
        svg.text(x, y, label["text"], size, text_anchor="middle", stroke_linejoin="round", **halo, **ink)


def labels_of(base: Basemap) -> list[dict[str, Any]]:
    """Return the labels of the base map in the active language (boundaries.basemap.labels), kept while it is drawn."""
    key = f"labels:{base.key}:{get_language()}"
    found: list[dict[str, Any]] | None = cache.get(key)
    if found is None:
        found = basemap.labels(base)
        cache.set(key, found, LABELS_SECONDS)
    return found
