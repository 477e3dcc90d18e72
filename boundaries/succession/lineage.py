"""The predecessors and successors of one code, as laws made them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from boundaries.models import Area, RegisterEntry, Succession


@dataclass(frozen=True, slots=True)
class Step:
    """A predecessor or successor: what it is called, since when, by which law.

    `of` is the code that it directly precedes or follows, which is another one than that asked for where areas
    changed more than once.
    """

    code: str
    name: str
    on: dt.date
    legal_basis: str
    of: str

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "code": self.code,
            "name": self.name,
            "on": self.on.isoformat(),
            "legal_basis": self.legal_basis,
            "of": self.of,
        }


@dataclass(frozen=True, slots=True)
class Lineage:
    """Predecessors, the latest first; successors, the earliest first."""

    code: str
    predecessors: tuple[Step, ...]
    successors: tuple[Step, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "code": self.code,
            "predecessors": [step.as_dict() for step in self.predecessors],
            "successors": [step.as_dict() for step in self.successors],
        }


def lineage(code: str, on: dt.date | None = None) -> Lineage:
    """Return what the area of a code was before and became since.

    Parameters
    ----------
    on
        The area meant is the one that had the code on that day: its predecessors came before, its successors after.
        None where the code was only ever given once.
    """
    rows = list(Succession.objects.order_by("valid_from", "predecessor", "successor"))
    before = _walk(code, reversed([row for row in rows if on is None or row.valid_from <= on]), "predecessor")
    after = _walk(code, [row for row in rows if on is None or row.valid_from > on], "successor")
    names = _names(
        {getattr(row, side) for side, found in (("predecessor", before), ("successor", after)) for row in found}
    )
    return Lineage(
        code=code,
        predecessors=tuple(_step(row, row.predecessor, row.successor, names) for row in before),
        successors=tuple(_step(row, row.successor, row.predecessor, names) for row in after),
    )


def _walk(code: str, rows: Any, side: str) -> list[Succession]:
    """Collect the rows that lead away from a code, in the order of time given."""
    other = "successor" if side == "predecessor" else "predecessor"
    reached = {code}
    found = []
    for row in rows:
        if getattr(row, other) in reached:
            reached.add(getattr(row, side))
            found.append(row)
    return found


def _step(row: Succession, code: str, of: str, names: dict[str, str]) -> Step:
    return Step(code, names.get(code) or row.name, row.valid_from, row.legal_basis, of)


def _names(codes: set[str]) -> dict[str, str]:
    """Name codes as the register does, else as the newest edition that has them."""
    names: dict[str, str] = defaultdict(str)
    areas = Area.objects.filter(code__in=codes, edition__status="active").order_by("edition__valid_from")
    names.update(areas.values_list("code", "name"))
    names.update(RegisterEntry.objects.filter(code__in=codes).values_list("code", "name"))
    return names
