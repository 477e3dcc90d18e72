"""The eight patterns of a space-time cube, each told from the slices in which a cell was hot or cold."""

import itertools

import h3
import numpy as np
import pytest

from maps.statistics.emerging import FEWEST_SLICES, Pattern, emergence, patterns, told
from maps.statistics.gathering import TooFewError
from maps.statistics.neighbours import ring_weights

# h hot, c cold, . neither; what the trend of the scores is: + rises, − falls for sure, = neither
CASES = [
    ("...........h", "=", Pattern.NEW),
    (".........hhh", "=", Pattern.CONSECUTIVE),
    (".........hhh", "+", Pattern.CONSECUTIVE),
    ("hhhhhhhhhhhh", "+", Pattern.INTENSIFYING),
    ("hhhhh.hhhhhh", "+", Pattern.INTENSIFYING),
    ("hhhhhhhhhhhh", "=", Pattern.PERSISTENT),
    ("hhhhhhhhhhhh", "-", Pattern.DIMINISHING),
    ("h..h..hh...h", "=", Pattern.SPORADIC),
    ("h........hhh", "=", Pattern.SPORADIC),
    ("c..h..hh...h", "=", Pattern.OSCILLATING),
    ("ccc......hhh", "=", Pattern.OSCILLATING),
    ("hhhhhhhhhhh.", "=", Pattern.HISTORICAL),
    ("hhhhhhh.....", "-", Pattern.NONE),
    ("............", "=", Pattern.NONE),
]


def read(slices: str, trend: str) -> tuple[str, bool]:
    hot, cold = (np.array([[letter == kind for letter in slices]]) for kind in "hc")
    direction = np.array([{"+": 30, "-": -30, "=": 3}[trend]])
    pattern, is_cold = told(hot, cold, direction, np.array([0.6 if trend == "=" else 0.001]))
    return pattern[0], bool(is_cold[0])


@pytest.mark.parametrize(("slices", "trend", "expected"), CASES)
def test_each_history_has_its_pattern(slices: str, trend: str, expected: Pattern) -> None:
    assert read(slices, trend) == (expected, False)


@pytest.mark.parametrize(("slices", "trend", "expected"), CASES)
def test_the_cold_ones_are_their_mirror(slices: str, trend: str, expected: Pattern) -> None:
    mirrored = slices.translate(str.maketrans("hc", "ch"))
    opposite = {"+": "-", "-": "+", "=": "="}[trend]
    assert read(mirrored, opposite) == (expected, expected != Pattern.NONE)


def test_what_a_cell_is_goes_before_what_it_was() -> None:
    assert read("hhhhhhhhhhhc", "-") == (Pattern.NEW, True)
    assert read("ccccccccccch", "+") == (Pattern.NEW, False)


def test_every_short_history_has_exactly_one_pattern_and_only_hot_ones_have_a_live_one() -> None:
    histories = np.array(list(itertools.product("hc.", repeat=6)))
    hot, cold = histories == "h", histories == "c"
    found = patterns(hot, cold, np.ones(len(histories), np.int64), np.full(len(histories), 0.5))
    live = ~np.isin(found, [Pattern.NONE, Pattern.HISTORICAL])
    assert (live == hot[:, -1]).all()
    assert set(found) <= {pattern.value for pattern in Pattern}


def test_a_cube_tells_what_was_planted_in_it() -> None:
    cells = sorted(h3.grid_disk(h3.latlng_to_cell(-1.25, 116.85, 7), 12))
    at = {cell: k for k, cell in enumerate(cells)}
    centre = h3.latlng_to_cell(-1.25, 116.85, 7)
    ring = list(h3.grid_ring(centre, 8))
    always, lately, formerly = ring[0], ring[16], ring[32]
    cube = np.random.default_rng(12).poisson(1, (len(cells), 24)).astype(float)
    for spot, months in ((always, slice(None)), (lately, slice(21, None)), (formerly, slice(0, 23))):
        for cell in h3.grid_disk(spot, 1):
            cube[at[cell], months] += 14
    found = emergence(cube, ring_weights(cells))
    assert found.pattern[at[always]] == Pattern.PERSISTENT
    assert found.pattern[at[lately]] == Pattern.CONSECUTIVE
    assert found.pattern[at[formerly]] == Pattern.HISTORICAL
    assert not found.cold[[at[always], at[lately], at[formerly]]].any()
    elsewhere = [at[cell] for cell in h3.grid_disk(centre, 4)]
    assert (found.pattern[elsewhere] == Pattern.NONE).mean() > 0.95


def test_a_short_cube_says_nothing_of_trends() -> None:
    cells = sorted(h3.grid_disk(h3.latlng_to_cell(-1.25, 116.85, 7), 5))
    with pytest.raises(TooFewError):
        emergence(np.ones((len(cells), FEWEST_SLICES - 1)), ring_weights(cells))
