"""Do the patterns of the space-time cube tell how a hotspot came about? Histories planted on the real map."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bench.hotspots.planting import BACKGROUND, Score, mean_score
from maps.statistics.emerging import Pattern, emergence

SLICES = 36
HISTORIES: dict[Pattern, NDArray[Any]] = {
    Pattern.NEW: np.arange(SLICES) == SLICES - 1,
    Pattern.CONSECUTIVE: np.arange(SLICES) >= SLICES - 4,
    Pattern.INTENSIFYING: np.linspace(1, 3, SLICES),
    Pattern.PERSISTENT: np.ones(SLICES),
    Pattern.DIMINISHING: np.linspace(3, 1, SLICES),
    Pattern.SPORADIC: np.arange(SLICES) % 6 == (SLICES - 1) % 6,
    Pattern.HISTORICAL: np.arange(SLICES) < SLICES - 1,
}
"""How strong a planted hotspot is in each month, as a multiple of its full strength."""


def simulate_histories(
    weights: csr_array, *, spots: int, times: float, rounds: int, seed: int, uneven: bool
) -> dict[str, Score]:
    """Plant hotspots of one history each and look for patterns; return what became of each history.

    Of a history, `recall` is the share of the planted middles that are told to be just this pattern; `precision`, false
    discovery and alarms are those of all cells that have any hot pattern (Score), as nothing is planted elsewhere.
    """
    scores = {}
    for history, strength in HISTORIES.items():
        rng = np.random.default_rng(seed)
        told = [_once(rng, weights, spots, times, uneven, history, strength) for _ in range(rounds)]
        scores[str(history)] = mean_score(told)
    return scores


def _once(
    rng: np.random.Generator,
    weights: csr_array,
    spots: int,
    times: float,
    uneven: bool,
    history: Pattern,
    strength: NDArray[Any],
) -> tuple[float, float, float, float]:
    n = weights.shape[0]
    rate = BACKGROUND * (rng.gamma(4, 1 / 4, n) if uneven else np.ones(n))
    middles = rng.choice(n, spots, replace=False)
    planted = np.asarray(weights[middles].sum(axis=0)).ravel() > 0
    more = np.where(planted[:, None], 1 + (times - 1) * strength, 1.0)
    found = emergence(rng.poisson(rate[:, None] * more).astype(float), weights)
    hot = (found.pattern != Pattern.NONE) & ~found.cold
    in_reach = (weights @ planted.astype(float)) > 0
    wrong, called = int((hot & ~in_reach).sum()), int(hot.sum())
    recall = float((found.pattern[middles] == history).mean())
    precision = (called - wrong) / called if called else float("nan")
    return recall, precision, wrong / called if called else 0.0, float(wrong > 0)
