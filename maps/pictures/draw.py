"""Draws a picture of a map as SVG: the map in its frame, and around it all that is needed to believe it."""

import math
from dataclasses import dataclass

from maps.classes.scheme import MapClass
from maps.pictures.furniture import SMALL, draw_blocks, heights_of
from maps.pictures.ground import Taken, draw_ground, draw_labels, draw_lines
from maps.pictures.lettering import INK, ink_on
from maps.pictures.picture import A4, MapPicture, Shape, Sheet, Spot
from maps.pictures.projection import Projection, scale_bar
from maps.pictures.svg import INK_SOFT, Svg, paint

TITLE, SUBTITLE = 25.0, 14.5
GAP = 22.0
SIDE = 340.0  # width of a column of texts beside a map that is not wide
WIDE = 1.45  # a box of this proportion or more stands above its texts, a narrower one beside them
LINES_FROM = 5.0  # the zoom of a web map from which areas have lines, as in maps/static/maps/hotspots/grid.js
DOT = 4.0  # radius of what would be a speck
BADGE = 9.0  # radius of a hotspot's number
OUTLINE = "#10233f"
NUMBERED = 40  # hotspots that get a number on the map, the largest; the others are dots


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the map and its columns of texts stand: boxes of left, top, width, height."""

    frame: tuple[float, float, float, float]
    columns: tuple[tuple[float, float, float, float], ...]


def draw(picture: MapPicture, sheet: Sheet = A4) -> str:
    """Return the picture as SVG, in the active language. It reads outlines of areas, and nothing else."""
    sheet = sheet.fitted(picture.box)
    svg = Svg(sheet.width, sheet.height, f"{picture.title}. {picture.subtitle}", picture.summary)
    svg.rect(0, 0, sheet.width, sheet.height, fill="#ffffff")
    top = sheet.margin if sheet.bare else _draw_head(svg, picture, sheet)
    layout = _layout(picture, sheet, top)
    left, top, width, height = layout.frame
    projection = Projection(picture.box.filling(width / height), left, top, width, height)
    _draw_map(svg, picture, projection)
    if not sheet.bare:
        draw_blocks(svg, picture, layout.columns)
        bottom = sheet.height - sheet.margin * 0.55
        svg.line_of_text(sheet.margin, bottom, picture.footer, SMALL, sheet.width - 2 * sheet.margin, fill=INK_SOFT)
    return str(svg)


def _draw_head(svg: Svg, picture: MapPicture, sheet: Sheet) -> float:
    """Write title and subtitle; return where they end."""
    room = sheet.width - 2 * sheet.margin
    y = sheet.margin + TITLE * 0.6
    svg.line_of_text(sheet.margin, y, picture.title, TITLE, room, font_weight="bold")
    y = svg.paragraph(sheet.margin, y + 4, picture.subtitle, SUBTITLE, room, fill=INK_SOFT)
    if picture.notice:
        y = svg.paragraph(sheet.margin, y + 2, picture.notice, SUBTITLE, room, fill="#a8430b", font_weight="bold")
    return y + 12


def _layout(picture: MapPicture, sheet: Sheet, top: float) -> Layout:
    margin, wide = sheet.margin, sheet.width - 2 * sheet.margin
    bottom = sheet.height - margin
    if sheet.bare:
        return Layout((margin, top, wide, bottom - top), ())
    if sheet.width > sheet.height and picture.box.proportion < WIDE:
        column = (sheet.width - margin - SIDE, top, SIDE, bottom - top)
        return Layout((margin, top, wide - SIDE - GAP, bottom - top), (column,))
    column_width = (wide - GAP * (sheet.columns - 1)) / sheet.columns
    needed = heights_of(picture, column_width, sheet.columns)
    height = min(wide / max(picture.box.proportion, 0.4), bottom - top - GAP * 0.7 - needed)
    under = top + height + GAP * 0.7
    columns = tuple(
        (margin + place * (column_width + GAP), under, column_width, bottom - under) for place in range(sheet.columns)
    )
    return Layout((margin, top, wide, height), columns)


def _draw_map(svg: Svg, picture: MapPicture, projection: Projection) -> None:
    frame = projection.left, projection.top, projection.width, projection.height
    x, y, width, height = frame
    svg.raw(
        f'<clipPath id="frame"><rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/></clipPath>'
    )
    classes = picture.classes()
    for drawn in classes.values():
        svg.hatch(drawn)
    svg.open("g", clip_path="url(#frame)")
    draw_ground(svg, picture, projection)
    lines = not picture.seamless or projection.zoom >= LINES_FROM
    for one in picture.shapes:
        _draw_shape(svg, one, classes[one.shade], projection, lines=lines)
    draw_lines(svg, picture, projection)
    if picture.signs:
        _draw_signs(svg, picture, classes, projection)
    bar = _draw_scale(svg, projection)
    taken = [bar, *_draw_dots(svg, picture, projection), *_draw_spots(svg, picture.spots, projection)]
    draw_labels(svg, picture.base, projection, taken)
    svg.close("g")
    svg.rect(*frame, fill="none", stroke="#6f6a5c", stroke_width=1)


def _draw_shape(svg: Svg, one: Shape, shade: MapClass, projection: Projection, *, lines: bool) -> None:
    """Draw a shape; without `lines` in its own colour alone, also where the next one begins, so that no gap is seen."""
    svg.path(
        projection.path(one.polygons),
        one.label,
        fill=paint(shade),
        fill_opacity=0.92,
        stroke="#6f6a5c" if lines else shade.fill,
        stroke_width=0.35,
        data_class=shade.name,
    )


def _draw_signs(svg: Svg, picture: MapPicture, classes: dict[str, MapClass], projection: Projection) -> None:
    """Draw the signs of classes upon shapes that are large enough for them."""
    for one in picture.shapes:
        sign = classes[one.shade].sign
        ring = one.polygons[0][0] if one.polygons and sign else []
        if not ring:
            continue
        places = [projection.place(lon, lat) for lon, lat, *_ in ring[:-1]]
        xs, ys = [x for x, _ in places], [y for _, y in places]
        size = min(max(xs) - min(xs), max(ys) - min(ys)) * 0.36
        if size >= 6:
            middle = sum(xs) / len(xs), sum(ys) / len(ys) + size * 0.35
            ink = ink_on(classes[one.shade].fill)
            svg.text(*middle, sign, min(size, 14), text_anchor="middle", fill=ink, font_weight="bold")


def _draw_dots(svg: Svg, picture: MapPicture, projection: Projection) -> list[Taken]:
    """Draw a dot where a shape of a loud class is a speck; return the boxes that must stay free of names."""
    classes, taken = picture.classes(), []
    for one in picture.shapes:
        if one.shade not in picture.loud or not one.polygons:
            continue
        places = [projection.place(lon, lat) for lon, lat, *_ in one.polygons[0][0]]
        xs, ys = [x for x, _ in places], [y for _, y in places]
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        if max(xs) - min(xs) < 2 * DOT:
            svg.circle(x, y, DOT, fill=paint(classes[one.shade]), stroke=INK, stroke_width=0.7)
        taken.append((x - DOT, y - DOT, x + DOT, y + DOT))
    return taken


def _draw_spots(svg: Svg, spots: tuple[Spot, ...], projection: Projection) -> list[Taken]:
    """Draw hulls and dots of hotspots, then their numbers, each beside its dot where another one is in the way."""
    for spot in spots:
        svg.path(
            projection.path(spot.polygons), spot.name, fill="none", stroke=OUTLINE, stroke_width=1.6, data_class="spot"
        )
    taken: list[Taken] = []
    places = [projection.place(spot.lon, spot.lat) for spot in spots]
    numbers = []
    for spot, (x, y) in list(zip(spots, places, strict=True))[:NUMBERED]:
        if (beside := _room_for(x, y, taken, projection)) is not None:
            numbers.append((spot.number, *beside))
            taken.append(_around(*beside))
            svg.path(f"M{x:.1f} {y:.1f}L{beside[0]:.1f} {beside[1]:.1f}", stroke=OUTLINE, stroke_width=1.2)
    for x, y in places:
        svg.circle(x, y, 2.6, fill=OUTLINE, stroke="#ffffff", stroke_width=0.8)
    for name, x, y in numbers:
        svg.circle(x, y, BADGE, fill=OUTLINE, stroke="#ffffff", stroke_width=1.4)
        size = 11 if name < 100 else 8.5
        svg.text(x, y + size * 0.36, str(name), size, text_anchor="middle", fill="#ffffff", font_weight="bold")
    return taken


def _room_for(x: float, y: float, taken: list[Taken], projection: Projection) -> tuple[float, float] | None:
    """Return where the number of a place can stand: on it, else beside it; None where all around is taken."""
    angles = [step * math.pi / 4 for step in range(8)]
    rings = [(distance, angle) for distance in (2.4 * BADGE, 4.4 * BADGE) for angle in angles]
    for distance, angle in [(0.0, 0.0), *rings]:
        found = x + distance * math.cos(angle), y - distance * math.sin(angle)
        box = _around(*found)
        free = all(box[0] >= b[2] or box[2] <= b[0] or box[1] >= b[3] or box[3] <= b[1] for b in taken)
        if free and projection.holds(*found, BADGE):
            return found
    return None


def _around(x: float, y: float) -> Taken:
    return (x - BADGE, y - BADGE, x + BADGE, y + BADGE)


def _draw_scale(svg: Svg, projection: Projection) -> Taken:
    """Draw the scale bar in the lower left corner; return the box it takes."""
    length, words = scale_bar(projection, min(180.0, projection.width / 4))
    x, y = projection.left + 12, projection.top + projection.height - 12
    room = max(length + 16, 60)
    svg.rect(x - 6, y - 22, room, 28, fill="#ffffff", fill_opacity=0.85, rx=3)
    svg.path(f"M{x:.1f} {y - 5:.1f}v5h{length:.1f}v-5", fill="none", stroke=INK, stroke_width=1.6)
    svg.text(x + 4, y - 7, words, 11)
    return (x - 6, y - 22, x - 6 + room, y + 6)
