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


def _row(line: Line, values: dict[str, str], problems: list[str], restored: list[str]) -> Succession | None:
    """Return an unsaved row, or None with what is wrong added to `problems`."""
    where = f"line {line.number}"
    wrong: list[str] = []
    for side in ("predecessor", "successor"):
        code = read_code(values[side])
        if not code:
            wrong.append(f"{where}: {values[side]!r} is no code of an area (64.08, as text)")
        elif code != values[side]:
            restored.append(f"{where}: {values[side]} → {code}")
        values[side] = code
    on = _date(values["valid_from"])
    if on is None:
        wrong.append(f"{where}: {values['valid_from']!r} is no date of a law; write 2022-07-25")
    wrong += [f"{where}: {name} is empty" for name in ("name", "legal_basis") if not values[name]]
    wrong += [
        f"{where}: {name} is longer than {n} letters" for name, n in _LONGEST.items() if len(values.get(name, "")) > n
    ]
    if not wrong and values["predecessor"] == values["successor"]:
        wrong.append(f"{where}: {values['predecessor']} cannot become itself")
    level = level_of(values["predecessor"])
    if not wrong and level != level_of(values["successor"]):
        wrong.append(f"{where}: {values['predecessor']} and {values['successor']} are codes of different levels")
    if wrong or on is None or level is None:
        problems += wrong
        return None
    return Succession(
        level=level, valid_from=on, **{name: text for name, text in values.items() if name != "valid_from"}
    )


def _date(text: str) -> dt.date | None:
    try:
        on = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return on if FIRST_YEAR <= on.year <= LAST_YEAR else None


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
