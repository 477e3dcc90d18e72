"""Decide reports anew, as `submit_report` would today: the same look-up and the same rules, in columns."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from boundaries import locator
from boundaries.locator.rules import METHODS, SETTINGS, doubt_threshold
from boundaries.models import Edition
from boundaries.place import AreaRef, Setting
from reports.places import Match
from reports.reassignment.areas import AreaTable
from reports.reassignment.binary import Columns
from reports.reassignment.carrying import AreaKey, Carrier
from reports.reassignment.outcome import CURRENT, Outcome, Surroundings
from reports.reassignment.reading import CROSSINGS, NONE, PERMITS, TIERS, Batch
from reports.responsibility import Responsibility, responsibility, responsibility_many

if TYPE_CHECKING:  # compiled kernels take half a second to load, and most commands never decide anything
    from boundaries.locator.places import Places

ROUNDING_M = 1.0
"""Points this near to where an accuracy makes them doubtful are looked up one by one."""

_ABROAD = SETTINGS.index(Setting.ABROAD)


@dataclass
class _Singles:
    """Reports of a batch that were decided one by one, by position."""

    matches: dict[int, Match] = field(default_factory=dict)
    decisions: dict[int, Responsibility] = field(default_factory=dict)
    carried: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


class Decider:
    """Decides batches of reports under one edition.

    Parameters
    ----------
    edition
        Whose areas count; a draft will do.

    Rules, agencies, overlays and neighbours' land are those of `on`: today, or the edition's first day if that is
    still to come.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.on: dt.date = max(timezone.localdate(), edition.valid_from)
        self.engine = locator.default().engine_of(edition, self.on)
        self.areas = AreaTable()
        self._carrier = Carrier(edition)
        self._threshold = doubt_threshold(edition.precision_m, None)
        self._known: dict[tuple[Any, ...], Responsibility] = {}

    def decide(self, batch: Batch) -> Outcome:
        """Return what becomes of a batch."""
        after = {name: batch[name].copy() for name in CURRENT}
        after |= {"method": np.zeros(len(batch), np.int32), "nearest": np.full(len(batch), NONE, np.int64)}
        after |= {"border": np.full(len(batch), np.nan)}
        points = np.flatnonzero(batch.placed)
        places = self.engine.locate_many(batch["lon"][points], batch["lat"][points])
        apart = np.ones(len(batch), bool)
        apart[points] = self._apart(batch.take(points), places)
        together = ~apart[points]
        overlays = np.full(len(batch), NONE, np.int64)
        overlays[points] = places.overlay_set
        self._decide_together(batch, places, points, together, after)
        singles = self._decide_apart(batch, np.flatnonzero(apart), after)
        return self._outcome(batch, after, singles, places, overlays)

    def _apart(self, batch: Batch, places: "Places") -> NDArray[np.bool_]:
        """Say which of the points are to be looked at one by one.

        Those abroad; those whose own accuracy may make them doubtful; and those named by a village whose name and
        point pointed to two regencies when they were filed: that doubt no edition lifts.
        """
        reach = 2 * np.nan_to_num(batch["accuracy"])
        border = np.where(np.isnan(places.border_m), np.inf, places.border_m)
        wide = (reach > self._threshold) & (border < reach + ROUNDING_M)
        contradicted = batch["by_name"] & batch["doubtful"]
        return (places.setting_position == _ABROAD) | (~places.doubtful & (wide | contradicted))

    def _decide_together(
        self, batch: Batch, places: "Places", points: NDArray[Any], together: NDArray[np.bool_], after: Columns
    ) -> None:
        """Write the columns of all points but those to be looked at one by one."""
        if not together.any():
            return
        rows, names = points[together], places.names
        regencies = np.array([*(area.id for area in names.regencies), NONE], np.int64)
        provinces = np.array([*(area.id for area in names.provinces), NONE], np.int64)
        after["edition"][rows] = self.edition.pk
        after["regency"][rows] = regencies[places.regency[together]]
        after["province"][rows] = provinces[places.province[together]]
        after["nearest"][rows] = regencies[places.nearest[together]]
        after["setting"][rows] = places.setting_position[together]
        after["method"][rows] = _positions(places.method[together], [method.value for method in METHODS])
        after["border"][rows] = places.border_m[together]
        after["doubtful"][rows] = places.doubtful[together]
        some = batch.take(points)
        decisions = responsibility_many(
            places,
            some.categories[some["category"]],
            np.array(PERMITS)[some["permit"]],
            np.array(CROSSINGS)[some["crossing"]],
            self.on,
        )
        after["agency"][rows] = decisions.agency_id[together]
        after["tier"][rows] = _positions(decisions.tier[together], list(TIERS))
        after["rule"][rows] = decisions.rule[together]
        after["confirm"][rows] = decisions.confirm[together]

    def _decide_apart(self, batch: Batch, rows: NDArray[Any], after: Columns) -> _Singles:
        """Decide reports one by one and write their columns."""
        singles = _Singles()
        for k in rows.tolist():
            match, carried = self._match_apart(batch, k)
            if match is None:
                singles.lost.append(k)
                continue
            if carried:
                singles.carried.append(k)
            decision = self._decision(match, batch, k)
            singles.matches[k], singles.decisions[k] = match, decision
            after["edition"][k] = self.edition.pk
            after["regency"][k] = _id(match.regency)
            after["province"][k] = _id(match.province)
            after["nearest"][k] = _id(match.nearest_regency)
            after["setting"][k], after["method"][k] = SETTINGS.index(match.setting), METHODS.index(match.method)
            after["border"][k] = np.nan if match.border_m is None else match.border_m
            after["doubtful"][k] = match.doubtful
            after["agency"][k], after["rule"][k] = decision.agency.id, decision.rule
            after["tier"][k], after["confirm"][k] = TIERS.index(decision.level), decision.confirm
        return singles

    def _match_apart(self, batch: Batch, k: int) -> tuple[Match | None, bool]:
        """Return a report's match, and whether it was carried over from its area before."""
        if batch.placed[k]:
            match = self._match(batch, k)
            if match.setting != Setting.ABROAD:
                return match, False
        regency, province = self._area(batch, k, "regency"), self._area(batch, k, "province")
        return self._carrier.match(SETTINGS[batch["setting"][k]], regency, province), True

    def _match(self, batch: Batch, k: int) -> Match:
        """Return the match of a report that has a point, as filing it would."""
        accuracy = batch["accuracy"][k]
        place = self.engine.locate(
            float(batch["lon"][k]), float(batch["lat"][k]), None if np.isnan(accuracy) else float(accuracy)
        )
        match = Match.of(place, self.edition.pk)
        if batch["by_name"][k] and batch["doubtful"][k] and not match.doubtful and match.regency:
            match = replace(match, doubtful=True, candidates=(match.regency,))
        return match

    def _area(self, batch: Batch, k: int, name: str) -> AreaKey | None:
        row = batch[name][k : k + 1]
        if row[0] == NONE:
            return None
        return int(self.areas.edition(row)[0]), str(self.areas.codes[self.areas.code(row)[0]])

    def _decision(self, match: Match, batch: Batch, k: int) -> Responsibility:
        """Decide one report; the same circumstances are decided once."""
        said = batch["category"][k], batch["permit"][k], batch["crossing"][k]
        key = (match.setting, match.method, match.regency, match.province, match.nearest_regency, match.doubtful,
               match.candidates, match.overlays, *said)  # fmt: skip
        decision = self._known.get(key)
        if decision is None:
            category = str(batch.categories[said[0]])
            decision = responsibility(match, category, PERMITS[said[1]], CROSSINGS[said[2]], self.on)
            self._known[key] = decision
        return decision

    def _outcome(
        self, batch: Batch, after: Columns, singles: _Singles, places: "Places", overlays: NDArray[np.int64]
    ) -> Outcome:
        lost, carried = np.zeros(len(batch), bool), np.zeros(len(batch), bool)
        lost[singles.lost] = True
        carried[singles.carried] = True
        settled = (batch["finished"] | batch["held"]) & (batch["agency"] != NONE)
        differs = settled & (after["agency"] != batch["agency"])
        for name in ("agency", "tier", "rule", "confirm"):
            after[name] = np.where(settled, batch[name], after[name])

        alone = after["doubtful"].copy()
        alone[list(singles.matches)] = True
        said = [batch[name] for name in ("category", "permit", "crossing")]
        place = [after[name] for name in ("setting", "method", "regency", "province", "nearest")]

        def match(k: int) -> Match:
            return singles.matches.get(k) or self._match(batch, k)

        def around(k: int) -> Surroundings:
            if not alone[k]:
                return (), places.overlay_sets[overlays[k]]
            found = match(k)
            return found.candidates, found.overlays

        return Outcome(
            batch=batch,
            after=after,
            decided=~settled & ~lost,
            kept_finished=differs & batch["finished"],
            kept_by_hand=differs & ~batch["finished"],
            carried=carried,
            lost=lost,
            circumstances=np.column_stack([*said, *place, overlays]).astype(np.int64),
            alone=alone,
            ask_around=around,
            ask_decision=lambda k: singles.decisions.get(k) or self._decision(match(k), batch, k),
            areas=self.areas,
        )


def _positions(texts: NDArray[Any], choices: Sequence[str]) -> NDArray[np.int32]:
    """Return the position of each text among choices; -1 for one that is none of them."""
    order = np.argsort(np.array(choices))
    ordered = np.array(choices)[order]
    at = np.minimum(np.searchsorted(ordered, texts), len(ordered) - 1)
    return np.where(ordered[at] == texts, order[at], NONE).astype(np.int32)


def _id(area: AreaRef | None) -> int:
    return NONE if area is None or area.id is None else area.id
