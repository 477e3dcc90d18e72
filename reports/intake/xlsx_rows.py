"""Workbooks, row by row: dates as dates, numbers as they stand there, and no formula taken for what it once came to."""

import datetime as dt
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from reports.intake.csv_rows import Rows
from reports.intake.errors import TableError

MOST_UNPACKED: Final = 400 * 1024 * 1024
MOST_SHARED: Final = 64 * 1024 * 1024
"""A workbook is packed, a small file may hold gigabytes. Of its parts the texts alone are held in memory."""
# What a damaged or locked workbook brings its readers to: the unpacker, the parser of its XML, openpyxl itself.
_UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError,
    SyntaxError, LookupError, TypeError, ValueError, AttributeError, OSError, OverflowError,
)  # fmt: skip
_FORMULA, _ERROR = "f", "e"


def xlsx_rows(path: Path, sheet: str, columns: int) -> Rows:
    """Give the rows of a sheet with their numbers, and by position what is wrong in a cell.

    Raises
    ------
    TableError
        It is no workbook, holds too much, or has no such sheet.
    """
    try:
        _check_size(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
        try:
            found = _sheet(book, sheet)
            found.reset_dimensions()  # what a sheet says of its size need not be so
            for number, row in enumerate(found.iter_rows(max_col=columns), start=1):
                cells, wrong = _cells(row)
                yield number, cells, wrong
        finally:
            book.close()
    except TableError:
        raise
    except _UNREADABLE as error:
        raise TableError(_("The file cannot be read as XLSX.")) from error


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        sizes = {part.filename.lower(): part.file_size for part in archive.infolist()}
    shared = sum(size for name, size in sizes.items() if name.endswith("sharedstrings.xml"))
    if sum(sizes.values()) > MOST_UNPACKED or shared > MOST_SHARED:
        raise TableError(_("The file holds too much. Save the list alone as a file of its own."))


def _sheet(book: Any, name: str) -> Any:
    if not name:
        return book.worksheets[0]
    found = next((sheet for sheet in book.worksheets if sheet.title.casefold() == name.casefold()), None)
    if found is None:
        names = ", ".join(sheet.title for sheet in book.worksheets)
        raise TableError(_("There is no sheet “%(name)s”; there are: %(names)s.") % {"name": name, "names": names})
    return found


def _cells(row: Any) -> tuple[list[str], dict[int, str]]:
    cells: list[str] = []
    wrong: dict[int, str] = {}
    for position, cell in enumerate(row):
        kind = getattr(cell, "data_type", "")
        if cell.value is not None and kind in (_FORMULA, _ERROR):
            wrong[position] = _why_not(kind)
            cells.append("")
        else:
            cells.append(_plain(cell.value))
    return cells, wrong


def _why_not(kind: str) -> str:
    if kind == _FORMULA:
        return _("This cell holds a formula. Put its value there: copy, then “paste values only”.")
    return _("This cell holds an error of the spreadsheet.")


def _plain(value: Any) -> str:
    """The text of a cell: dates in ISO form, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
