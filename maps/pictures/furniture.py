"""The texts beside a map: legend, figures, the greatest, method and source, set in columns that hold them."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from maps.classes.scheme import number
from maps.pictures.lettering import ink_on, width, wrap
from maps.pictures.picture import Entry, MapPicture
from maps.pictures.svg import INK_SOFT, LEADING, LINE, Svg, paint

HEADING, BODY, SMALL = 13.0, 12.0, 10.5
ROW = BODY * 1.5
SWATCH = 24.0
APART = 12.0  # between two blocks of a column

Column = tuple[float, float, float, float]
Block = Callable[[Svg | None, float, float, float], float]  # (svg or None to measure, x, y, width) -> where it ends


def draw_blocks(svg: Svg, picture: MapPicture, columns: tuple[Column, ...]) -> None:
    """Write all texts into columns (left, top, width, height); rows of the greatest take what room is left."""
    groups = _grouped(picture, len(columns))
    for (x, top, room, height), group in zip(columns, groups, strict=True):
        fixed = sum(block(None, 0, 0, room) + APART for block in group)
        y = top
        for block in group:
            y = block(svg, x, y, room) + APART
        if picture.rows and group is groups[_rows_in(len(columns))]:
            count = int((height - fixed - HEADING * LEADING) // ROW)
            if count > 0:
                _rows(picture, count)(svg, x, y, room)


def heights_of(picture: MapPicture, room: float, columns: int) -> float:
    """Return the height that the texts need in columns of a width, with three rows of the greatest."""
    heights = [sum(block(None, 0, 0, room) + APART for block in group) for group in _grouped(picture, columns)]
    if picture.rows:
        heights[_rows_in(columns)] += _rows(picture, 3)(None, 0, 0, room) + APART
    return max(heights)


def _rows_in(columns: int) -> int:
    return 1 if columns > 1 else 0


def _grouped(picture: MapPicture, columns: int) -> list[list[Block]]:
    legend, facts, method = _legend(picture), _facts(picture), _method(picture)
    return {1: [[legend, facts, method]], 2: [[legend, facts], [method]], 3: [[legend], [facts], [method]]}[columns]


def _legend(picture: MapPicture) -> Block:
    def block(svg: Svg | None, x: float, y: float, room: float) -> float:
        y = _heading(svg, picture.legend_title, x, y, room)
        for entry in picture.whole_legend:
            y = _entry(svg, entry, x, y + ROW, room, signs=picture.signs)
        return y + 4

    return block


def _entry(svg: Svg | None, entry: Entry, x: float, y: float, room: float, *, signs: bool) -> float:
    """Write a line of the legend, or as many as its words take; return where the last stands."""
    one, count = entry.drawn, "" if entry.n is None else number(entry.n)
    lines = wrap(one.text, BODY, room - SWATCH - 16 - width(count, BODY))
    if svg is not None:
        svg.rect(x, y - BODY + 1, SWATCH, BODY + 1, fill=paint(one), stroke="#6f6a5c", stroke_width=0.7)
        if signs and one.sign and not one.hatch:
            ink = ink_on(one.fill)
            svg.text(x + SWATCH / 2, y - 0.5, one.sign, BODY - 2, text_anchor="middle", fill=ink, font_weight="bold")
        for place, line in enumerate(lines):
            svg.text(x + SWATCH + 8, y + place * BODY * LEADING, line, BODY)
        svg.text(x + room, y, count, BODY, text_anchor="end", fill=INK_SOFT)
    return y + (len(lines) - 1) * BODY * LEADING


def _facts(picture: MapPicture) -> Block:
    def block(svg: Svg | None, x: float, y: float, room: float) -> float:
        aside = max((width(what, BODY) for what, _value in picture.facts), default=0) + 12
        for what, value in picture.facts:
            begin = y
            y = _paragraph(svg, value, x + aside, y, room - aside, BODY, font_weight="bold")
            if svg is not None:
                svg.text(x, begin + BODY * LEADING, what, BODY, fill=INK_SOFT)
            y += 2
        return y

    return block


def _rows(picture: MapPicture, count: int) -> Block:
    def block(svg: Svg | None, x: float, y: float, room: float) -> float:
        y = _heading(svg, picture.rows_title, x, y, room)
        for name, value in picture.rows[:count]:
            y += ROW
            if svg is not None:
                svg.line_of_text(x, y, name, BODY, room - width(value, BODY) - 14)
                svg.text(x + room, y, value, BODY, text_anchor="end", font_weight="bold")
                svg.rect(x, y + 3.5, room, 0.6, fill=LINE)
        return y

    return block


def _method(picture: MapPicture) -> Block:
    def block(svg: Svg | None, x: float, y: float, room: float) -> float:
        y = _heading(svg, _("How to read this map"), x, y, room)
        for text in (picture.method, *picture.caveats):
            y = _paragraph(svg, text, x, y + 1, room, SMALL + 0.7) + 3
        return _paragraph(svg, picture.base.attribution, x, y + 1, room, SMALL, fill=INK_SOFT)

    return block


def _heading(svg: Svg | None, text: str, x: float, y: float, room: float) -> float:
    return _paragraph(svg, text, x, y, room, HEADING, font_weight="bold") if text else y


def _paragraph(svg: Svg | None, text: str, x: float, y: float, room: float, size: float, **values: object) -> float:
    if svg is not None:
        return svg.paragraph(x, y, text, size, room, **values)
    return y + size * LEADING * len(wrap(text, size, room, bold=values.get("font_weight") == "bold"))
