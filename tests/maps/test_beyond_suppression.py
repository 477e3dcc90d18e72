"""No count below three follows from what is told and the sum, for whoever knows the rule as well."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maps.beyond.suppression import FEWEST, withheld

Table = tuple[int, ...]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
TABLES = st.lists(st.integers(0, 12), min_size=1, max_size=38)


def outcomes(table: Table) -> Iterator[tuple[int | None, ...]]:
    """All that may be told of a table: counts, None where withheld, and the sum last; chance chooses every way."""
    counts = {f"{place:02}": n for place, n in enumerate(table)}
    untried: list[list[int]] = [[]]
    while untried:
        path, asked = untried.pop(), 0

        def choose(places: Sequence[str], path: list[int] = path) -> str:
            nonlocal asked
            asked += 1
            if asked > len(path):
                untried.extend([*path, other] for other in range(1, len(places)))
                path.append(0)
            return places[path[asked - 1]]

        hidden = withheld(counts, choose)
        if hidden is None:
            yield (*(None for _ in table), None)
        else:
            yield (*(None if place in hidden else n for place, n in counts.items()), sum(table))


@pytest.mark.parametrize(("places", "most"), [(1, 9), (2, 9), (3, 8), (4, 5)])
def test_who_knows_the_rule_and_the_sum_cannot_work_out_a_small_count(places: int, most: int) -> None:
    worlds: dict[tuple[int | None, ...], set[Table]] = defaultdict(set)
    for table in product(range(most + 1), repeat=places):
        for told in outcomes(table):
            worlds[told].add(table)
    assert len(worlds) > most / 2
    for told, tables in worlds.items():
        assert all(n is None or n >= FEWEST for n in told[:-1])
        for place in range(places):
            possible = {table[place] for table in tables}
            if len(possible) == 1 and told[place] is None:
                # That there is none, where there is none anywhere, tells of nobody
                assert possible == {0}, (told, tables)


@QUICK
@given(TABLES)
def test_what_is_left_of_the_sum_is_of_two_places_and_not_small(table: list[int]) -> None:
    counts = {f"{place:02}": n for place, n in enumerate(table)}
    hidden = withheld(counts)
    if hidden is None:
        return
    assert {place for place, n in counts.items() if n < FEWEST} <= hidden
    left = [counts[place] for place in hidden]
    assert sum(left) == 0 or (sum(left) >= FEWEST and len(left) >= 2)


@QUICK
@given(TABLES)
def test_no_more_is_withheld_than_must_be(table: list[int]) -> None:
    counts = {f"{place:02}": n for place, n in enumerate(table)}
    hidden = withheld(counts) or set()
    more = [place for place in hidden if counts[place] >= FEWEST]
    if len(more) > 1:
        largest = max(more, key=lambda place: counts[place])
        left = [counts[place] for place in hidden if place != largest]
        assert sum(left) < FEWEST or all(n == FEWEST - 1 for n in left)


def test_the_smallest_other_place_goes_along() -> None:
    assert withheld({"11": 1, "64": 9, "34": 4}) == {"11", "34"}
    assert withheld({"11": 2, "64": 9, "34": 1}) == {"11", "34"}
    assert withheld({"11": 2, "12": 2, "64": 9}) == {"11", "12", "64"}, "two places with four can only have two each"
    assert withheld({"11": 0, "64": 9}) == {"11"}
    assert withheld({"11": 1, "64": 0}) is None
