"""Gi* and its trend: equal to the reference implementation of the field, and to slow, obvious ones."""

import itertools
import math
from typing import Any

import esda
import h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.weights import W
from scipy.sparse import csr_array

from maps.statistics.gathering import FEWEST_CELLS, Confidence, TooFewError, by_chance, gathering, two_sided, z_scores
from maps.statistics.neighbours import ring_weights, standardised
from maps.statistics.trend import mann_kendall

SANGATTA = h3.latlng_to_cell(0.5, 117.5, 6)
DISK = sorted(h3.grid_disk(SANGATTA, 9))

grids = st.lists(st.sampled_from(DISK), min_size=FEWEST_CELLS, max_size=len(DISK), unique=True)


def in_esda(weights: csr_array) -> W:
    """The same neighbours as the reference implementation takes them."""
    ends = itertools.pairwise(weights.indptr.tolist())
    return W({k: weights.indices[a:b].tolist() for k, (a, b) in enumerate(ends)}, silence_warnings=True)


@settings(max_examples=30, deadline=None)
@given(grids, st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_scores_are_those_of_esda_on_any_coast(cells: list[str], rings: int, seed: int) -> None:
    values = np.random.default_rng(seed).poisson(3, len(cells)).astype(float)
    if values.std() == 0:
        return
    weights = ring_weights(cells, rings)
    ours = gathering(values, weights)
    # esda's analytic variance supposes binary weights; Gi* of a neighbourhood is the same with either
    theirs = esda.G_Local(values, in_esda(weights), transform="B", star=True, permutations=0)
    surrounded = np.diff(weights.indptr) < len(cells)  # else there is nothing to compare a cell with
    np.testing.assert_allclose(ours.z[surrounded], theirs.Zs[surrounded], atol=1e-9)
    np.testing.assert_allclose(two_sided(ours.z)[surrounded], 2 * theirs.p_norm[surrounded], atol=1e-9)
    local = esda.G_Local(values, in_esda(weights), transform="R", star=True, permutations=0)
    np.testing.assert_allclose(weights @ values / values.sum(), local.Gs, atol=1e-12)


@given(st.lists(st.integers(0, 6), min_size=4, max_size=7), st.integers(1, 4))
def test_chance_is_reckoned_as_if_all_draws_were_written_down(values: list[int], k: int) -> None:
    k = min(k, len(values))
    n = len(values)
    weights = csr_array(np.array([[1 / k if (j - i) % n < k else 0 for j in range(n)] for i in range(n)]))
    draws = [sum(draw) for draw in itertools.product(values, repeat=k)]
    for i, p in enumerate(by_chance(np.array(values, float), weights)):
        mine = sum(values[(i + j) % n] for j in range(k))
        tails = (sum(draw <= mine for draw in draws), sum(draw >= mine for draw in draws))
        assert p == pytest.approx(min(1, 2 * min(tails) / len(draws)), abs=1e-9)


def test_rates_are_judged_as_the_counts_that_they_are_made_of() -> None:
    counts = np.random.default_rng(21).poisson(2, len(DISK)).astype(float)
    weights = ring_weights(DISK)
    np.testing.assert_allclose(by_chance(counts * 0.37, weights), by_chance(counts, weights), rtol=1e-2, atol=1e-6)


def test_many_samples_at_once_are_scored_each_by_itself() -> None:
    cube = np.random.default_rng(5).poisson(2, (len(DISK), 4)).astype(float)
    weights = ring_weights(DISK)
    together = z_scores(cube, weights)
    for k in range(4):
        np.testing.assert_allclose(together[:, k], z_scores(cube[:, k], weights), atol=1e-12)


def test_where_every_cell_is_alike_nothing_gathers() -> None:
    found = gathering(np.full(len(DISK), 7.0), ring_weights(DISK))
    assert not found.z.any()
    assert set(found.confidence) == {Confidence.NONE}


def test_a_planted_patch_is_hot_and_only_what_touches_it() -> None:
    values = np.random.default_rng(11).poisson(1, len(DISK)).astype(float)
    patch = set(h3.grid_disk(SANGATTA, 1))
    values[[DISK.index(cell) for cell in patch]] += 12
    found = gathering(values, ring_weights(DISK))
    hot = {cell for cell, level in zip(DISK, found.confidence, strict=True) if level >= Confidence.HOT_95}
    assert patch <= hot <= set(h3.grid_disk(SANGATTA, 2))


def test_the_map_does_not_depend_on_the_order_of_cells() -> None:
    rng = np.random.default_rng(3)
    values, order = rng.poisson(2, len(DISK)).astype(float), rng.permutation(len(DISK))
    as_is = gathering(values, ring_weights(DISK))
    mixed = gathering(values[order], ring_weights([DISK[k] for k in order]))
    np.testing.assert_allclose(mixed.z, as_is.z[order], atol=1e-12)
    assert (mixed.confidence == as_is.confidence[order]).all()


@pytest.mark.parametrize("mean", [0.05, 1, 20])
def test_of_pure_chance_no_more_is_called_hot_than_was_promised(mean: float) -> None:
    weights, rng = ring_weights(DISK), np.random.default_rng(2026)
    maps = [rng.poisson(mean, len(DISK)).astype(float) for _ in range(200)]
    called = np.array([np.abs(gathering(values, weights).confidence).max() for values in maps])
    for percent in (90, 95, 99):
        assert (called >= percent).mean() <= (100 - percent) / 100 + 0.02


def test_confidence_follows_the_corrected_p() -> None:
    values = np.random.default_rng(8).poisson(1, len(DISK)).astype(float)
    values[:40] += 3
    found = gathering(values, ring_weights(DISK))
    for percent in (90, 95, 99):
        called = np.abs(found.confidence) >= percent
        assert (called == (found.q <= 1 - percent / 100 + 1e-12)).all()
    assert (np.sign(found.confidence) * np.sign(found.z) >= 0).all()
    assert (found.q >= found.p - 1e-15).all()


def test_on_too_few_cells_nothing_is_said() -> None:
    few = DISK[: FEWEST_CELLS - 1]
    with pytest.raises(TooFewError):
        gathering(np.arange(len(few), dtype=float), ring_weights(few))


def test_neighbours_are_those_within_the_rings_and_count_alike() -> None:
    weights = ring_weights(DISK, 2)
    row = weights[[DISK.index(SANGATTA)]].toarray()[0]
    near = set(h3.grid_disk(SANGATTA, 2))
    assert {DISK[k] for k in np.flatnonzero(row)} == near
    assert set(row[row > 0]) == {1 / len(near)}
    np.testing.assert_allclose(np.asarray(weights.sum(axis=1)).ravel(), 1)


def test_a_cell_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        ring_weights([SANGATTA, SANGATTA])


def test_rows_without_weights_stay_empty() -> None:
    given_weights = csr_array(np.array([[0.0, 2.0, 2.0], [0.0, 0.0, 0.0], [5.0, 0.0, 0.0]]))
    assert standardised(given_weights).toarray().tolist() == [[0, 0.5, 0.5], [0, 0, 0], [1, 0, 0]]


def slow_mann_kendall(series: list[float]) -> tuple[int, float]:
    """S and z as the textbook writes them."""
    s = sum((later > sooner) - (later < sooner) for sooner, later in itertools.combinations(series, 2))
    n, ties = len(series), [series.count(value) for value in set(series)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    return s, 0.0 if s == 0 else (s - math.copysign(1, s)) / math.sqrt(variance)


@given(st.lists(st.lists(st.integers(0, 4), min_size=12, max_size=12), min_size=1, max_size=8))
def test_the_trend_is_that_of_the_textbook(series: list[list[int]]) -> None:
    found = mann_kendall(np.array(series, float))
    expected = [slow_mann_kendall([float(value) for value in row]) for row in series]
    assert found.s.tolist() == [s for s, _z in expected]
    np.testing.assert_allclose(found.z, [z for _s, z in expected], atol=1e-12)


@pytest.mark.parametrize(("series", "sign"), [(range(24), 1), (range(24, 0, -1), -1), ([3] * 24, 0)])
def test_what_rises_rises(series: Any, sign: int) -> None:
    found = mann_kendall(np.array([list(series)], float))
    assert np.sign(found.s[0]) == sign
    assert (found.p[0] < 1e-6) == bool(sign)
