"""Campaigns: many reports, few hands, short time, all three; and what is not known accuses nobody."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.statistics.campaigns import DAYS, EACH, FEWEST, campaigns, hands


def days(*offsets: int) -> np.ndarray:
    return np.datetime64("2026-05-01") + np.array(offsets, int)


def of_one_place(offsets: list[int], whose: list[int]) -> list:
    return campaigns(np.zeros(len(offsets), int), days(*offsets), np.array(whose))


def test_hands_are_told_by_any_mark_and_by_way_of_others() -> None:
    marks = [["phone"], ["phone", "text"], ["text"], [], ["other"], []]
    numbers = hands(marks)
    assert numbers[0] == numbers[1] == numbers[2]
    assert len(set(numbers.tolist())) == 4


def test_forty_reports_of_one_hand_among_five_of_others_are_a_campaign() -> None:
    (found,) = of_one_place([k % 4 for k in range(45)], [0] * 40 + [1, 2, 3, 4, 5])
    assert found.n == 45
    assert found.hands == pytest.approx(45**2 / (40**2 + 5))
    assert (str(found.first), str(found.last)) == ("2026-05-01", "2026-05-04")


@pytest.mark.parametrize(
    ("offsets", "whose"),
    [
        pytest.param([0] * (FEWEST - 1), [0] * (FEWEST - 1), id="too few"),
        pytest.param([0] * 40, list(range(40)), id="many hands: something happened"),
        pytest.param([k * DAYS for k in range(40)], [0] * 40, id="one hand in a long time: a diligent neighbour"),
        pytest.param([0] * 40, [k // 2 for k in range(40)], id="each hand twice"),
    ],
)
def test_one_of_three_missing_is_no_campaign(offsets: list[int], whose: list[int]) -> None:
    assert of_one_place(offsets, whose) == []


def test_of_each_place_apart() -> None:
    places = np.repeat([7, 8], 30)
    whose = np.concatenate([np.zeros(30, int), np.arange(1, 31)])
    (found,) = campaigns(places, days(*[0] * 60), whose)
    assert set(places[found.members].tolist()) == {7}


def test_a_window_lasts_a_week_and_not_longer() -> None:
    half = FEWEST // 2
    assert of_one_place([0] * half + [DAYS - 1] * half, [0] * FEWEST)
    assert not of_one_place([0] * half + [DAYS] * half, [0] * FEWEST)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 12), st.integers(0, 3)), max_size=80))
def test_what_is_flagged_is_what_counting_each_window_flags(reports: list[tuple[int, int, int]]) -> None:
    places, offsets, whose = np.array(reports, int).reshape(-1, 3).T
    expected = set()
    for place in range(2):
        for first in range(13):
            window = np.flatnonzero((places == place) & (offsets >= first) & (offsets < first + DAYS))
            sizes = np.bincount(whose[window], minlength=1)
            if len(window) >= FEWEST and (sizes**2).sum() >= EACH * len(window):
                expected |= set(window.tolist())
    found = campaigns(places, days(*offsets), whose)
    assert {int(k) for campaign in found for k in campaign.members} >= expected
