"""Tables in files: CSV with any of the usual separators, and XLSX; cells that a spreadsheet would run are made safe."""

import csv
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

import openpyxl
import tablib
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from openpyxl.utils.exceptions import InvalidFileException

FORMATS = {"csv": base_formats.CSV, "xlsx": base_formats.XLSX}
MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""An XLSX is packed: a small file may hold gigabytes."""
MAX_LINES = 1_048_576
"""Rows of a sheet, the empty ones included."""
# What a damaged or locked workbook brings its readers to: the unpacker, the parser of its XML, openpyxl itself.
_UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError,
    SyntaxError, LookupError, TypeError, ValueError, AttributeError, OSError,
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SEPARATORS = (",", ";", "\t")


class TableError(ValueError):
    """A file that is no table as it is expected; the message is for whoever chose the file."""


def read_table(name: str, data: bytes, columns: Iterable[str], required: Iterable[str]) -> tablib.Dataset:
    """Read a file into a table of texts.

    Parameters
    ----------
    name
        The file's name; its ending says what it is.
    columns, required
        Names that the header may hold, and those that it must.

    Raises
    ------
    TableError
        It is no such file, or its header names something else.
    """
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise TableError(_("Choose a file that ends in .csv or .xlsx; this one is called “%(name)s”.") % {"name": name})
    if len(data) > MAX_BYTES:
        raise TableError(_("The file is larger than 10 MB."))
    rows = _csv_rows(data) if suffix == "csv" else _xlsx_rows(data)
    header = [text.lower() for text in next(rows, [])]
    while header and not header[-1]:
        header.pop()
    _check_header(header, list(columns), list(required))
    table = tablib.Dataset(headers=header)
    for line, row in _filled(rows):
        if any(row[len(header) :]):
            raise TableError(_("Row %(line)d has more cells than the header.") % {"line": line})
        if len(table) >= MAX_ROWS:
            raise TableError(_("The file has more than %(rows)d rows.") % {"rows": MAX_ROWS})
        table.append((row + [""] * len(header))[: len(header)], tags=[str(line)])
    if not len(table):
        raise TableError(_("The file has no rows below its header."))
    return table


def write_table(table: tablib.Dataset, suffix: str) -> bytes:
    """Return a table as the bytes of a CSV (UTF-8 with the mark that Excel looks for) or XLSX file."""
    safe = tablib.Dataset(*(tuple(_escaped(cell) for cell in row) for row in table), headers=table.headers)
    data = FORMATS[suffix]().export_data(safe)
    return data.encode("utf-8-sig") if isinstance(data, str) else bytes(data)


def _filled(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Give the rows below the header that say something, with their lines."""
    for line, row in enumerate(rows, start=2):
        if line > MAX_LINES:
            raise TableError(_("The file has more than %(rows)d rows.") % {"rows": MAX_LINES})
        if any("\x00" in cell for cell in row):
            raise TableError(_("Row %(line)d holds characters that are no text.") % {"line": line})
        if any(row):
            yield line, row


def _check_header(header: list[str], columns: list[str], required: list[str]) -> None:
    known = ", ".join(columns)
    if missing := [name for name in required if name not in header]:
        raise TableError(
            _("The first row must name the columns; %(missing)s is missing. Columns are: %(known)s.")
            % {"missing": ", ".join(missing), "known": known}
        )
    if unknown := [name or "?" for name in header if name not in columns]:
        raise TableError(
            _("Nothing is known of the column %(unknown)s. Columns are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": known}
        )
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise TableError(_("The column %(names)s stands there twice.") % {"names": ", ".join(twice)})


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(_("The file is not in UTF-8; save it as “CSV UTF-8”.")) from error
    header = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            yield [_plain(cell) for cell in row]
    except csv.Error as error:
        raise TableError(_("The file cannot be read as CSV: %(reason)s.") % {"reason": error}) from error


def _xlsx_rows(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise TableError(_("The file holds too much. Save the list alone as a file of its own."))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_plain(cell) for cell in row]
    except TableError:
        raise
    except _UNREADABLE as error:
        raise TableError(_("The file cannot be read as XLSX.")) from error


def _plain(cell: Any) -> str:
    """The text of a cell: dates in ISO form, whole numbers without a point, our own escape taken off."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    return text[1:] if text.startswith("'") and text[1:2] in _FORMULA else text


def _escaped(cell: Any) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
