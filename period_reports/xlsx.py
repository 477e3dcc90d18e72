"""The contents as a workbook: figures are numbers, one sheet a table, texts never formulas."""

import datetime as dt
import io
import re
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from period_reports.contents.telling import NUMBERS
from period_reports.contents.tree import Cell, Column, Contents, Kind, Table

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_CELL: Final = 32_767
_FORMATS: Final = {
    Kind.PERCENT: '0.0"%"', Kind.COUNT: "#,##0", Kind.PER_CASE: "0.00", Kind.INDEX: "0.00", Kind.MARK: "0.00",
    Kind.DAYS: "0.0", Kind.DATE: "yyyy-mm-dd",
}  # fmt: skip


def workbook(contents: Contents) -> bytes:
    """Return the workbook: what it is, then each table on a sheet of its own."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "GeoLapor", contents.title
    _about(book, contents)
    for table in contents.tables():
        _sheet(book, table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _about(book: Workbook, contents: Contents) -> None:
    sheet = book.create_sheet(_("About"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100
    sheet.append([_text(sheet, contents.title, bold=True)])
    for label, value in contents.facts:
        sheet.append([_text(sheet, label), _text(sheet, value)])
    for words in filter(None, (contents.warning, contents.demo)):
        sheet.append([_text(sheet, ""), _text(sheet, words)])
    sheet.append([])
    sheet.append([_text(sheet, _("Sheet"), bold=True), _text(sheet, _("What it tells"), bold=True)])
    for table in contents.tables():
        sheet.append([_text(sheet, _title(table.key)), _text(sheet, f"{table.title}. {table.caption}")])


def _sheet(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(_title(table.key))
    sheet.freeze_panes = "B4"
    sheet.print_title_rows = "1:3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0  # as many sheets as it takes
    for place, column in enumerate(table.columns, 1):
        width = 60 if column.kind == Kind.LONG else 34 if column.kind == Kind.TEXT else 16
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_text(sheet, table.title, bold=True)])
    sheet.append([_text(sheet, table.caption)])
    sheet.append([_text(sheet, column.label, bold=True) for column in table.columns])
    for row in (*table.rows, *([table.total] if table.total else [])):
        sheet.append([_cell(sheet, cell, column) for cell, column in zip(row, table.columns, strict=True)])


def _title(key: str) -> str:
    return key[:31]


def _cell(sheet: Any, cell: Cell, column: Column) -> Any:
    kind = cell.kind or column.kind
    if cell.value is None:
        return None
    if isinstance(cell.value, str) or kind not in NUMBERS:
        return _text(sheet, str(cell.value))
    value: Any = cell.value  # openpyxl takes days, its types do not say so
    made = WriteOnlyCell(sheet, value)
    if isinstance(cell.value, dt.date):
        kind = Kind.DATE
    told = _FORMATS.get(kind, "General")
    made.number_format = f'"("{told}")"' if cell.few and told != "General" else told
    return made


def _text(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, _NO_XML.sub("", text)[:_LONGEST_CELL])
    cell.data_type = "s"  # a text, whatever it begins with
    cell.alignment = Alignment(vertical="top", wrap_text=bold)
    if bold:
        cell.font = Font(bold=True)
    return cell
