"""Kernel density: no incident is lost or spread over open sea, and the bandwidth fits what was planted."""

import h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.statistics.density import FEWEST_INCIDENTS, LADDER_M, Kernels
from maps.statistics.gathering import TooFewError
from maps.statistics.rates import empirical_bayes

CELLS = sorted(h3.grid_disk(h3.latlng_to_cell(-1.25, 116.85, 5), 16))
LAT, LON = np.array([h3.cell_to_latlng(cell) for cell in CELLS]).T
AREA = np.array([h3.cell_area(cell, "km^2") for cell in CELLS])
KERNELS = Kernels(LON, LAT, AREA)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), mean=st.floats(0.1, 5))
def test_the_surface_holds_as_many_incidents_as_there_are(seed: int, mean: float) -> None:
    counts = np.random.default_rng(seed).poisson(mean, len(CELLS)).astype(float)
    surface = KERNELS.surface(counts)
    assert surface.per_km2 @ AREA == pytest.approx(counts.sum())
    assert surface.per_km2.min() >= 0
    assert surface.bandwidth_m in LADDER_M
    assert surface.scores[LADDER_M.index(surface.bandwidth_m)] == max(surface.scores)


def test_one_heap_is_spread_as_its_kernel_says() -> None:
    counts = np.zeros(len(CELLS))
    middle = CELLS.index(h3.latlng_to_cell(-1.25, 116.85, 5))
    counts[middle] = 1_000
    surface = KERNELS.surface(counts)
    assert surface.bandwidth_m == LADDER_M[0]
    metres = np.array(
        [h3.great_circle_distance((LAT[middle], LON[middle]), at, "m") for at in zip(LAT, LON, strict=True)]
    )
    kernel = np.where(metres <= 3 * LADDER_M[0], np.exp(-(metres**2) / (2 * LADDER_M[0] ** 2)), 0)
    assert surface.per_km2 == pytest.approx(1_000 * kernel / (kernel @ AREA), rel=1e-5, abs=1e-12)


@pytest.mark.parametrize(("sigma_km", "least", "most"), [(10, 15_000, 20_000), (100, 25_000, 60_000)])
def test_wide_heaps_get_a_wider_kernel_than_narrow_ones(sigma_km: float, least: float, most: float) -> None:
    away = np.hypot((LON - 116.85) * np.cos(np.radians(1.25)), LAT + 1.25) * 111.2
    rate = np.exp(-(away**2) / (2 * sigma_km**2))
    counts = np.random.default_rng(8).poisson(1_500 * rate / rate.sum()).astype(float)
    assert least <= KERNELS.surface(counts).bandwidth_m <= most


def test_what_lies_beyond_the_ground_takes_nothing() -> None:
    coast = LON < 116.85
    kernels = Kernels(LON[coast], LAT[coast], AREA[coast])
    counts = np.zeros(int(coast.sum()))
    counts[np.argmax(LON[coast])] = 100
    assert kernels.surface(counts).per_km2 @ AREA[coast] == pytest.approx(100)


def test_too_few_show_no_surface() -> None:
    counts = np.zeros(len(CELLS))
    counts[0] = FEWEST_INCIDENTS - 1
    with pytest.raises(TooFewError):
        KERNELS.surface(counts)


def test_rates_of_few_are_drawn_to_the_mean_and_those_of_many_stay() -> None:
    among = np.array([2.0, 1_000, 1_000, 1_000, 2])
    events = np.array([2.0, 900, 100, 500, 0])
    rates = empirical_bayes(events, among)
    mean = events.sum() / among.sum()
    assert rates[1] == pytest.approx(0.9, abs=0.01)
    assert rates[2] == pytest.approx(0.1, abs=0.01)
    assert mean < rates[0] < 0.9
    assert 0.1 < rates[4] < mean


def test_rates_that_differ_by_chance_alone_are_all_the_same() -> None:
    among = np.full(50, 4.0)
    assert np.ptp(empirical_bayes(np.tile([2.0, 2.0], 25), among)) == 0


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 200)), min_size=2, max_size=60))
def test_a_drawn_rate_lies_between_its_own_and_the_mean(pairs: list[tuple[int, int]]) -> None:
    events, among = (np.array(column, float) for column in zip(*((min(e, a), a) for e, a in pairs), strict=True))
    rates, raw, mean = empirical_bayes(events, among), events / among, events.sum() / among.sum()
    assert (rates >= np.minimum(raw, mean) - 1e-12).all()
    assert (rates <= np.maximum(raw, mean) + 1e-12).all()
