"""What differs between reports as they stand and as they would be decided: counted, per area and agency."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from reports.reassignment.areas import AreaTable
from reports.reassignment.outcome import Outcome

LISTED = 50
"""Reports named at most where a person must look."""


class Move(NamedTuple):
    """How a number of reports change alike: codes of areas ("" for none), rows of agencies and numbers of rules."""

    regency_before: str
    regency: str
    province_before: str
    province: str
    agency_before: int
    agency: int
    rule_before: int
    rule: int


@dataclass
class Tally:
    """Counts over any number of batches.

    `moves` counts the reports whose areas, agency or rule differ, by how. `settings` and `doubts` count those whose
    setting or whose need of a person's confirmation differs. `kept_finished` and `kept_by_hand` would have gone to
    another agency, were they not done with or decided by a person. `carried` had no point that the edition could
    match and followed their regency's succession; `lost` are the numbers of those that even this led nowhere, and
    which therefore stay as they are.
    """

    reports: int = 0
    changed: int = 0
    regencies: int = 0
    provinces: int = 0
    agencies: int = 0
    rules: int = 0
    settings: int = 0
    doubts: int = 0
    kept_finished: int = 0
    kept_by_hand: int = 0
    carried: int = 0
    lost: int = 0
    lost_reports: list[int] = field(default_factory=list)
    moves: Counter[Move] = field(default_factory=Counter)

    def add(self, outcome: Outcome, areas: AreaTable) -> None:
        """Count a batch."""
        differs = outcome.differs
        self.reports += len(outcome.batch)
        self.changed += int(outcome.changed.sum())
        self.regencies += int(differs["regency"].sum())
        self.provinces += int(differs["province"].sum())
        self.agencies += int(differs["agency"].sum())
        self.rules += int(differs["rule"].sum())
        self.settings += int(differs["setting"].sum())
        self.doubts += int((differs["doubtful"] | differs["confirm"]).sum())
        self.kept_finished += int(outcome.kept_finished.sum())
        self.kept_by_hand += int(outcome.kept_by_hand.sum())
        self.carried += int(outcome.carried.sum())
        lost = outcome.batch["id"][outcome.lost]
        self.lost += len(lost)
        self.lost_reports += lost[: max(0, LISTED - len(self.lost_reports))].tolist()
        self.moves.update(dict(_moves(outcome, areas)))

    def to_json(self) -> dict[str, Any]:
        """Return the form that Reassignment.counts stores."""
        numbers = {name: value for name, value in vars(self).items() if name != "moves"}
        return {**numbers, "moves": [[*move, count] for move, count in sorted(self.moves.items())]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Tally":
        """Read what `to_json` gave."""
        numbers = {name: stored[name] for name in vars(cls()) if name != "moves" and name in stored}
        moves = Counter({Move(*row[:-1]): row[-1] for row in stored.get("moves", ())})
        return cls(**numbers, moves=moves)

    def by(self, *names: str) -> list[tuple[Any, ...]]:
        """Add up moves over all but the named columns; the most frequent first, each with its count at the end."""
        found: Counter[tuple[Any, ...]] = Counter()
        for move, count in self.moves.items():
            found[tuple(getattr(move, name) for name in names)] += count
        return [(*key, count) for key, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))]

    def gained_and_lost(self) -> dict[int, tuple[int, int]]:
        """Return how many reports each agency gets and gives away, by its row."""
        gained: Counter[int] = Counter()
        lost: Counter[int] = Counter()
        for before, after, count in self.by("agency_before", "agency"):
            if before != after:
                gained[after] += count
                lost[before] += count
        return {agency: (gained[agency], lost[agency]) for agency in {*gained, *lost} if agency >= 0}


def _moves(outcome: Outcome, areas: AreaTable) -> Iterator[tuple[Move, int]]:
    differs, before, after = outcome.differs, outcome.batch, outcome.after
    moved = differs["regency"] | differs["province"] | differs["agency"] | differs["rule"]
    if not moved.any():
        return
    codes = [areas.code(side[name][moved]) for name in ("regency", "province") for side in (before, after)]
    others = [side[name][moved] for name in ("agency", "rule") for side in (before, after)]
    rows, counts = np.unique(np.column_stack([*codes, *others]), axis=0, return_counts=True)
    for row, count in zip(rows.tolist(), counts.tolist(), strict=True):
        regency0, regency1, province0, province1 = (str(areas.codes[k]) for k in row[:4])
        yield Move(regency0, regency1, province0, province1, *row[4:]), count
