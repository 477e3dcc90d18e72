"""What is hidden of counts, held against the rule told slowly."""

from hypothesis import given
from hypothesis import strategies as st

from monitoring.suppression import told_counts


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 14)), st.integers(2, 12))
def test_what_is_hidden_is_enough_and_no_more(counts: dict[str, int], least: int) -> None:
    shown, hidden = told_counts(counts, least)
    silent = {key: n for key, n in counts.items() if n and key not in shown}
    assert hidden == sum(silent.values())
    assert shown == {key: counts[key] for key in shown}
    assert all(n >= least for n in shown.values())
    assert hidden == 0 or hidden >= least or not shown
    beyond = {key: n for key, n in silent.items() if n >= least}
    if beyond:  # one alone, the smallest of those that could be told, and not without need
        assert len(beyond) == 1
        assert 0 < hidden - sum(beyond.values()) < least
        assert all(n >= max(beyond.values()) for n in shown.values())


def test_a_count_is_told_from_the_least_on() -> None:
    assert told_counts({"a": 10, "b": 9, "c": 1}, 10) == ({"a": 10}, 10)
    assert told_counts({"a": 10}, 10) == ({"a": 10}, 0)
    assert told_counts({"a": 10, "b": 11, "c": 9}, 10) == ({"b": 11}, 19)
    assert told_counts({"a": 0}, 10) == ({}, 0)
