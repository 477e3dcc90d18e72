"""XLSX: figures as numbers, days as days, texts never formulas; written row by row, in as many sheets as it takes."""

import re
import tempfile
from itertools import count
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from maps.downloads.csv_file import headings, records
from maps.downloads.table import Table

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_000_000
"""Of a sheet, below its heading; the format ends at 1,048,576."""
_LONGEST_CELL: Final = 32_767
_NO_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTH: Final = {"text": 24, "date": 12, "boolean": 10}


def write(table: Table) -> IO[bytes]:
    """Return the workbook, rewound; the file is gone when it is closed."""
    book = Workbook(write_only=True)
    sheets = (_sheet(book, table, number) for number in count(1))
    sheet, left = next(sheets), MOST_ROWS
    for rows in records(table):
        for row in rows:
            if not left:
                sheet, left = next(sheets), MOST_ROWS
            sheet.append([_cell(sheet, value) for value in row])
            left -= 1
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever keeps it closes it
    book.save(file)
    file.seek(0)
    return file


def _sheet(book: Workbook, table: Table, number: int) -> Any:
    sheet = book.create_sheet(table.name if number == 1 else f"{table.name} {number}")
    sheet.freeze_panes = "B2"
    kinds = {column.name: column.kind for column in table.columns}
    names = headings(table)
    for place, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTH.get(kinds.get(name, ""), 14)
    sheet.append([_bold(sheet, name) for name in names])
    return sheet


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, _NO_XML.sub("", value)[:_LONGEST_CELL])
    cell.data_type = "s"  # a text, whatever it begins with
    return cell


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell
