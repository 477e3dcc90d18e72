"""A hotspot keeps its number while reports come and go; splits and joins follow rules that know no order."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from maps.hotspot.matching import Known, Matching, match


def known(*sets: str, taken: str = "") -> list[Known]:
    """Hotspots 1, 2, … by the letters of their incidents; `taken` are the keys of those taken up."""
    return [Known(k, frozenset(map(ord, s)), str(k) in taken) for k, s in enumerate(sets, start=1)]


def letters(*sets: str) -> list[set[int]]:
    return [set(map(ord, one)) for one in sets]


def told(found: Matching) -> list[tuple[int | None, int | None, list[int]]]:
    return [(fate.hotspot, fate.split_from, fate.joined) for fate in found.fates]


def test_reports_come_and_go_and_the_hotspot_stays() -> None:
    found = match(known("abcdef"), letters("defghi"))
    assert told(found) == [(1, None, [])]
    assert found.gone == []


def test_one_shared_report_among_many_is_no_kinship() -> None:
    found = match(known("abcdef"), letters("fghijk"))
    assert told(found) == [(None, None, [])]
    assert found.gone == [1]


def test_the_larger_part_keeps_the_number_and_the_other_is_split_from_it() -> None:
    found = match(known("abcdefgh"), letters("fghij", "abcdek"))
    assert told(found) == [(None, 1, []), (1, None, [])]


def test_of_two_that_grow_together_the_one_that_shares_more_goes_on() -> None:
    found = match(known("ab", "cdefg"), letters("abcdefg"))
    assert told(found) == [(2, None, [1])]
    assert found.gone == []


def test_what_an_agency_has_in_hand_goes_on_however_small() -> None:
    found = match(known("ab", "cdefg", taken="1"), letters("abcdefg"))
    assert told(found) == [(1, None, [2])]


def test_two_that_are_taken_up_stay_two_each_with_its_own() -> None:
    found = match(known("abc", "defgh", taken="12"), letters("abcdefghx"))
    assert told(found) == [(2, None, [])]
    assert found.apart == {1: frozenset(map(ord, "abc"))}
    assert found.fates[0].reports == frozenset(map(ord, "defghx"))


def test_of_equals_the_older_goes_on() -> None:
    assert told(match(known("abc", "def"), letters("abcdef"))) == [(1, None, [2])]


def test_the_same_place_with_other_reports_is_the_same_hotspot() -> None:
    overlaps = {(1, 0): 0.8, (2, 0): 0.3}
    assert told(match(known("abc", "def"), letters("uvwxyz"), overlaps)) == [(1, None, [])]
    assert told(match(known("abc"), letters("uvwxyz"), {(1, 0): 0.4})) == [(None, None, [])]


REPORTS = st.integers(0, 30)


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Known], list[set[int]]]:
    """Hotspots that share no report, and clusters that share none."""
    sides = []
    for _side in range(2):
        owner = draw(st.dictionaries(REPORTS, st.integers(0, 5), max_size=31))
        sets: dict[int, set[int]] = {}
        for report, of in owner.items():
            sets.setdefault(of, set()).add(report)
        sides.append(list(sets.values()))
    taken = draw(st.lists(st.booleans(), min_size=6, max_size=6))
    hotspots = [Known(key, frozenset(some), taken[key]) for key, some in enumerate(sides[0])]
    return hotspots, sides[1]


@given(situation=situations(), seed=st.randoms(use_true_random=False))
def test_everything_has_one_fate_whatever_the_order(
    situation: tuple[list[Known], list[set[int]]], seed: random.Random
) -> None:
    hotspots, clusters = situation
    found = match(hotspots, clusters)
    on = [fate.hotspot for fate in found.fates if fate.hotspot is not None]
    joined = [key for fate in found.fates for key in fate.joined]
    assert sorted([*on, *joined, *found.apart, *found.gone]) == sorted(one.key for one in hotspots)
    parts = [*(fate.reports for fate in found.fates), *found.apart.values()]
    assert all(not a & b for a, b in itertools.combinations(parts, 2))
    assert set().union(*parts) == set().union(*clusters) if clusters else not any(parts)
    assert all(not one.taken_up for one in hotspots if one.key in joined and _taken(hotspots, found, one.key))

    mixed = list(range(len(clusters)))
    seed.shuffle(mixed)
    again = match(hotspots, [clusters[place] for place in mixed])
    if _no_ties(hotspots, clusters):
        assert {frozenset(f.reports): f.hotspot for f in again.fates} == {
            frozenset(f.reports): f.hotspot for f in found.fates
        }


def _taken(hotspots: list[Known], found: Matching, joined: int) -> bool:
    """Whether the hotspot that another joined is taken up."""
    into = next(fate.hotspot for fate in found.fates if joined in fate.joined)
    return next(one.taken_up for one in hotspots if one.key == into)


def _no_ties(hotspots: list[Known], clusters: list[set[int]]) -> bool:
    shares = [len(one.reports & cluster) for one in hotspots for cluster in clusters if one.reports & cluster]
    return len(shares) == len(set(shares))
