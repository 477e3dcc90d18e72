"""Each statistic on the cells, of one scope: counts in, the draft of a run out."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.models import Basis, RunKind
from maps.models.runs import LEVEL
from maps.runs.counts import Counts, Window
from maps.runs.drafts import Draft
from maps.runs.ground import Ground
from maps.runs.hands import Suspicion
from maps.runs.scopes import FEWEST_INCIDENTS, Scope
from maps.statistics.emerging import ALPHA, FEWEST_SLICES, MOSTLY, Pattern, emergence
from maps.statistics.gathering import FEWEST_CELLS, LEVELS, gathering
from maps.statistics.neighbours import standardised
from maps.statistics.rates import empirical_bayes

RINGS = 1
SHOWN = 0.01
"""Densities below this share of the largest are drawn as none."""


@dataclass(frozen=True, slots=True)
class Material:
    """What one audience's runs are worked out of: the ground, the counts, what is suspected, and the months."""

    ground: Ground
    counts: Counts
    short: Window
    long: Window
    suspicions: list[Suspicion] = field(default_factory=list)

    def of(self, scope: Scope, window: Window) -> Counts:
        """Return the counts of a scope."""
        return self.counts.of(scope.codes, window)

    def summed(self, counts: Counts) -> NDArray[np.float64]:
        """Return the incidents of every cell."""
        placed = counts.placed
        values = np.zeros(len(self.ground))
        np.add.at(values, self.ground.where(placed.cell), placed.incidents)
        return values

    def suspected(self, scope: Scope, draft: Draft) -> NDArray[np.bool_]:
        """Return in which cells a campaign is suspected that concerns a scope, and warn of them."""
        cells = {found.cell for found in self.suspicions if found.concerns(scope)}
        mine = np.isin(self.ground.ids, list(cells))
        if mine.any():
            draft.warn("campaign", cells=int(mine.sum()))
        return mine


def significance(material: Material, scope: Scope) -> Draft:
    """Gi* on the incidents of the last twelve months."""
    counts = material.of(scope, material.short)
    draft = Draft.of(RunKind.SIGNIFICANCE, scope, material.short, counts)
    draft.parameters = _of_gathering()
    values = material.summed(counts)
    if values.sum() < FEWEST_INCIDENTS:
        return draft.silent("too_few", n=int(values.sum()), needed=FEWEST_INCIDENTS)
    found = gathering(values, material.ground.weights)
    _keep_gathering(draft, material, scope, values, found, np.arange(len(values)))
    return draft


def share(material: Material, scope: Scope) -> Draft:
    """Gi* on the share that a scope has in all incidents of a cell: where it is more than people report of anything."""
    counts = material.of(scope, material.short)
    draft = Draft.of(RunKind.SIGNIFICANCE, scope, material.short, counts)
    draft.basis, draft.parameters = Basis.SHARE, _of_gathering() | {"smoothing": "empirical-bayes"}
    events, among = material.summed(counts), material.summed(material.of(Scope(), material.short))
    there = np.flatnonzero(among)
    if events.sum() < FEWEST_INCIDENTS or len(there) < FEWEST_CELLS:
        return draft.silent("too_few", n=int(events.sum()), needed=FEWEST_INCIDENTS)
    weights = standardised(material.ground.weights[there][:, there])
    rates = empirical_bayes(events[there], among[there])
    if np.ptp(rates) == 0:
        return draft.silent("alike")
    _keep_gathering(draft, material, scope, rates, gathering(rates, weights), there)
    return draft


def _of_gathering() -> dict[str, Any]:
    return {
        "resolution": LEVEL, "rings": RINGS, "p": "shuffled, exact", "correction": "Benjamini-Hochberg",
        "levels": list(LEVELS),
    }  # fmt: skip


def _keep_gathering(
    draft: Draft, material: Material, scope: Scope, values: Any, found: Any, there: NDArray[np.int64]
) -> None:
    """Keep the cells in which something was counted and those that stand out; sum up how many stand out how much."""
    ground, draft.cells = material.ground, len(values)
    suspected = material.suspected(scope, draft)[there]
    draft.keep(
        (values > 0) | (found.confidence != 0),
        cell=ground.ids[there], area=ground.areas[there], value=values, z=found.z, p=found.p, q=found.q,
        confidence=found.confidence, campaign=suspected,
    )  # fmt: skip
    for sign, name in ((1, "hot"), (-1, "cold")):
        draft.summary |= {f"{name}_{level}": int((found.confidence == sign * level).sum()) for level in LEVELS}


def emerging(material: Material, scope: Scope) -> Draft:
    """The patterns of the last 36 months that are over."""
    window = material.long
    counts = material.of(scope, window)
    draft = Draft.of(RunKind.EMERGING, scope, window, counts)
    draft.parameters = _of_gathering() | {
        "levels": [95], "slices": window.months, "alpha": ALPHA, "mostly": MOSTLY, "trend": "Mann-Kendall",
        "fewest_slices": FEWEST_SLICES,
    }  # fmt: skip
    values, ground = material.summed(counts), material.ground
    if values.sum() < FEWEST_INCIDENTS:
        return draft.silent("too_few", n=int(values.sum()), needed=FEWEST_INCIDENTS)
    found = emergence(_cube(counts, ground, window), ground.weights)
    told = found.pattern != Pattern.NONE
    draft.cells = len(ground)
    draft.keep(
        told | (values > 0),
        cell=ground.ids, area=ground.areas, value=values, pattern=np.where(told, found.pattern, ""),
        cold=told & found.cold, trend_z=found.trend_z, p=found.trend_p, campaign=material.suspected(scope, draft),
    )  # fmt: skip
    for cold, prefix in ((False, ""), (True, "cold_")):
        names, sizes = np.unique(found.pattern[told & (found.cold == cold)], return_counts=True)
        draft.summary |= {f"{prefix}{name}": int(size) for name, size in zip(names, sizes, strict=True)}
    return draft


def _cube(counts: Counts, ground: Ground, window: Window) -> NDArray[np.float64]:
    placed = counts.placed
    cube = np.zeros((len(ground), window.months))
    np.add.at(cube, (ground.where(placed.cell), placed.month - window.since), placed.incidents)
    return cube


def density(material: Material, scope: Scope) -> Draft:
    """Kernel density of the incidents of the last twelve months, per 1,000 km² and year."""
    window, ground = material.short, material.ground
    counts = material.of(scope, window)
    draft = Draft.of(RunKind.DENSITY, scope, window, counts)
    draft.parameters = {"resolution": LEVEL, "kernel": "gaussian", "rule": "likelihood cross-validation"}
    values = material.summed(counts)
    if values.sum() < FEWEST_INCIDENTS:
        return draft.silent("too_few", n=int(values.sum()), needed=FEWEST_INCIDENTS)
    found = ground.kernels.surface(values)
    draft.parameters["bandwidth_m"] = found.bandwidth_m
    draft.cells = len(ground)
    yearly = found.per_km2 * 1_000 * 12 / window.months
    draft.keep(
        yearly >= SHOWN * yearly.max(),
        cell=ground.ids, area=ground.areas, value=yearly, campaign=material.suspected(scope, draft),
    )  # fmt: skip
    return draft
