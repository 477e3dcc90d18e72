"""CSV as people save it: UTF-8, UTF-16 or Windows-1252; comma, semicolon, tab or bar between the cells."""

import codecs
import csv
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Final

from django.utils.translation import gettext as _

from reports.intake.errors import TableError

SEPARATORS: Final = ",;\t|"
LONGEST_LINE: Final = 256 * 1024
"""Characters without an end of line: what is longer is no table, and is not read to its end."""
_CHUNK: Final = 1024 * 1024
_SEP: Final = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)

Rows = Generator[tuple[int, list[str], dict[int, str]]]


def csv_rows(path: Path) -> Rows:
    """Give the rows, each with the number of the line it begins on; raises TableError for what cannot be read."""
    with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
        first = file.readline(LONGEST_LINE)
        skipped = _SEP.fullmatch(first)
        if not skipped:
            file.seek(0)
        separator = skipped[1] if skipped else _separator(first)
        lines = _Lines(file, 1 if skipped else 0)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            while True:
                begins = lines.number + 1
                cells = next(reader, None)
                if cells is None:
                    return
                yield begins, [cell.strip() for cell in cells], {}
        except csv.Error as error:
            said = _("From line %(line)d on the file cannot be read as CSV: %(reason)s.")
            raise TableError(said % {"line": begins, "reason": error}) from error


class _Lines:
    """The lines of a file, counted, none of them endless."""

    def __init__(self, file: IO[str], number: int) -> None:
        self.file, self.number = file, number

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE:
            raise TableError(_("Line %(line)d is too long for a table.") % {"line": self.number})
        return line


def _separator(first: str) -> str:
    """Return what divides the first line into most cells, quotes heeded."""
    try:
        return max(SEPARATORS, key=lambda one: len(next(csv.reader([first], delimiter=one), [])))
    except csv.Error as error:
        said = _("From line %(line)d on the file cannot be read as CSV: %(reason)s.")
        raise TableError(said % {"line": 1, "reason": error}) from error


def _encoding(path: Path) -> str:
    """Return how a file was saved: by its mark, else UTF-8 where all of it is that, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        mark = file.read(4)
        if mark.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        if mark.startswith(b"PK\x03\x04"):
            raise TableError(_("This is a packed file or a workbook, not CSV. Give it its right ending."))
        file.seek(0)
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
