"""Successions out of a CSV file, checked on their own: codes, dates, doubled rows, loops."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from boundaries.importing.errors import CodeError, ProfileError, columns_found, listed
from boundaries.models import Succession
from boundaries.succession.codes import level_of, read_code
from boundaries.succession.table import Line, read_table

_COLUMNS = {
    "predecessor": ("kode_lama", "old_code", "predecessor", "code_old", "kode_asal"),
    "successor": ("kode_baru", "new_code", "successor", "code_new"),
    "name": ("nama", "name", "nama_baru"),
    "valid_from": ("berlaku_mulai", "valid_from", "in_force_from", "date", "tanggal"),
    "legal_basis": ("dasar_hukum", "legal_basis", "law"),
    "source": ("sumber", "source"),
}
_OPTIONAL = ("source",)
FIRST_YEAR, LAST_YEAR = 1945, 2100
_LONGEST = {"name": 100, "legal_basis": 300, "source": 300}


@dataclass(slots=True)
class Rows:
    """Successions as a file gives them, not saved. `restored` names codes that had lost a zero or their dots."""

    rows: list[Succession] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)


def read_rows(path: Path) -> Rows:
    """Read and check a file of successions.

    Raises
    ------
    BoundaryFileError
        Whatever is wrong, all offending lines named together.
    """
    header, lines = read_table(path)
    columns = _columns(header, path)
    found = Rows()
    problems: list[str] = []
    first: dict[tuple[str, str, dt.date], int] = {}
    for line in lines:
        values = {ours: line.cells[theirs] for ours, theirs in columns.items()}
        row = _row(line, values, problems, found.restored)
        if row is None:
            continue
        key = (row.predecessor, row.successor, row.valid_from)
        if key in first:
            problems.append(f"line {line.number}: {row} stands on line {first[key]} already")
            continue
        first[key] = line.number
        found.rows.append(row)
    if problems:
        raise CodeError(f"{path.name}: {len(problems)} rows cannot be used: {listed(problems, most=10)}")
    if not found.rows:
        raise CodeError(f"{path.name}: no row below the names of the columns")
    return found


def _columns(header: Sequence[str], path: Path) -> dict[str, str]:
    plain = {name.strip().casefold(): name for name in header}
    columns = {ours: plain[t] for ours, theirs in _COLUMNS.items() for t in reversed(theirs) if t in plain}
    if missing := [" or ".join(_COLUMNS[name][:2]) for name in _COLUMNS if name not in (*columns, *_OPTIONAL)]:
        raise ProfileError(f"{path.name}: column {', '.join(missing)} is missing; {columns_found(header)}")
    return columns


def clean_row(row: Succession) -> list[str]:
    """Bring the codes of a row into their form, set its level, and refuse what cannot be.

    Returns
    -------
    list
        "91.1 → 91.10" for each code that had lost a zero or its dots.

    Raises
    ------
    CodeError
        Everything that is wrong with it.
    """
    wrong: list[str] = []
    restored: list[str] = []
    for side in ("predecessor", "successor"):
        written = getattr(row, side)
        code = read_code(written)
        if not code:
            wrong.append(f"{written!r} is no code of an area (64.08, as text)")
        elif code != written:
            restored.append(f"{written} → {code}")
        setattr(row, side, code)
    if not FIRST_YEAR <= row.valid_from.year <= LAST_YEAR:
        wrong.append(f"{row.valid_from} is no day of a law")
    wrong += [f"{name} is empty" for name in ("name", "legal_basis") if not getattr(row, name)]
    wrong += [
        f"{name} is longer than {most} letters" for name, most in _LONGEST.items() if len(getattr(row, name)) > most
    ]
    level = level_of(row.predecessor)
    if not wrong and row.predecessor == row.successor:
        wrong.append(f"{row.predecessor} cannot become itself")
    elif not wrong and level != level_of(row.successor):
        wrong.append(f"{row.predecessor} and {row.successor} are codes of different levels")
    if wrong or level is None:
        raise CodeError("; ".join(wrong))
    row.level = level
    return restored


def _row(line: Line, values: dict[str, str], problems: list[str], restored: list[str]) -> Succession | None:
    """Return an unsaved row, or None with what is wrong added to `problems`."""
    where = f"line {line.number}"
    day = values.pop("valid_from")
    try:
        valid_from = dt.date.fromisoformat(day)
    except ValueError:
        problems.append(f"{where}: {day!r} is no date; write 2022-07-25")
        return None
    row = Succession(valid_from=valid_from, **values)
    try:
        restored += [f"{where}: {told}" for told in clean_row(row)]
    except CodeError as error:
        problems.append(f"{where}: {error}")
        return None
    return row


def find_loop(rows: Iterable[Succession]) -> list[str]:
    """Return the codes of a loop (A, B, A) among successions, or nothing where there is none."""
    after: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        after[row.predecessor].append(row.successor)
    done: set[str] = set()
    for start in sorted(after):
        path: list[str] = []
        stack = [(start, iter(after[start]))] if start not in done else []
        path.append(start)
        while stack:
            following = next(stack[-1][1], None)
            if following is None:
                done.add(stack.pop()[0])
                path.pop()
            elif following in path:
                return [*path[path.index(following) :], following]
            elif following not in done:
                stack.append((following, iter(after[following])))
                path.append(following)
    return []
