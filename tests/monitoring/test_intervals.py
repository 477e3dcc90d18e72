"""Intervals are those of scipy, and what they cannot say is not said."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, binomtest, ecdf

from monitoring.measures.intervals import kaplan_meier, mean_interval, wilson

TIMES = st.dictionaries(st.tuples(st.integers(0, 30), st.booleans()), st.integers(1, 9), min_size=1, max_size=25)


@given(st.integers(1, 500), st.data())
def test_shares_have_the_interval_of_wilson(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    found = binomtest(hits, n).proportion_ci(method="wilson")
    assert wilson(hits, n) == pytest.approx((found.low, found.high), abs=1e-9)


@given(TIMES)
@settings(max_examples=200)
def test_medians_are_those_of_the_survival_function(durations: dict[tuple[int, bool], int]) -> None:
    if not any(happened for _time, happened in durations):
        assert kaplan_meier(durations).value is None
        return
    times = np.repeat([time for time, _happened in durations], list(durations.values()))
    waiting = np.repeat([not happened for _time, happened in durations], list(durations.values()))
    left = ecdf(CensoredData.right_censored(times, waiting)).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of where nobody is left, which is undefined
        band = left.confidence_interval(method="log-log")
    found = kaplan_meier(durations)
    assert found.value == first_at_half(left)
    assert (found.low, found.high) == (first_at_half(band.low), first_at_half(band.high))


def first_at_half(step: Any) -> float | None:
    """The first time at which no more than half are left; what is not a number is none."""
    steps = zip(step.quantiles, step.probabilities, strict=True)
    return next((time for time, share in steps if share <= 0.5 + 1e-9), None)


def test_who_still_waits_moves_the_median_and_is_not_dropped() -> None:
    answered = {(2, True): 10, (4, True): 10}
    assert kaplan_meier(answered).value == 2
    assert kaplan_meier(answered | {(30, False): 5}).value == 4
    assert kaplan_meier(answered | {(30, False): 25}).value is None


def test_an_upper_limit_that_was_not_seen_is_none() -> None:
    found = kaplan_meier({(3, True): 3, (9, False): 2})
    assert (found.value, found.high) == (3, None)


def test_one_value_has_no_interval_of_its_mean() -> None:
    assert mean_interval(3, 9, 1) is None
    # 10 values of mean 3: √((100 − 10 × 9) / 9 / 10) = 1/3; two, 1 and 3: √((10 − 8) / 1 / 2) = 1
    assert mean_interval(30, 100, 10) == pytest.approx((3 - 1.959964 / 3, 3 + 1.959964 / 3), abs=1e-6)
    assert mean_interval(4, 10, 2) == pytest.approx((2 - 1.959964, 2 + 1.959964), abs=1e-6)
    assert mean_interval(9, 27, 3) == (3, 3)


def test_all_and_none_have_limits_that_say_so() -> None:
    assert all(wilson(0, n)[0] == 0.0 and wilson(n, n)[1] == 1.0 for n in range(1, 400))
