"""Classes: breaks made once of a year's reports, the same whatever is filtered, and nothing shaded that is too few."""

import datetime as dt

import numpy as np
import pytest
from django.core.management import call_command

from maps.bins.folding import fold_all
from maps.classes.breaks import AREA, HEXAGON, LADDERS, forget, scheme
from maps.classes.judged import PATTERNS, confidence_classes, pattern_classes
from maps.classes.making import five_breaks, make_breaks, newest_year
from maps.classes.scheme import RAMP, Scheme
from maps.models import ClassBreaks
from maps.statistics.emerging import Pattern
from tests.factories import ReportFactory

COUNTS = Scheme((3.0, 10.0, 30.0, 100.0, 300.0), 3)
RATES = Scheme((0.0, 3.0, 10.0, 30.0, 100.0), 10, rate=True)


@pytest.mark.parametrize(
    ("n", "name"),
    [(0, "none"), (1, "few"), (2, "few"), (3, "0"), (9, "0"), (10, "1"), (299, "3"), (300, "4"), (10**6, "4")],
)
def test_a_count_falls_into_its_class(n: int, name: str) -> None:
    assert COUNTS.class_of(n, n) == name


@pytest.mark.parametrize(
    ("n", "rate", "name"),
    [(0, None, "none"), (9, 50.0, "few"), (9, None, "few"), (10, None, "unknown"), (10, 0.2, "0"), (10, 100.0, "4")],
)
def test_a_rate_of_too_few_is_none_and_without_a_denominator_unknown(n: int, rate: float | None, name: str) -> None:
    assert RATES.class_of(n, rate) == name


def test_the_legend_names_every_class_once_and_whole_numbers_only_once() -> None:
    texts = [one.text for one in COUNTS.classes()]
    assert len(set(texts)) == len(texts) == 2 + len(RAMP)
    assert {"3–9", "10–29", "30–99", "100–299"} <= set(texts)
    assert "unknown" in {one.name for one in RATES.classes()}
    assert "unknown" not in {one.name for one in COUNTS.classes()}


def test_breaks_are_readable_ascending_and_part_what_lies_apart() -> None:
    rng = np.random.default_rng(6408)
    values = np.concatenate([rng.poisson(middle, 40) for middle in (4, 20, 100, 500, 2500)]).astype(float)
    breaks = five_breaks(values[values >= 3], 3)
    assert breaks is not None
    assert breaks[0] == 3
    assert breaks == sorted(set(breaks))
    assert all(lower == int(lower) for lower in breaks)
    parted = np.digitize(values[values >= 3], breaks)
    assert min(np.bincount(parted)[1:]) >= 20


@pytest.mark.parametrize("values", [[], [5.0] * 400, [3.0, 4.0, 5.0] * 3])
def test_of_too_few_or_equal_figures_no_classes_are_made(values: list[float]) -> None:
    assert five_breaks(np.array(values), 3) is None


def test_thousands_of_places_have_the_breaks_of_their_order_statistics() -> None:
    values = np.random.default_rng(1).lognormal(3, 1.5, 30_000)
    few = five_breaks(values[::15], 3)
    assert five_breaks(values, 3) == pytest.approx(few, rel=0.7)


def test_every_pattern_of_the_statistics_has_words_and_a_hatch_of_its_own() -> None:
    assert set(PATTERNS) == {pattern.value for pattern in Pattern} - {"none"}
    hatches = [one.hatch for one in pattern_classes()]
    assert len(set(hatches)) == 8
    fills = [one.fill for one in [*pattern_classes(), *pattern_classes(cold=True)]]
    assert len(set(fills)) == 16


def test_how_sure_is_told_by_a_sign_as_well_as_by_colour() -> None:
    assert [one.sign for one in confidence_classes()] == ["+++", "++", "+", "", "−", "−−", "−−−"]


@pytest.mark.django_db
def test_breaks_once_made_stay_whatever_is_reported_after(capsys: pytest.CaptureFixture[str]) -> None:
    ReportFactory(received_at=dt.datetime(2025, 3, 5, tzinfo=dt.UTC))
    fold_all()
    year = newest_year()
    assert year is not None
    assert (year.since, year.until) == (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    assert make_breaks() == []
    assert scheme(HEXAGON, 5).breaks == LADDERS[HEXAGON]
    ClassBreaks.objects.create(
        measure=AREA,
        level=0,
        monthly=False,
        breaks=[10, 20, 40, 80, 160],
        places=300,
        since=year.since,
        until=year.until,
    )
    forget()
    for _ in range(12):
        ReportFactory()
    fold_all()
    assert scheme(AREA).breaks == (10, 20, 40, 80, 160)
    assert "300" in scheme(AREA).reference
    call_command("classify_maps", "--if-none")
    assert "kept" in capsys.readouterr().out
    assert ClassBreaks.objects.count() == 1


@pytest.mark.django_db
def test_without_any_report_the_command_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("classify_maps")
    assert "too few" in capsys.readouterr().out
