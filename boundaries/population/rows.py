"""A published list of population: one row an area, known by its Kemendagri code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from boundaries.importing.errors import CodeError, ProfileError, columns_found, listed
from boundaries.population.figures import FigureError, read_people, separator_of
from boundaries.succession.codes import read_code
from boundaries.succession.table import Line, read_table

_CODE = ("kode", "code", "kode_wilayah", "kode_kemendagri", "kode wilayah")
_NAME = ("nama", "name", "wilayah", "nama_wilayah", "kabupaten_kota", "kabupaten/kota")
_PEOPLE = ("total", "jumlah", "jumlah_penduduk", "jumlah penduduk", "penduduk", "population", "people", "jiwa")
_NATION = re.compile(r"(negara |republik )?indonesia|nasional|national", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """An area of the file; `code` in its form."""

    line: int
    code: str
    name: str
    people: int


@dataclass(slots=True)
class Table:
    """A file read: its rows, the nation's figure where it gives one, and the codes that had lost zeros or dots."""

    rows: list[Row] = field(default_factory=list)
    nation: int | None = None
    restored: list[str] = field(default_factory=list)
    column: str = ""

    @property
    def people(self) -> dict[str, int]:
        """People by code."""
        return {row.code: row.people for row in self.rows}


def read_rows(path: Path, column: str = "") -> Table:
    """Read and check a list of population on its own.

    Parameters
    ----------
    column
        The one that holds the people; found by its usual names where "".

    Raises
    ------
    BoundaryFileError
        Whatever is wrong, all offending lines named together.
    """
    header, lines = read_table(path)
    code_column, name_column, table = _one_of(header, _CODE), _one_of(header, _NAME), Table()
    table.column = _people_column(header, column, path)
    if not code_column:
        raise ProfileError(f"{path.name}: column kode or code is missing; {columns_found(header)}")
    try:
        separator = separator_of(line.cells[table.column] for line in lines)
    except FigureError as error:
        raise CodeError(f"{path.name}, column {table.column}: {error}; write them one way") from error
    problems: list[str] = []
    for line in lines:
        name = line.cells[name_column] if name_column else ""
        _take(line, line.cells[code_column], name, separator, table, problems)
    problems += _doubled(table.rows)
    if problems:
        raise CodeError(f"{path.name}: {len(problems)} rows cannot be used: {listed(problems, most=10)}")
    if not table.rows:
        raise CodeError(f"{path.name}: no area below the names of the columns")
    return table


def read_area_code(text: str) -> str:
    """Return a code in its form, also one that a spreadsheet took for a number: "11.1" → "11.10", "31.0" → "31"."""
    number = re.fullmatch(r"(\d\d|\d{4}|\d{6}|\d{10})[.,]0", text.strip(), re.ASCII)
    return read_code(number[1] if number else text)


def _take(line: Line, written: str, name: str, separator: str, table: Table, problems: list[str]) -> None:
    try:
        people = read_people(line.cells[table.column], separator)
    except FigureError as error:
        problems.append(f"line {line.number} ({written or name}): {error}")
        return
    if re.fullmatch(r"0*([.,]0+)?", written) and (written or _NATION.fullmatch(name)):
        if table.nation is not None:
            problems.append(f"line {line.number}: the nation stands there twice")
        table.nation = people
        return
    code = read_area_code(written)
    if not code:
        problems.append(f"line {line.number}: {written!r} is no code of an area (64.08, as text)")
        return
    if code != written:
        table.restored.append(f"line {line.number}: {written} → {code} {name}".rstrip())
    table.rows.append(Row(line.number, code, name, people))


def _doubled(rows: Sequence[Row]) -> list[str]:
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        if row.code in first:
            problems.append(f"line {row.line}: {row.code} stands on line {first[row.code]} already")
        first.setdefault(row.code, row.line)
    return problems


def _people_column(header: Sequence[str], wanted: str, path: Path) -> str:
    found = _one_of(header, (wanted.casefold(),) if wanted else _PEOPLE)
    if not found:
        told = f"column {wanted} is missing" if wanted else "no column is called total, jumlah or penduduk"
        raise ProfileError(f"{path.name}: {told}; {columns_found(header)}" + ("" if wanted else "; name it: --column"))
    return found


def _one_of(header: Sequence[str], names: Sequence[str]) -> str:
    plain = {name.strip().casefold(): name for name in header}
    return next((plain[name] for name in names if name in plain), "")
