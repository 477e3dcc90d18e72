"""Small CSV files as people save them: comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252."""

import csv
import io
from pathlib import Path
from typing import NamedTuple

from boundaries.importing.errors import EmptyFileError, MissingFileError, NotGeographicError, ProfileError

LARGEST = 20 * 1024**2
_DELIMITERS = ",;\t"


class Line(NamedTuple):
    """A row with the number of the line it ends on, and its cells by the names of their columns."""

    number: int
    cells: dict[str, str]


def read_table(path: Path) -> tuple[list[str], list[Line]]:
    """Return the columns of a CSV file and its rows; blank lines are left out, cells stripped.

    Raises
    ------
    BoundaryFileError
        The file is missing, empty, not a table, or has rows longer than its first line.
    """
    text = _text(path)
    delimiter = max(_DELIMITERS, key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise ProfileError(f"{path}, line {reader.line_num}: {error}; is this a CSV file?") from error
    rows = [(number, row) for number, row in rows if any(row)]
    if not rows:
        raise EmptyFileError(f"{path} is empty: its first line must name the columns")
    header = rows[0][1]
    if long := next((number for number, row in rows[1:] if any(row[len(header) :])), None):
        raise ProfileError(f"{path}, line {long}: more cells than columns; is a comma inside a text without quotes?")
    lines = [Line(n, dict(zip(header, [*row, *[""] * len(header)], strict=False))) for n, row in rows[1:]]
    return header, lines


def _text(path: Path) -> str:
    if not path.is_file():
        raise MissingFileError(f"{path}: no such file")
    if path.stat().st_size > LARGEST:
        raise NotGeographicError(f"{path} weighs more than {LARGEST // 1024**2} MB: that is no list of codes")
    return decoded(path.read_bytes(), path.name)


def decoded(raw: bytes, name: str) -> str:
    """Return the text of a file, whichever way it was saved; raises NotGeographicError for what is no text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        raise NotGeographicError(f"{name} is not a text file; save the sheet as CSV")
    return text
