"""Tables in files, read row by row: CSV in whichever way it was saved, and XLSX; neither is ever held whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from reports.intake.csv_rows import csv_rows
from reports.intake.errors import TableError
from reports.intake.xlsx_rows import xlsx_rows

MOST_BYTES: Final = 200 * 1024 * 1024
MOST_ROWS: Final = 1_048_576
"""As many as a sheet can have, the empty ones included."""
MOST_COLUMNS: Final = 200
_RECKONED: Final = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the number under which the program shows it, its cells as text, and by position what is wrong in one."""

    number: int
    cells: list[str]
    wrong: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """The names of the columns, and the rows below them, to be read once."""

    header: list[str]
    rows: Iterator[Row]


@contextmanager
def open_table(path: Path, sheet: str = "") -> Iterator[Table]:
    """Open a CSV or XLSX file; its ending says which.

    Parameters
    ----------
    sheet
        Name of a sheet of a workbook; the first when "".

    Raises
    ------
    TableError
        It is no such file, too large, or has no names of columns in its first row; also later, while rows are read.
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".tsv", ".txt", ".xlsx"):
        raise TableError(_("Choose a file that ends in .csv or .xlsx; this one is called “%(name)s”.") % _named(path))
    if not path.is_file():
        raise TableError(_("There is no file “%(name)s”.") % _named(path))
    if path.stat().st_size > MOST_BYTES:
        raise TableError(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    source = xlsx_rows(path, sheet, MOST_COLUMNS) if suffix == ".xlsx" else csv_rows(path)
    rows = (Row(number, [_unescaped(cell) for cell in cells], wrong) for number, cells, wrong in source)
    try:
        yield Table(_header(rows), _filled(rows))
    finally:
        source.close()


def _unescaped(cell: str) -> str:
    """Return a text without the apostrophe that keeps spreadsheets from reckoning it (boundaries.spreadsheets)."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_RECKONED) else cell


def _named(path: Path) -> dict[str, str]:
    return {"name": path.name}


def _header(rows: Iterator[Row]) -> list[str]:
    first = next((row for row in rows if any(row.cells)), None)
    names = [cell.strip() for cell in first.cells] if first else []
    while names and not names[-1]:
        names.pop()
    if not names:
        raise TableError(_("The file is empty: its first row must name the columns."))
    if len(names) > MOST_COLUMNS:
        raise TableError(_("The file has more than %(most)d columns.") % {"most": MOST_COLUMNS})
    known = [name.casefold() for name in names if name]
    if twice := sorted({name for name in known if known.count(name) > 1}):
        raise TableError(_("The column %(names)s stands there twice.") % {"names": ", ".join(twice)[:200]})
    return names


def _filled(rows: Iterator[Row]) -> Iterator[Row]:
    """Give the rows that say something."""
    for row in rows:
        if row.number > MOST_ROWS:
            raise TableError(_("The file has more than %(rows)d rows.") % {"rows": MOST_ROWS})
        if row.wrong or any(row.cells):
            yield row
