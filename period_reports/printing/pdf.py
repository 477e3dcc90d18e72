"""A report as PDF/UA: tagged, with language, title, bookmarks and page numbers; nothing is fetched from anywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from period_reports.contents.telling import NUMBERS, told
from period_reports.contents.tree import Block, Contents, Kind, MapOf, Nothing, Story, Table, Text
from period_reports.models import PeriodReport
from period_reports.orders import Order
from period_reports.printing.pictures import bars_of, map_of

VARIANT: Final = "pdf/ua-1"
WIDEST: Final = 7
"""Columns for which a sheet of A4 upright has room."""
STYLE: Final = Path(__file__).with_name("report.css")
FONTS: Final = settings.REPORT_FONTS

# WeasyPrint lets Pillow read what is cut off, in the whole of its process: where photos of reporters are judged too.
ImageFile.LOAD_TRUNCATED_IMAGES = False

Told = Callable[[int], None]
"""Is told how many hundredths are done."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A block, ready for its template: `kind` names that, `it` is what stands in it."""

    kind: str
    it: Any


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section with its number; `wide` where a table of it needs a sheet across."""

    number: int
    key: str
    title: str
    blocks: tuple[Printed, ...]
    wide: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF and how many pages it has."""

    content: bytes
    pages: int


def pdf(report: PeriodReport, order: Order, contents: Contents, progress: Told = lambda percent: None) -> Document:
    """Print a report in the active language."""
    chapters = []
    for place, section in enumerate(contents.sections, 1):
        blocks = tuple(_printed(block, order) for block in section.blocks)
        wide = any(isinstance(block, Table) and len(block.columns) > WIDEST for block in section.blocks)
        chapters.append(Chapter(place, section.key, section.title, blocks, wide))
        progress(70 * place // len(contents.sections))
    context = {"report": report, "contents": contents, "chapters": chapters, "language": get_language()}
    fonts = FontConfiguration()
    style = CSS(filename=STYLE, font_config=fonts)
    faces = CSS(string=_faces(), font_config=fonts, url_fetcher=URLFetcher(allowed_protocols=("file",)))
    drawn = URLFetcher(allowed_protocols=("data",))
    page = HTML(string=render_to_string("period_reports/print/report.html", context), url_fetcher=drawn)
    document = page.render(font_config=fonts, stylesheets=[faces, style], pdf_variant=VARIANT, pdf_tags=True)
    progress(90)
    content = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    return Document(content, len(document.pages))


def _printed(block: Block, order: Order) -> Printed:
    match block:
        case Table():
            return Printed("table", _table(block))
        case MapOf():
            return Printed("map", {"caption": block.caption, "map": map_of(block, order)})
        case Text():
            return Printed("text", block)
        case Nothing():
            return Printed("nothing", block)
        case Story():
            return Printed("story", block)


def _table(table: Table) -> dict[str, Any]:
    numeric = [column.kind in NUMBERS and column.kind != Kind.DATE for column in table.columns]
    heads = [
        {"label": column.label, "number": is_number, "rank": column.kind == Kind.RANK}
        for column, is_number in zip(table.columns, numeric, strict=True)
    ]
    lines = [
        [
            {"text": told(cell, column), "number": head["number"], "why": cell.why}
            for cell, column, head in zip(row, table.columns, heads, strict=True)
        ]
        for row in (*table.rows, *([table.total] if table.total else []))
    ]
    total = lines.pop() if table.total else None
    return {
        "key": table.key, "title": table.title, "caption": table.caption, "heads": heads, "lines": lines,
        "total": total, "bars": table.bars and {"src": bars_of(table.bars), "words": table.bars.words},
        "short": len(table.rows) <= 12,
    }  # fmt: skip


def _faces() -> str:
    """Return the faces of the font that comes with the platform: no machine's own letters decide where lines break.

    Greek is a family of its own: of two files of one family, letters of one would be drawn by their numbers in the
    other.
    """
    rules = []
    for family, part in (("Source Sans 3", "latin"), ("Source Sans 3 Greek", "greek")):
        for weight in (400, 600, 700):
            file = FONTS / f"source-sans-3-{part}-{weight}-normal.woff2"
            rules.append(
                f"@font-face {{ font-family: '{family}'; font-weight: {weight}; "
                f"src: url('{file.as_uri()}') format('woff2') }}"
            )
    return "\n".join(rules)
