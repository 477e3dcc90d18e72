"""What becomes of a batch of reports: columns before, columns after, and which of them differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boundaries.place import AreaRef, OverlayHit
from reports.reassignment.areas import AreaTable
from reports.reassignment.binary import Columns
from reports.reassignment.reading import NONE, Batch
from reports.responsibility import Responsibility

Flags = NDArray[np.bool_]
Surroundings = tuple[tuple[AreaRef, ...], tuple[OverlayHit, ...]]
"""Regencies that may be meant, and overlays at a place."""

CURRENT = ("edition", "regency", "province", "setting", "doubtful", "agency", "tier", "rule", "confirm")
"""What a report keeps of its place and of who is responsible."""


@dataclass(frozen=True)
class Outcome:
    """A batch decided anew.

    `after` has the columns CURRENT, as reading.TYPES has them before, and `method` (a position in rules.METHODS),
    `nearest` (row of the nearest regency, at sea) and `border` (metres, NaN for none). `carried` and `lost`: see
    tally.Tally. `kept_finished` and `kept_by_hand` would have another agency, but keep theirs; `decided` says for
    which reports the agency, level and rule in `after` are those of the new decision.

    `circumstances` has a row of numbers for each report: those with equal rows are decided with the same words, unless
    they are `alone`. `ask_around` and `ask_decision` tell of a report, by its position in the batch, who claims its
    place, and the whole decision.
    """

    batch: Batch
    after: Columns
    decided: Flags
    kept_finished: Flags
    kept_by_hand: Flags
    carried: Flags
    lost: Flags
    circumstances: NDArray[np.int64]
    alone: Flags
    ask_around: Callable[[int], Surroundings]
    ask_decision: Callable[[int], Responsibility]
    areas: AreaTable

    def surroundings(self, rows: NDArray[Any]) -> tuple[NDArray[np.int32], list[Surroundings]]:
        """Return what claims the places of some reports: a number for each, and by these numbers what it is."""
        return self._distinct(rows, self.ask_around)

    def decisions(self, rows: NDArray[Any]) -> tuple[NDArray[np.int32], list[Responsibility]]:
        """Return the decisions on some reports: a number for each, and the decisions by these numbers."""
        return self._distinct(rows, self.ask_decision)

    def _distinct(self, rows: NDArray[Any], ask: Callable[[int], Any]) -> tuple[NDArray[np.int32], list[Any]]:
        numbers = np.empty(len(rows), np.int32)
        found: list[Any] = []
        alike = np.flatnonzero(~self.alone[rows])
        if len(alike):
            keys = self.circumstances[rows[alike]]
            _keys, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
            found = [ask(int(rows[alike[k]])) for k in first]
            numbers[alike] = inverse.reshape(-1)
        for at in np.flatnonzero(self.alone[rows]):
            numbers[at] = len(found)
            found.append(ask(int(rows[at])))
        return numbers, found

    @cached_property
    def differs(self) -> Mapping[str, Flags]:
        """For each of CURRENT which reports differ in it; areas by code, for each edition has rows of its own."""
        found = {name: self.batch[name] != self.after[name] for name in CURRENT}
        for name in ("regency", "province"):
            found[name] = self.areas.code(self.batch[name]) != self.areas.code(self.after[name])
        return found

    @cached_property
    def changed(self) -> Flags:
        """Which reports a person would say are changed: not those that only are under another edition now.

        A report that never was under an edition, or whose regency is of another edition than it says, counts as
        changed too: undoing could not tell from a list of unchanged ones what it was.
        """
        any_differs = np.logical_or.reduce([self.differs[name] for name in CURRENT if name != "edition"])
        of_edition = self.areas.edition(self.batch["regency"])
        odd = (self.batch["edition"] == NONE) | ((of_edition != NONE) & (of_edition != self.batch["edition"]))
        return (any_differs | (odd & self.differs["edition"])) & ~self.lost

    @cached_property
    def touched(self) -> Flags:
        """Which reports have anything to be written."""
        return np.logical_or.reduce([self.batch[name] != self.after[name] for name in CURRENT]) & ~self.lost

    @cached_property
    def quiet(self) -> Flags:
        """Which reports are only under another edition now."""
        return self.touched & ~self.changed
