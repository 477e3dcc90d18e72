"""Kemendagri codes for every row: as written, with lost zeros and dots put back, or completed by name."""

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from boundaries.importing.errors import CodeError, listed
from boundaries.importing.names import Candidate, Register, key_of, written
from boundaries.models.areas import Kind

FORM = {
    "province": re.compile(r"\d\d"),
    "regency": re.compile(r"\d\d\.\d\d"),
    "district": re.compile(r"\d\d\.\d\d\.\d\d"),
    "village": re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}"),
}
_DIGITS = {"province": (2,), "regency": (2, 4), "district": (2, 4, 6), "village": (2, 4, 6, 10)}


LONGEST_NAME = 100

# What publishers draw among the regencies though it is none: lakes, reservoirs, forests.
_NO_AREA = re.compile(r"(danau|waduk|wadung|situ|hutan|lake|water ?body|waterbody|forest)\b", re.IGNORECASE)


@dataclass(slots=True)
class Row:
    """What a file says of one area, and what we make of it."""

    label: str
    raw_code: Any = None
    name: str = ""
    kind: str | None = None
    province: str | None = None
    source_code: str = ""
    code: str = ""
    how: str = ""


@dataclass(slots=True)
class Coding:
    """What was found out about codes; rows are changed in place."""

    matched: list[dict[str, str]] = field(default_factory=list)
    restored: list[dict[str, str]] = field(default_factory=list)
    name_differs: list[dict[str, str]] = field(default_factory=list)
    province_differs: list[dict[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def assign_codes(rows: Sequence[Row], level: str, register: Register, bare_is_kabupaten: bool) -> Coding:
    """Give every row its code.

    Raises
    ------
    CodeError
        For codes of another level, unreadable or doubled codes, names that fit no or several entries; all offending
        rows are named together.
    """
    if long := [row.label[:40] for row in rows if len(row.name) > LONGEST_NAME]:
        raise CodeError(f"names longer than {LONGEST_NAME} letters: {listed(long)}; is it the right column?")
    coding = Coding()
    problems: list[str] = []
    open_rows = [row for row in rows if not _from_code(row, level, register, problems)]
    _resolve_undotted(open_rows, level, register, coding, problems)
    _complete_by_name([row for row in rows if not row.code], register, bare_is_kabupaten, coding, problems)
    if problems:
        raise CodeError(f"{len(problems)} areas without a sure code: {listed(problems, most=10)}")
    _refuse_doubled(rows)
    _compare(rows, register, coding)
    return coding


def is_no_area(row: Row, kind: str, register: Register, unwanted: Container[str]) -> bool:
    """Say whether a row is to be left out: asked for by name or code, or a lake or forest that no register entry means.

    Parameters
    ----------
    kind
        What the file's type column says, as written ("Water body").
    unwanted
        Names and codes to leave out, casefolded.
    """
    if row.name.casefold() in unwanted or _text(row.raw_code).casefold() in unwanted:
        return True
    named = _NO_AREA.match(row.name) or _NO_AREA.match(kind)
    return bool(named and not _text(row.raw_code) and not register.candidates(row.name))


def _from_code(row: Row, level: str, register: Register, problems: list[str]) -> bool:
    """Take a code that already has its form; report whether the row needs no more thought."""
    text = _text(row.raw_code)
    if FORM[level].fullmatch(text):
        row.code, row.how = text, "given"
        return True
    other = next((name for name, form in FORM.items() if form.fullmatch(text)), None)
    if other:
        problems.append(f"{row.label}: {text!r} is a code of level {other}, not {level}")
        row.code = text
        return True
    return False


def _resolve_undotted(rows: Sequence[Row], level: str, register: Register, coding: Coding, problems: list[str]) -> None:
    """Read codes without dots or with a lost zero, unless the column turns out to be of another system.

    BPS numbers regencies with four digits too, in another order. The names tell the two apart: where most names
    contradict the codes read as Kemendagri's, the whole column is left aside and names decide.
    """
    readings = {id(row): _reading(row.raw_code, level) for row in rows}
    read = [row for row in rows if readings[id(row)]]
    named = [row for row in read if row.name and register.candidates(row.name)]
    agreeing = [row for row in named if register.same(readings[id(row)], row.name)]
    if named and len(agreeing) * 2 < len(named):
        coding.notes.append(
            f"the codes are not Kemendagri's ({len(named) - len(agreeing)} of {len(named)} names contradict them, "
            "as BPS codes do); areas were matched by name"
        )
        for row in read:
            row.source_code = row.source_code or _text(row.raw_code)
        return
    for row in read:
        _restore(row, readings[id(row)], register, coding, problems)


def _restore(row: Row, reading: str, register: Register, coding: Coding, problems: list[str]) -> None:
    sure = not isinstance(row.raw_code, str) or "." not in row.raw_code or register.same(reading, row.name)
    if not sure or (register and reading not in register.by_code):
        if not row.name:
            problems.append(f"{row.label}: code {_text(row.raw_code)} lost digits and no name tells which code it was")
            row.code = reading
        return
    row.code, row.how = reading, "restored"
    coding.restored.append({"from": _text(row.raw_code), "code": reading, "name": row.name})


def _reading(raw: Any, level: str) -> str:
    """Return the code that a number, or text without dots or with a lost last zero, most plainly stands for."""
    text = _text(raw)
    digits = re.fullmatch(r"\d+", text)
    if digits and len(text) == _DIGITS[level][-1]:
        return ".".join(text[a:b] for a, b in zip((0, *_DIGITS[level]), _DIGITS[level], strict=False))
    if level == "regency" and re.fullmatch(r"\d\d\.\d", text):
        return text + "0"
    return ""


def _text(raw: Any) -> str:
    """Return a raw code as text: 6408.0 → "6408", 91.1 → "91.1", missing → ""."""
    if raw is None or (isinstance(raw, float | np.floating) and np.isnan(raw)):
        return ""
    if isinstance(raw, float | np.floating) and float(raw).is_integer():
        return str(int(raw))
    text = str(raw).strip()
    return "" if text in ("nan", "None", "<NA>") else text


def _complete_by_name(
    rows: Sequence[Row], register: Register, bare_is_kabupaten: bool, coding: Coding, problems: list[str]
) -> None:
    """Match rows by name, surest first: what explicit names have taken is no longer meant by bare ones."""
    found: dict[int, list[Candidate]] = {}
    for row in rows:
        if not row.name:
            code = _text(row.raw_code)
            problems.append(f"{row.label}: " + (f"code {code!r} cannot be read" if code else "neither code nor name"))
            continue
        found[id(row)] = _narrowed(row, register, bare_is_kabupaten)
    waiting = [row for row in rows if id(row) in found]
    for row in waiting:
        if len(found[id(row)]) == 1:
            _match(row, found[id(row)][0], "name", coding)
    taken = {row.code for row in waiting if row.code}
    for row in (row for row in waiting if not row.code):
        left = [c for c in found[id(row)] if c.code not in taken]
        if len(left) == 1 and found[id(row)][1:]:
            _match(row, left[0], "elimination", coding)
        else:
            problems.append(_open_question(row, found[id(row)], register))


def _narrowed(row: Row, register: Register, bare_is_kabupaten: bool) -> list[Candidate]:
    candidates = register.candidates(row.name, row.kind, row.province)
    bare = bare_is_kabupaten and row.kind is None and written(row.name, register.level).kind is None
    if len(candidates) > 1 and bare:
        return [c for c in candidates if c.kind == Kind.KABUPATEN] or candidates
    return candidates


def _match(row: Row, candidate: Candidate, how: str, coding: Coding) -> None:
    row.code, row.how = candidate.code, how
    row.source_code = row.source_code or _text(row.raw_code)
    coding.matched.append({"name": row.name, "code": candidate.code, "official": candidate.name, "by": how})
    if row.province and row.province != candidate.province:
        coding.province_differs.append({"name": row.name, "code": candidate.code, "file": row.province})


def _open_question(row: Row, candidates: Sequence[Candidate], register: Register) -> str:
    if candidates:
        names = " or ".join(f"{c.code} {c.name}" for c in candidates)
        return f"{row.name!r} is ambiguous ({names})"
    if not register:
        return f"{row.name!r}: the register is empty, load it first (load_boundaries)"
    guesses = register.suggestions(row.name)
    return f"{row.name!r} is not in the register" + (f" (like {', '.join(guesses)}?)" if guesses else "")


def _refuse_doubled(rows: Sequence[Row]) -> None:
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_code[row.code].append(row)
    doubled = [f"{code} ({', '.join(r.name or r.label for r in same)})" for code, same in by_code.items() if same[1:]]
    if doubled:
        raise CodeError(f"doubled codes: {listed(doubled)}; one row per area is needed")


def _compare(rows: Sequence[Row], register: Register, coding: Coding) -> None:
    if not register:
        coding.notes.append("the register has no entries of this level: codes and names were not compared")
        return
    codes = {row.code for row in rows}
    coding.unknown = sorted(codes - register.by_code.keys())
    coding.missing = [f"{code} {entry.name}" for code, entry in sorted(register.by_code.items()) if code not in codes]
    for row in rows:
        entry = register.by_code.get(row.code)
        if entry and row.how == "given" and row.name and not _same_name(row, entry.name, register):
            coding.name_differs.append({"code": row.code, "file": row.name, "register": entry.name})


def _same_name(row: Row, official: str, register: Register) -> bool:
    mine, theirs = written(row.name, register.level), written(official, register.level)
    same_kind = mine.kind is None or mine.kind == theirs.kind
    return (mine.key == theirs.key and same_kind) or key_of(row.name) == key_of(official)
