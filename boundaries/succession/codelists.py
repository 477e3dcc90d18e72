"""Lists of codes by year, as registers are published, and what changed between the years."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from boundaries.importing.errors import CodeError, ProfileError, columns_found, listed
from boundaries.importing.names import written
from boundaries.succession.codes import level_of, read_code
from boundaries.succession.table import read_table

_CODE_COLUMNS = ("kode", "code")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class CodeList:
    """`names[year][code]`: what a register of that year called each area it had. `restored`: codes put right."""

    names: dict[int, dict[str, str]]
    restored: list[str]


@dataclass(slots=True)
class ListedChanges:
    """What the years say: codes that one name went to, by (old, new) → (last year, first year); other changes."""

    recoded: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    renamed: list[tuple[str, str, str, int]] = field(default_factory=list)
    gone: list[tuple[str, str, int]] = field(default_factory=list)
    added: list[tuple[str, str, int]] = field(default_factory=list)


def read_code_list(path: Path) -> CodeList:
    """Read a CSV of codes: one column kode or code, and one column per year with the name, empty where it had none.

    Raises
    ------
    BoundaryFileError
        For unreadable files, missing columns, unreadable or doubled codes.
    """
    header, lines = read_table(path)
    code_column = next((name for name in header if name.casefold() in _CODE_COLUMNS), None)
    years = {int(name): name for name in header if _YEAR.fullmatch(name)}
    if code_column is None or len(years) < 2:
        raise ProfileError(f"{path.name}: a column kode and one for each of two or more years; {columns_found(header)}")
    names: dict[int, dict[str, str]] = {year: {} for year in sorted(years)}
    seen: dict[str, int] = {}
    problems, restored = [], []
    for line in lines:
        raw = line.cells[code_column]
        code = read_code(raw)
        if not code:
            problems.append(f"line {line.number}: {raw!r} is no code of an area")
        elif code in seen:
            problems.append(f"line {line.number}: {code} stands on line {seen[code]} already")
        elif code != raw:
            restored.append(f"line {line.number}: {raw} → {code}")
        seen.setdefault(code, line.number)
        for year, column in years.items():
            if name := line.cells[column]:
                names[year][code] = name
    if problems:
        raise CodeError(f"{path.name}: {len(problems)} rows cannot be used: {listed(problems, most=10)}")
    return CodeList(names, restored)


def listed_changes(codes: CodeList, level: str) -> ListedChanges:
    """Compare each year with the next: a code that goes while another of the same name comes is one area recoded.

    A new province has no name of before; what its regencies were part of is what it was.
    """
    found = ListedChanges()
    for before, after in pairwise(sorted(codes.names)):
        years = (before, after)
        old, new = _of_level(codes.names[before], level), _of_level(codes.names[after], level)
        pairs = _same_names(
            {c: old[c] for c in old.keys() - new.keys()}, {c: new[c] for c in new.keys() - old.keys()}, level
        )
        if level == "province":
            pairs |= _above(codes, before, after)
        found.recoded |= dict.fromkeys(sorted(pairs), years)
        explained = {code for pair in pairs for code in pair}
        found.gone += [(c, old[c], after) for c in sorted(old.keys() - new.keys() - explained)]
        found.added += [(c, new[c], after) for c in sorted(new.keys() - old.keys() - explained)]
        found.renamed += [
            (c, old[c], new[c], after)
            for c in sorted(old.keys() & new.keys())
            if written(old[c], level).key != written(new[c], level).key
        ]
    return found


def _above(codes: CodeList, before: int, after: int) -> set[tuple[str, str]]:
    old, new = (_of_level(codes.names[year], "regency") for year in (before, after))
    pairs = _same_names(
        {c: old[c] for c in old.keys() - new.keys()}, {c: new[c] for c in new.keys() - old.keys()}, "regency"
    )
    return {(a[:2], b[:2]) for a, b in pairs if a[:2] != b[:2]}


def _same_names(gone: dict[str, str], added: dict[str, str], level: str) -> set[tuple[str, str]]:
    by_name: dict[object, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, names in enumerate((gone, added)):
        for code, name in names.items():
            parsed = written(name, level)
            by_name[parsed.kind, parsed.key][side].append(code)
    return {(old[0], new[0]) for old, new in by_name.values() if len(old) == len(new) == 1}


def _of_level(names: dict[str, str], level: str) -> dict[str, str]:
    return {code: name for code, name in names.items() if level_of(code) == level}
