"""Which regencies are remote: no outline says so, a law does.

Every five years the president names the *daerah tertinggal* (Perpres), regencies that are behind the others by six
criteria, of which roads, harbours and networks, reach, and the ground itself are three. No list is guessed on: what was
named last stands until another one is added to fixtures/register/disadvantaged.csv.
"""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parents[1] / "fixtures" / "register" / "disadvantaged.csv"


@dataclass(frozen=True, slots=True)
class Named:
    """Codes of the regencies that a law names, under which they go now and went before; for which years."""

    codes: frozenset[str]
    legal_basis: str
    valid_from: dt.date
    valid_to: dt.date


def disadvantaged(on: dt.date) -> Named | None:
    """Return the last list that had begun on a day; None before the first."""
    begun = [named for named in _lists() if named.valid_from <= on]
    return max(begun, key=lambda named: named.valid_from, default=None)


@cache
def _lists() -> tuple[Named, ...]:
    codes: dict[tuple[str, str, str], set[str]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            law = row["legal_basis"], row["valid_from"], row["valid_to"]
            codes.setdefault(law, set()).update(filter(None, (row["code"], row["former_code"])))
    return tuple(
        Named(frozenset(found), basis, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        for (basis, first, last), found in codes.items()
    )
