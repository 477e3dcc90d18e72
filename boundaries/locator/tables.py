"""Tables of points in CSV, as offices keep them: read with their quirks, written again with the areas added."""

import codecs
import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np

from boundaries.locator.places import Places

ADDED = (
    "regency_code", "province_code", "setting", "method", "border_m", "doubtful", "overlays", "edition", "locate_error",
)  # fmt: skip
CHUNK = 100_000
_DELIMITERS = ",;\t|"
_BLOCK = 1 << 20

Locate = Callable[[Any, Any], Places]


class TableError(ValueError):
    """A file that is no table of points; the message says why and what to do."""


@dataclass(frozen=True)
class Table:
    """How a CSV file is written, and where its coordinates are."""

    path: Path
    encoding: str
    delimiter: str
    header: list[str]
    lon: int
    lat: int


def describe(path: Path, lon: str, lat: str) -> Table:
    """Find out encoding, delimiter and columns of a file; raises TableError."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline(_BLOCK)
        delimiter = max(_DELIMITERS, key=first.count)
        file.seek(0)
        try:
            header = next(csv.reader(file, delimiter=delimiter), [])
        except csv.Error as error:
            raise TableError(f"{path}, line 1: {error} (is this a CSV file?)") from error
    if not any(header):
        raise TableError(f"{path} is empty: its first line must name the columns")
    taken = [name for name in ADDED if name in header]
    if taken:
        raise TableError(f"{path} has a column {', '.join(taken)} already; rename it, or it would stand there twice")
    return Table(path, encoding, delimiter, header, _column(header, lon, path), _column(header, lat, path))


def _encoding(path: Path) -> str:
    """UTF-8, with a mark or without, or UTF-16 with one; else Windows-1252, in which every byte is a letter."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        block = file.read(_BLOCK)
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while block:
                decoder.decode(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _column(header: list[str], name: str, path: Path) -> int:
    matching = [k for k, column in enumerate(header) if column.strip().casefold() == name.casefold()]
    if len(matching) != 1:
        problem = "no column" if not matching else f"{len(matching)} columns"
        raise TableError(f"{path} has {problem} {name!r}; its columns are: {', '.join(header)}")
    return matching[0]


def add_places(table: Table, target: Path, locate: Locate, progress: Callable[[int], None]) -> tuple[int, int]:
    """Write the table with the areas added, row by row, none left out.

    Parameters
    ----------
    locate
        Given longitudes and latitudes (degrees), returns Places; impossible ones are marked.
    progress
        Called with the bytes read so far.

    Returns
    -------
    Rows written, and how many of them carry an error instead of a Place.
    """
    rows_written = errors = 0
    with table.path.open("rb") as raw, _beside(target) as out:
        text = io.TextIOWrapper(raw, table.encoding, errors="replace", newline="")
        reader = csv.reader(text, delimiter=table.delimiter)
        writer = csv.writer(out, delimiter=table.delimiter, lineterminator="\n")
        writer.writerow([*next(reader), *ADDED])
        for rows in _chunks(reader, table.path):
            located, wrong = _located(table, rows, locate)
            writer.writerows(located)
            rows_written, errors = rows_written + len(rows), errors + wrong
            progress(raw.tell())
    return rows_written, errors


def _chunks(reader: Any, path: Path) -> Iterator[list[list[str]]]:
    while True:
        try:
            rows = [row for row in islice(reader, CHUNK)]  # noqa: C416 - a slice that says where it broke
        except csv.Error as error:
            raise TableError(
                f"{path}, line {reader.line_num}: {error} (a quotation mark that is never closed?)"
            ) from error
        if not rows:
            return
        yield rows


def _located(table: Table, rows: list[list[str]], locate: Locate) -> tuple[list[list[Any]], int]:
    lons, lats = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for k, row in enumerate(rows):
        lons[k], lats[k] = _number(row, table.lon), _number(row, table.lat)
    columns = locate(lons, lats).to_columns()
    border = ["" if np.isnan(metres) else f"{metres:.1f}" for metres in columns["border_m"]]
    doubtful = np.where(columns["doubtful"], "true", "false")
    found = zip(
        columns["regency_code"].tolist(), columns["province_code"].tolist(), columns["setting"].tolist(),
        columns["method"].tolist(), border, doubtful.tolist(), columns["overlays"].tolist(),
        columns["edition"].tolist(), strict=True,
    )  # fmt: skip
    width, wrong = len(table.header), 0
    written: list[list[Any]] = []
    for row, place, lon, lat in zip(rows, found, lons.tolist(), lats.tolist(), strict=True):
        cells = row[:width] + [""] * (width - len(row))
        if place[2]:
            written.append([*cells, *place, "", *row[width:]])
        else:
            wrong += 1
            written.append([*cells, *[""] * (len(ADDED) - 1), _complaint(row, table, lon, lat), *row[width:]])
    return written, wrong


def _number(row: list[str], column: int) -> float:
    """Read a number as it is written in English or in Indonesian (decimal comma); NaN if it is none."""
    text = row[column].strip() if column < len(row) else ""
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _complaint(row: list[str], table: Table, lon: float, lat: float) -> str:
    """Say what is wrong with a row that has no Place."""
    for column, value in ((table.lon, lon), (table.lat, lat)):
        text = row[column].strip() if column < len(row) else ""
        if not text:
            return f"no {table.header[column]}"
        if np.isnan(value):
            return f"{table.header[column]} is no number"
    return "coordinates off the Earth; swapped?" if abs(lat) > 90 and abs(lon) <= 90 else "coordinates off the Earth"


@contextmanager
def _beside(target: Path) -> Iterator[IO[str]]:
    """Open a file beside the target and rename it at the end: no half-written table ever stands there."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
