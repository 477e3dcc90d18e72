"""Maps and charts for paper: maps as dots fine enough for print, charts as lines; each with words for who sees none."""

import base64
from dataclasses import dataclass, replace
from typing import Final

import vl_convert
from django.contrib.auth.models import AnonymousUser

from maps.pictures.compose import compose
from maps.pictures.content import NothingToDrawError
from maps.pictures.draw import draw
from maps.pictures.picture import Entry, Sheet
from maps.pictures.projection import Box
from maps.pictures.svg import Svg, paint
from monitoring.charts.bars import bars
from monitoring.charts.drawing import svg
from period_reports.contents.ground import selection_of
from period_reports.contents.material import whole
from period_reports.contents.tree import Bars, MapOf
from period_reports.orders import Order


@dataclass(frozen=True, slots=True)
class Paper(Sheet):
    """A sheet on which an area that is higher than wide may be so."""

    def fitted(self, box: Box) -> Sheet:
        """Return it as high as a box is on a map that fills its width."""
        return replace(self, height=round(self.width / min(max(box.proportion, 1.05), 2.6)))


MAP: Final = Paper("laporan", 680, 640, 0, 0, bare=True)
"""As wide as a page of A4 between its margins, so that letters keep their size."""
DOTS: Final = 300 / 96
"""Times the size of a screen: 300 dots to the inch."""
CHART_WIDTH: Final = 420  # the plot; names of categories take the rest
FONT: Final = "'Source Sans 3'"
MOST_ROWS: Final = 12


@dataclass(frozen=True, slots=True)
class Swatch:
    """A line of a map's legend."""

    picture: str
    words: str


@dataclass(frozen=True, slots=True)
class PrintedMap:
    """A map as an address of its own data, or why there is none."""

    src: str = ""
    words: str = ""
    title: str = ""
    legend_title: str = ""
    legend: tuple[Swatch, ...] = ()
    n: str = ""
    method: str = ""
    rows_title: str = ""
    rows_value: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    why: str = ""


def map_of(block: MapOf, order: Order) -> PrintedMap:
    """Draw a map as everybody may see it."""
    try:
        picture = compose(block.layer, selection_of(order), AnonymousUser(), MAP)
    except NothingToDrawError as error:
        return PrintedMap(why=str(error))
    png = vl_convert.svg_to_png(draw(picture, MAP), scale=DOTS)
    return PrintedMap(
        src=_data("image/png", png),
        words=f"{picture.subtitle}. {picture.summary}",
        title=picture.title,
        legend_title=picture.legend_title,
        legend=tuple(_swatch(entry) for entry in picture.whole_legend),
        n=picture.n,
        method=picture.method,
        rows_title=picture.rows_title,
        rows_value=picture.rows_value,
        rows=picture.rows[:MOST_ROWS],
    )


def bars_of(block: Bars) -> str:
    """Draw bars, as an address of their own data."""
    values = [{"name": name, "n": n, "label": whole(n)} for name, n in block.values]
    drawn = svg(bars(values, CHART_WIDTH)).replace("'Liberation Sans'", FONT)
    return _data("image/svg+xml", drawn.encode())


def _swatch(entry: Entry) -> Swatch:
    drawn = Svg(18, 12, "", "")
    drawn.hatch(entry.drawn)
    drawn.rect(0.5, 0.5, 17, 11, fill=paint(entry.drawn), stroke="#6f6a5c", stroke_width=0.6)
    words = entry.drawn.text if entry.n is None else f"{entry.drawn.text} ({whole(entry.n)})"
    png = vl_convert.svg_to_png(str(drawn), scale=DOTS)
    return Swatch(_data("image/png", png), words)


def _data(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
