"""/titik-rawan/banding/: how sure a difference is, and that of many areas compared few seem to differ by chance."""

import csv
import datetime as dt
from typing import Any

import numpy as np
import pytest
from django.test import Client
from scipy.stats import binomtest

from maps.bins.folding import fold_all
from maps.hotspot_page.differences import ALPHA, discoveries, rate_ratio
from tests.factories import ReportFactory

ADDRESS = "/titik-rawan/banding/"


@pytest.mark.parametrize(("a", "b"), [(3, 12), (11, 4), (40, 45), (0, 15), (15, 0), (500, 430)])
@pytest.mark.parametrize(("months_a", "months_b"), [(3, 3), (12, 6)])
def test_interval_and_chance_are_those_of_a_binomial_share(a: int, b: int, months_a: int, months_b: int) -> None:
    ratio, low, high, p = rate_ratio(a, b, months_a, months_b)
    wilson = binomtest(b, a + b, months_b / (months_a + months_b)).proportion_ci(method="wilson")
    factor = months_a / months_b
    assert low == pytest.approx(wilson.low / (1 - wilson.low) * factor, abs=1e-6)
    if wilson.high < 1:
        assert high == pytest.approx(wilson.high / (1 - wilson.high) * factor, rel=1e-6)
    assert low <= ratio <= high
    exact = binomtest(b, a + b, months_b / (months_a + months_b)).pvalue
    assert p == pytest.approx(exact, abs=0.05)


def test_periods_of_other_lengths_are_compared_by_the_month() -> None:
    ratio, low, high, p = rate_ratio(24, 12, 12, 6)
    assert ratio == pytest.approx(1)
    assert low < 1 < high
    assert p > 0.8


def test_where_nothing_has_changed_hardly_ever_an_area_is_called_different() -> None:
    rng = np.random.default_rng(6408)
    wrong = 0
    for _ in range(200):
        counts = rng.poisson(rng.lognormal(3, 0.8, 60)[:, None], (60, 2))
        ps = sorted(rate_ratio(int(a), int(b), 1, 1)[3] for a, b in counts if a + b >= 10)
        wrong += discoveries(ps) > 0
    assert wrong / 200 <= ALPHA + 0.03


@pytest.mark.django_db
def test_each_period_has_its_counts_and_what_differs_is_said(client: Client) -> None:
    for _ in range(4):
        ReportFactory(received_at=dt.datetime(2025, 1, 10, tzinfo=dt.UTC))
    for _ in range(30):
        ReportFactory(received_at=dt.datetime(2026, 1, 10, tzinfo=dt.UTC))
    fold_all()
    query = {"a_since": "2025-01", "a_until": "2025-03", "b_since": "2026-01", "b_until": "2026-03"}
    answer = client.get(ADDRESS, query)
    [row] = answer.context["page"].object_list
    assert (row.code, row.a, row.b, row.verdict) == ("64.08", 4, 30, "more")
    assert any("Kutai Timur" in sentence for sentence in answer.context["told"])
    data = [side["map_data"] for side in answer.context["sides"]]
    assert data[0]["schemes"] == data[1]["schemes"]
    text = answer.content.decode()
    assert "since=2025-01" in text
    assert "since=2026-01" in text


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "ratio"), [(2026, "× ∞"), (2025, "× 0 ")])
def test_where_one_period_has_none_the_ratio_is_beyond_numbers_or_nothing(
    client: Client, year: int, ratio: str
) -> None:
    for _ in range(12):
        ReportFactory(received_at=dt.datetime(year, 1, 10, tzinfo=dt.UTC))
    fold_all()
    query = {"a_since": "2025-01", "a_until": "2025-03", "b_since": "2026-01", "b_until": "2026-03"}
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 200
    assert answer.context["page"].object_list[0].told[3].startswith(ratio)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"a_since": "2025-03", "a_until": "2025-01"}, "a_until"),
        ({"a_since": "2025-03"}, "a_until"),
        ({"b_until": "2025-03"}, "b_since"),
        ({"a_since": "kemarin"}, "a_since"),
        ({"b_since": "2016-01", "b_until": "2025-12"}, "b_since"),
        ({"theme": "Z"}, "theme"),
    ],
)
def test_wrong_periods_are_told_at_their_field(client: Client, query: dict[str, str], field: str) -> None:
    answer: Any = client.get(ADDRESS, query)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert "sides" not in answer.context


@pytest.mark.django_db
def test_without_periods_the_last_year_stands_beside_the_one_before(client: Client) -> None:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    spans = [dict(part.split("=") for part in side["query"].split("&")) for side in answer.context["sides"]]
    assert all(span["since"][5:] == spans[0]["since"][5:] for span in spans)
    assert int(spans[1]["since"][:4]) - int(spans[0]["since"][:4]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("layer", "tiles"), [("heksagon", "heksagon"), ("wilayah-luas", "wilayah")])
def test_both_periods_can_be_taken_along_as_files_and_on_paper(client: Client, layer: str, tiles: str) -> None:
    for month, many in ((3, 12), (4, 2)):
        for _ in range(many):
            ReportFactory(received_at=dt.datetime(2026, month, 10, tzinfo=dt.UTC))
    fold_all()
    query = {"a_since": "2026-03", "a_until": "2026-03", "b_since": "2026-04", "b_until": "2026-04", "theme": "W"}
    page = client.get(ADDRESS, query | {"layer": layer}).content.decode()
    counts = []
    for which in ("2026-03", "2026-04"):
        period = f"theme=W&amp;since={which}&amp;until={which}"
        assert f'href="/titik-rawan/cetak/?{period}&amp;layer={layer}"' in page
        address = f"/peta/lapis/{tiles}.csv?{period}"
        assert f'href="{address}"' in page
        lines = b"".join(client.get(address.replace("&amp;", "&"))).decode().splitlines()
        counts.append(sum(int(row["n"]) for row in csv.DictReader(lines)))
    assert counts == [12, 2]
