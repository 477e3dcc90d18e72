"""The index of satisfaction: reckoned as PermenPANRB 14/2017 has it, told only where there is enough."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.utils import timezone

from monitoring.counting.tally import Tally
from monitoring.measures import BY_NAME, Figure
from monitoring.measures.satisfaction import band_of, index_of
from reports.models import UNSUR

Marks = Sequence[Sequence[int | None]]


def rated(rows: Marks) -> Tally:
    """The tally of ratings: nine marks a row."""
    tally = Tally()
    full = [row for row in rows if None not in row]
    totals = [sum(mark or 0 for mark in row) for row in full]
    tally.survey.update(
        n=len(rows), complete=len(full), total=sum(totals), squares=sum(total * total for total in totals)
    )
    for at, name in enumerate(UNSUR):
        marks = [row[at] for row in rows if row[at] is not None]
        tally.survey.update({name: sum(mark or 0 for mark in marks), f"{name}_n": len(marks)})
        tally.survey[f"{name}_complete"] = sum(row[at] or 0 for row in full)
    return tally


def index(rows: Marks) -> Figure:
    return BY_NAME["satisfaction"].figure(rated(rows), timezone.now())


def test_ten_ratings_with_all_marks_give_an_index() -> None:
    figure = index([[3] * 9] * 9 + [[4] * 9] + [[1, *[None] * 8]])
    assert (figure.value, figure.n, figure.band, figure.provisional) == (77.5, 10, "B", False)
    assert {(part.n, part.value) for part in figure.parts} == {(10, 3.1)}
    assert figure.low is not None
    assert figure.low < 77.5 < (figure.high or 0)


def test_an_interval_leaves_no_scale() -> None:
    best, worst = index([[4] * 9] * 9 + [[1] * 9]), index([[1] * 9] * 9 + [[4] * 9])
    assert (best.value, best.high) == (92.5, 100)
    assert (worst.value, worst.low) == (32.5, 25)
    for figure in (best, worst):
        assert 25 <= (figure.low or 0) < (figure.value or 0) < (figure.high or 0) <= 100


def test_fewer_full_ratings_give_a_provisional_index_of_all() -> None:
    figure = index([[3] * 9] * 9 + [[1, *[None] * 8]])
    assert figure.provisional
    assert not figure.band
    assert figure.n == 10
    assert figure.value == float(index_of([28] + [27] * 8, [10] + [9] * 8) or 0)


def test_of_nine_ratings_nothing_is_told_but_their_number() -> None:
    figure = index([[4] * 9] * 9)
    assert (figure.value, figure.n) == (None, 9)
    assert figure.why


def test_a_question_that_nobody_answered_leaves_no_index() -> None:
    assert index([[None, *[4] * 8]] * 12).value is None


@pytest.mark.parametrize(
    ("value", "band"),
    [
        ("100", "A"),
        ("88.31", "A"),
        ("88.30", "B"),
        ("76.61", "B"),
        ("76.60", "C"),
        ("65.00", "C"),
        ("64.99", "D"),
        ("25", "D"),
    ],
)
def test_bands_begin_where_the_regulation_has_them(value: str, band: str) -> None:
    assert band_of(Decimal(value)) == band


def test_an_index_is_rounded_once_and_before_it_is_put_in_a_band() -> None:
    # Σ NRR × 25/9 = 88.305…, which is 88.31 once rounded: A, where the bare figure is below the band
    sums = [3179] + [3179] * 8
    assert index_of(sums, [900] * 9) == Decimal("88.31")
    assert band_of(Decimal("88.31")) == "A"
    assert index_of([1] * 9, [8] * 9) == Decimal("3.13")  # a tie, 3.125, goes up


def test_without_ratings_there_is_no_index() -> None:
    assert BY_NAME["satisfaction"].figure(Tally(), dt.datetime.now(dt.UTC)).value is None
