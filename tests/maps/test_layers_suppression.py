"""What is withheld cannot be worked out from what is told: neither from one table nor from what every page says."""

import random
from itertools import product
from typing import Any

import numpy as np
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from maps.bins.folding import fold_all
from maps.layers.suppression import tellable, withheld
from maps.layers.told import TOLD_LEVEL
from reports.models import Report
from tests.maps import tiles
from tests.maps.counting import make

COUNTS = st.tuples(*[st.integers(0, 12)] * 3)
TABLES = st.lists(COUNTS, min_size=1, max_size=9)


def sums(table: Any) -> list[int]:
    return [sum(column) for column in zip(*table, strict=True)]


def ranges(table: list[tuple[int, ...]], hidden: list[int]) -> np.ndarray[Any, Any]:
    """How low and how high each withheld count may be, for who knows all totals and all that is told: shape (n, 3, 2).

    Totals of rows and of columns make it a problem of transport: its corners are whole numbers, so that these are
    reached by tables of counts.
    """
    rows, left = len(hidden), sums([table[place] for place in hidden])
    equations, totals = [], []
    for row in range(rows):
        equations.append([float(k // 3 == row) for k in range(rows * 3)])
        totals.append(sum(table[hidden[row]]))
    for column in range(3):
        equations.append([float(k % 3 == column) for k in range(rows * 3)])
        totals.append(left[column])
    found = np.empty((rows, 3, 2))
    for row, column, side in product(range(rows), range(3), range(2)):
        goal = [0.0] * (rows * 3)
        goal[row * 3 + column] = 1 - 2 * side
        solved = linprog(goal, A_eq=equations, b_eq=totals, bounds=(0, None))
        assert solved.success
        found[row, column, side] = round(abs(solved.fun))
    return found


@settings(max_examples=150, deadline=None)
@given(table=TABLES)
def test_no_report_is_given_away_by_what_is_told(table: list[tuple[int, ...]]) -> None:
    hidden = sorted(withheld(table))
    if not tellable(sums(table)):
        assert hidden == list(range(len(table)))  # and the total is not told either
        return
    assert all(tellable(table[place]) for place in range(len(table)) if place not in hidden)
    possible = ranges(table, hidden) if hidden else np.empty((0, 3, 2))
    for row, place in enumerate(hidden):
        for column in range(3):
            low, high = possible[row, column]
            assert low <= table[place][column] <= high
            if table[place][column]:
                assert low < high, f"row {place} of {table} must be {low}"


@given(table=TABLES)
def test_no_more_is_withheld_than_must_be(table: list[tuple[int, ...]]) -> None:
    hidden = withheld(table)
    if not hidden or not tellable(sums(table)):
        return
    secondary = [place for place in hidden if tellable(table[place])]
    if secondary:
        # Without the largest of the complement, what is left over would tell
        largest = max(secondary, key=lambda place: (sum(table[place]), place))
        assert not tellable(sums([table[place] for place in hidden if place != largest]))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((0, 0, 0), True),
        ((3, 4, 0), True),
        ((9, 3, 3), True),
        ((2, 9, 9), False),  # fewer than three
        ((1, 0, 0), False),
        ((7, 0, 0), False),  # all of them are of one urgency, and everyone knows which reports these are
    ],
)
def test_when_the_counts_of_a_place_may_be_told(counts: tuple[int, ...], told: bool) -> None:
    assert tellable(counts) is told


def test_the_smallest_other_place_is_withheld_along() -> None:
    assert withheld([(1, 5, 0), (30, 20, 10), (4, 3, 3), (9, 9, 9)]) == {0, 2}
    assert withheld([(4, 5, 0), (30, 20, 10)]) == set()


def _fill(*places: tuple[int, dict[str, int]]) -> None:
    chance = random.Random(3)
    rows = [
        make({"place": place, "urgency": urgency}, chance)
        for place, counts in places
        for urgency, n in counts.items()
        for _ in range(n)
    ]
    Report.objects.bulk_create(rows)
    fold_all()


LAYERS = ("heksagon", "kelompok", "titik")
KUTAI, YOGYA, PAPUA = 0, 2, 3


@pytest.fixture
def three_places(db: None) -> None:
    _fill((KUTAI, {"D": 1, "T": 6, "N": 5}), (YOGYA, {"D": 4, "T": 4, "N": 4}), (PAPUA, {"D": 9, "T": 8, "N": 9}))


@pytest.mark.usefixtures("three_places")
def test_everyone_gets_one_table_by_urgency_whichever_layer_and_zoom_they_ask_for() -> None:
    answers = []
    for layer, zoom in product(LAYERS, (3, 5, 9, 13)):
        box = tiles.COUNTRY if zoom < 7 else "117,0.2,118,1" if zoom == 9 else "117.5,0.45,117.65,0.6"
        found = tiles.in_view(Client(), layer, zoom, "urgency=D", box)
        assert not any(one["properties"].get("number") for one in found), "a number would tell outright"
        if zoom < 7:
            answers.append(sorted((p["n"] or 0, p["few"]) for p in (one["properties"] for one in found)))
        else:
            assert all(one["properties"]["n"] is None and one["properties"]["few"] for one in found)
    assert all(answer == answers[0] for answer in answers)
    told = tiles.by_cell(Report.objects.all(), TOLD_LEVEL)
    assert len(answers[0]) == len(told)
    assert sum(n for n, _few in answers[0]) in {0, 9}  # Kutai for its one, and at least the smaller of the others


@pytest.mark.usefixtures("three_places")
def test_areas_withhold_the_same_way_and_parts_do_not_give_the_whole_away() -> None:
    found = {
        one["properties"]["code"]: one["properties"]
        for one in (
            *tiles.in_view(Client(), "wilayah", 5, "urgency=D"),
            *tiles.in_view(Client(), "wilayah", 3, "urgency=D"),
        )
    }
    assert found["64"]["few"]
    assert found["64"]["n"] is None
    assert found["64.08"]["n"] is None
    assert found["34"]["n"] is None, "the smallest of the others goes with the one that is too small"
    assert found["34.04"]["n"] is None, "what is told of all parts would tell of the whole"
    assert (found["95"]["n"], found["95"]["few"]) == (9, False)
    assert found["64.08"]["per_1000_km2"] is None
    assert found["31.71"]["n"] == 0


@pytest.mark.usefixtures("three_places")
def test_a_file_withholds_what_the_map_does() -> None:
    rows = b"".join(Client().get("/peta/lapis/wilayah.csv?urgency=D")).decode().splitlines()
    columns = rows[0].lstrip("\ufeff").split(",")
    kutai = next(row.split(",") for row in rows if "64.08" in row.split(",")[columns.index("code")])
    assert kutai[columns.index("n")] == ""


@pytest.mark.usefixtures("three_places")
def test_without_a_filter_of_urgency_nothing_is_withheld() -> None:
    for layer in (*LAYERS, "wilayah"):
        for one in tiles.in_view(Client(), layer, 5, "state=open&theme=W"):
            assert not one["properties"]["few"]
            assert one["properties"]["n"] is not None
