"""Reports that no map shows: counted once for each quarter that is over, and told as finely as nobody is given away."""

import csv
import datetime as dt
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client

from maps.beyond.telling import tell
from maps.bins.folding import fold_all
from maps.models import BeyondCount
from reports.models import Report, State
from tests.factories import ReportFactory, area
from tests.maps.counting import JAKARTA

pytestmark = pytest.mark.django_db

QUARTER, AFTER = dt.date(2026, 1, 1), dt.date(2026, 4, 1)
ADDRESS = "/titik-rawan/tidak-tampil.csv"
KALTIM, YOGYA, KALBAR = ("64.08", "64"), ("34.04", "34"), ("61.03", "61")


def filed(place: tuple[str, str], n: int, month: int = 2, **fields: Any) -> None:
    fields = {"confidential": True} | fields
    at = dt.datetime(2026, month, 10, tzinfo=JAKARTA)
    for _ in range(n):
        ReportFactory(regency=area(place[0]), province=area(place[1]), received_at=at, **fields)
    fold_all()


def told(day: dt.date = QUARTER) -> dict[str, int | None]:
    """What is told of a quarter, without the provinces of which nothing is."""
    return {one.province: one.n for one in BeyondCount.objects.filter(quarter=day) if one.n is not None}


def test_what_the_public_does_not_know_is_counted_whatever_hides_it() -> None:
    filed(KALTIM, 3)
    filed(KALTIM, 1, confidential=False, held=True)
    filed(KALTIM, 1, confidential=False, state=State.ARCHIVED)
    filed(KALTIM, 5, confidential=False)
    filed(KALTIM, 4, practice=True)
    filed(YOGYA, 4, month=3)
    assert tell(AFTER) == 1
    assert told() == {"": 9, "64": 5, "34": 4}


def test_small_counts_are_withheld_with_their_complement() -> None:
    filed(KALTIM, 5)
    filed(YOGYA, 4)
    filed(KALBAR, 1)
    tell(AFTER)
    assert told() == {"": 10, "64": 5}, "10 − 5 − 4 would be the one"


def test_where_nothing_can_hide_the_small_count_nothing_is_told() -> None:
    filed(KALBAR, 2)
    tell(AFTER)
    assert told() == {}
    assert BeyondCount.objects.filter(quarter=QUARTER, province="").exists()


def test_a_quarter_that_runs_is_not_told_of() -> None:
    filed(KALTIM, 5)
    assert tell(dt.date(2026, 3, 31)) == 0
    assert not BeyondCount.objects.exists()


def test_what_is_told_stays_whatever_becomes_of_the_reports() -> None:
    filed(KALTIM, 5)
    tell(AFTER)
    before = list(BeyondCount.objects.values())
    filed(KALTIM, 1)
    Report.objects.filter(pk__in=Report.objects.order_by("pk").values("pk")[:3]).update(confidential=False)
    fold_all()
    assert tell(AFTER) == 0
    assert list(BeyondCount.objects.values()) == before
    with pytest.raises(InternalError, match="update"), transaction.atomic():
        BeyondCount.objects.update(n=7)


def test_the_page_says_it_for_the_province_that_is_chosen(client: Client) -> None:
    filed(KALTIM, 5)
    filed(KALTIM, 1, month=5)
    tell(AFTER)
    filed(YOGYA, 6, month=4)
    tell(dt.date(2026, 7, 1))

    def rows(query: str) -> list[str]:
        return [n for _quarter, n in client.get(f"/en/titik-rawan/?layer=wilayah{query}").context["beyond"].rows]

    few = "too few to be told"
    assert rows("") == ["7", "5"]
    assert rows("&province=64") == rows("&regency=64.08&theme=A&state=selesai") == [few, "5"]
    assert rows("&province=34") == [few, few]


def test_without_a_finished_quarter_the_page_says_nothing(client: Client) -> None:
    filed(KALTIM, 5, confidential=False)
    assert client.get("/titik-rawan/?layer=wilayah").context["beyond"] is None


def test_the_file_has_all_of_it_and_no_count_below_three(client: Client) -> None:
    filed(KALTIM, 5)
    filed(KALBAR, 1)
    filed(YOGYA, 4)
    tell(AFTER)
    response = client.get(ADDRESS)
    assert "public" in response["Cache-Control"]
    rows = list(csv.DictReader(response.getvalue().decode("utf-8-sig").splitlines()))
    assert len(rows) == 1 + 38 + 1, "Indonesia, its provinces, and what lies in none"
    assert {row["quarter"] for row in rows} == {"2026-Q1"}
    found = {row["name"] or row["province"]: (row["n"], row["few"]) for row in rows}
    assert found["Kalimantan Timur"] == ("5", "false")
    assert found["Kalimantan Barat"] == found["~"] == ("", "true")
    assert all(not row["n"] or int(row["n"]) >= 3 for row in rows)
