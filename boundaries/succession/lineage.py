"""The predecessors and successors of one code: as laws made them, or as the ground shows where no law is known."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from boundaries.actions.links import shared_ground
from boundaries.models import Area, Edition, RegisterEntry, Succession
from boundaries.succession.codes import level_of
from boundaries.succession.ground import successions_by_ground


@dataclass(frozen=True, slots=True)
class Step:
    """A predecessor or successor: what it is called, since when, by which law.

    `of` is the code that it directly precedes or follows, which is another one than that asked for where areas
    changed more than once. `legal_basis` is empty where only the ground of two editions shows it; `on` is then the
    first day of the later one.
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
    earlier = [row for row in rows if on is None or row.valid_from <= on]
    later = [row for row in rows if on is None or row.valid_from > on]
    before = _walk(code, reversed(earlier), "predecessor")
    after = _walk(code, later, "successor")
    if not (before and after):
        shown = _shown_by_ground(code)
        before = before or [row for row in shown if row.successor == code and (on is None or row.valid_from <= on)]
        after = after or [row for row in shown if row.predecessor == code and (on is None or row.valid_from > on)]
    names = _names({row.predecessor for row in before} | {row.successor for row in after})
    return Lineage(
        code=code,
        predecessors=tuple(_step(row, row.predecessor, row.successor, names) for row in before),
        successors=tuple(_step(row, row.successor, row.predecessor, names) for row in after),
    )


def _shown_by_ground(code: str) -> list[Succession]:
    """Return what the editions in force show of a code, as successions without a law; not saved."""
    level = level_of(code)
    if level is None:
        return []
    found = []
    for earlier, later in pairwise(Edition.objects.active().order_by("valid_from")):
        old, new = _codes(earlier, level), _codes(later, level)
        ground = [pair for pair in shared_ground(earlier, later, level) if code in (pair.earlier, pair.later)]
        found += [
            Succession(level=level, predecessor=a, successor=b, valid_from=later.valid_from)
            for a, b in successions_by_ground(ground, old, new)
        ]
    return found


def _codes(edition: Edition, level: str) -> Collection[str]:
    return set(Area.objects.of(edition).filter(level=level).values_list("code", flat=True))


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
