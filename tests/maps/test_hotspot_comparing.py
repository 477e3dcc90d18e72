"""Before and after: intervals are the exact ones, and nothing is claimed that chance explains."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson

from maps.hotspot.comparing import Rate, Verdict, compare

COUNTS = st.integers(0, 400)
DAYS = st.integers(14, 365)


@given(n=COUNTS, days=DAYS)
def test_the_interval_of_a_rate_is_garwoods(n: int, days: int) -> None:
    rate = Rate(n, days)
    low, high = (end * days / 30 for end in (rate.low, rate.high))
    assert poisson.cdf(n, high) == pytest.approx(0.025)
    assert low == 0 if n == 0 else poisson.sf(n - 1, low) == pytest.approx(0.025)
    assert low <= n <= high


@given(before=COUNTS, after=COUNTS, days=DAYS)
def test_the_interval_of_the_ratio_is_that_of_a_share(before: int, after: int, days: int) -> None:
    found = compare(Rate(before, days), Rate(after, days))
    if before + after:
        share = binomtest(after, before + after).proportion_ci(0.95, "exact")
        assert found.low == pytest.approx(share.low / (1 - share.low), abs=1e-9)
        assert found.high == (inf if share.high == 1 else pytest.approx(share.high / (1 - share.high), rel=1e-6))
    assert found.low <= (found.ratio if found.ratio is not None else inf) <= found.high


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((6, 90), (3, 90), Verdict.UNSURE),
        ((30, 90), (8, 90), Verdict.FEWER),
        ((8, 90), (30, 90), Verdict.MORE),
        ((30, 90), (30, 90), Verdict.UNSURE),
        ((0, 90), (0, 90), Verdict.UNSURE),
        ((0, 90), (12, 90), Verdict.MORE),
        ((30, 300), (10, 100), Verdict.UNSURE),  # the same rate over another time
    ],
)
def test_what_is_said(before: tuple[int, int], after: tuple[int, int], verdict: Verdict) -> None:
    assert compare(Rate(*before), Rate(*after)).verdict == verdict


def test_rates_are_of_thirty_days() -> None:
    found = compare(Rate(30, 300), Rate(2, 60))
    assert (found.before.value, found.after.value) == (3.0, 1.0)
    assert found.ratio == pytest.approx(1 / 3)
