"""Classes: breaks made once for each window, the same whatever is filtered, and nothing shaded that is too few."""

import datetime as dt
import json
import re
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client

from maps.bins.folding import fold_all
from maps.classes.breaks import AREA, EVER, HEXAGON, LADDERS, MONTH, PER_KM2, YEAR, forget, scheme, window_of
from maps.classes.judged import PATTERNS, confidence_classes, pattern_classes
from maps.classes.making import every_month, five_breaks, make_breaks, newest_year
from maps.classes.scheme import RAMP, Scheme
from maps.models import Bin, ClassBreaks, Grain
from maps.selection import month_of
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
    every = every_month()
    assert every is not None
    assert (every.since, every.until) == (dt.date(2025, 3, 1), dt.date(2025, 3, 31))
    year = newest_year(every)
    assert (year.since, year.until) == (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    assert make_breaks() == []
    assert scheme(HEXAGON, 5).breaks == LADDERS[HEXAGON]
    ClassBreaks.objects.create(
        measure=AREA,
        level=0,
        window=YEAR,
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


@pytest.mark.parametrize(
    ("since", "until", "window"),
    [
        (None, None, EVER),
        (None, dt.date(2026, 3, 1), EVER),
        (dt.date(2026, 3, 1), dt.date(2026, 3, 1), MONTH),
        (dt.date(2026, 2, 1), dt.date(2026, 3, 1), YEAR),
        (dt.date(2025, 4, 1), dt.date(2026, 3, 1), YEAR),
        (dt.date(2024, 10, 1), dt.date(2026, 3, 1), YEAR),
        (dt.date(2024, 9, 1), dt.date(2026, 3, 1), EVER),
        (dt.date(2022, 1, 1), None, EVER),
    ],
)
def test_a_period_is_shown_in_the_classes_of_the_window_nearest_to_it(
    since: dt.date | None, until: dt.date | None, window: int
) -> None:
    assert window_of(since, until) == window


@pytest.mark.django_db
def test_a_month_a_year_and_all_time_have_breaks_of_their_own() -> None:
    last = month_of(dt.date(2026, 3, 1))
    bins = [
        Bin(grain=Grain.MONTH, level=3, cell=cell, area="64.08", month=month, public=True, n=2 + cell, incidents=1)
        for cell in range(1, 41)
        for month in range(last - 59, last + 1)
    ]
    Bin.objects.bulk_create(bins)
    made = {row.window: row for row in make_breaks() if (row.measure, row.level) == (HEXAGON, 3)}
    assert made.keys() == {MONTH, YEAR, EVER}
    assert made[MONTH].breaks[-1] < made[YEAR].breaks[-1] < made[EVER].breaks[-1]
    assert [made[window].since for window in (MONTH, YEAR, EVER)] == [
        dt.date(2025, 4, 1),
        dt.date(2025, 4, 1),
        dt.date(2021, 4, 1),
    ]
    assert {row.until for row in made.values()} == {dt.date(2026, 3, 31)}
    for window, row in made.items():
        assert list(scheme(HEXAGON, 3, window).breaks) == row.breaks


def stored(measure: str, window: int, *breaks: float) -> None:
    day = dt.date(2026, 3, 31)
    ClassBreaks.objects.create(measure=measure, level=0, window=window, breaks=breaks, places=30, since=day, until=day)
    forget()


@pytest.mark.django_db
def test_where_a_window_has_no_breaks_those_of_a_year_stand_in_but_not_for_counts_of_a_month() -> None:
    stored(AREA, YEAR, 10, 20, 40, 80, 160)
    stored(PER_KM2, YEAR, 0, 1, 2, 3, 4)
    assert scheme(AREA, window=EVER).breaks == (10, 20, 40, 80, 160)
    assert scheme(AREA, window=MONTH).breaks == LADDERS[AREA]
    assert scheme(PER_KM2, window=MONTH).breaks == (0, 1, 2, 3, 4)


@pytest.fixture
def windows() -> None:
    """Twelve reports of one month, and breaks by which its district is in another class in each window."""
    for _ in range(12):
        ReportFactory(received_at=dt.datetime(2026, 3, 10, tzinfo=dt.UTC))
    fold_all()
    stored(AREA, MONTH, 10, 11, 12, 13, 14)
    stored(AREA, YEAR, 10, 12, 40, 80, 160)
    stored(AREA, EVER, 10, 100, 200, 300, 400)


def told(client: Client, address: str, data_id: str = "hotspot-data") -> Any:
    """What scripts are told on a page."""
    page = client.get(address).content.decode()
    found = re.search(rf'<script id="{data_id}" type="application/json">(.*?)</script>', page)
    assert found is not None
    return json.loads(found[1])


@pytest.mark.django_db
@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("query", "shade", "second"),
    [("", "0", 100), ("&since=2025-04&until=2026-03", "1", 12), ("&since=2026-03&until=2026-03", "2", 11)],
)
def test_page_and_picture_take_the_classes_that_suit_the_period(
    client: Client, query: str, shade: str, second: int
) -> None:
    assert told(client, f"/titik-rawan/?layer=wilayah{query}")["schemes"]["0"]["breaks"][1] == second
    picture = client.get(f"/titik-rawan/peta.svg?layer=wilayah{query}").content.decode()
    assert picture.count(f'data-class="{shade}"') == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("windows")
def test_two_periods_that_are_compared_have_the_classes_of_the_longer_one(client: Client) -> None:
    address = "/titik-rawan/banding/?a_since=2026-03&a_until=2026-03&b_since=2025-04&b_until=2026-03"
    sides = [told(client, address, f"hotspot-data-{side}")["schemes"] for side in "ab"]
    assert sides[0] == sides[1]
    assert sides[0]["0"]["breaks"][1] == 12


@pytest.mark.django_db
@pytest.mark.usefixtures("windows")
def test_the_slider_stays_with_the_classes_of_single_months(client: Client) -> None:
    ReportFactory(received_at=dt.datetime(2026, 1, 10, tzinfo=dt.UTC))
    fold_all()
    for query in ("", "&since=2025-04&until=2026-03"):
        assert told(client, f"/titik-rawan/?layer=wilayah{query}")["monthly"]["0"]["breaks"][1] == 11
