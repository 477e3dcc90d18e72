"""The slider's counts: month by month, adding up to the table, for those who may know them."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from maps.bins.folding import fold_all
from tests.cast import staff
from tests.factories import ReportFactory, area

pytestmark = pytest.mark.django_db
ADDRESS = "/titik-rawan/bulan.json"


def filed(year: int, month: int, n: int = 1, **values: Any) -> None:
    """File reports received in a month, in Jakarta's time."""
    for _ in range(n):
        ReportFactory(received_at=dt.datetime(year, month, 10, 5, tzinfo=dt.UTC), **values)
    fold_all()


def months(client: Client, layer: str = "wilayah", **query: str) -> dict[str, Any]:
    """Ask for the months of a layer."""
    answer = client.get(ADDRESS, {"layer": layer, **query})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_counts_are_of_their_month_and_add_up(client: Client) -> None:
    filed(2025, 1, 2)
    filed(2025, 3)
    filed(2025, 3, point=Point(110.36, -7.7, srid=4326), regency=area("34.04"), province=area("34"))
    found = months(client)
    assert found["first"] == "2025-01"
    assert dict(zip(found["ids"], found["counts"], strict=True)) == {"64.08": [2, 0, 1], "34.04": [0, 0, 1]}
    assert found["totals"] == [2, 0, 2]


@pytest.mark.parametrize("level", ["3", "4", "5"])
def test_hexagons_of_every_level_have_the_same_sum(client: Client, level: str) -> None:
    filed(2025, 1, 2)
    filed(2025, 2, 3, urgency="D")
    found = months(client, "heksagon", level=level)
    assert found["totals"] == [2, 3]
    assert [sum(column) for column in zip(*found["counts"], strict=True)] == [2, 3]
    assert months(client, "heksagon", level=level, state="baru")["totals"] == [2, 3]


def test_a_box_tells_its_hexagons_and_the_sum_of_all(client: Client) -> None:
    filed(2025, 1, 2)
    filed(2025, 2, point=Point(110.36, -7.7, srid=4326), regency=area("34.04"), province=area("34"))
    found = months(client, "heksagon", level="7", bbox="117,0,118,1")
    assert found["counts"] == [[2, 0]]
    assert found["totals"] == [2, 1]


def test_the_last_sixty_months_are_told_at_most(client: Client) -> None:
    filed(2010, 1)
    filed(2025, 1)
    found = months(client)
    assert found["first"] == "2020-02"
    assert len(found["totals"]) == 60


def test_what_is_not_public_is_counted_for_those_who_have_it_in_hand(client: Client) -> None:
    filed(2025, 1)
    filed(2025, 2)
    filed(2025, 2, confidential=True)
    assert months(client)["totals"] == [1, 1]
    officer, elsewhere = staff("DLH-64.08"), staff("DLH-61.03")
    assert months(officer)["totals"] == [1, 2]
    assert months(officer, "heksagon", level="4")["totals"] == [1, 2]
    assert months(elsewhere)["totals"] == [1, 1]
    assert officer.get(ADDRESS, {"layer": "wilayah"})["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "query",
    [
        {"layer": "emas"},
        {"layer": "signifikansi"},
        {"layer": "heksagon"},
        {"layer": "heksagon", "level": "15"},
        {"layer": "heksagon", "level": "7"},
        {"layer": "heksagon", "level": "7", "bbox": "118,1,117,0"},
        {"layer": "heksagon", "level": "7", "bbox": "-180,-85,180,85"},
        {"layer": "wilayah", "since": "2010-01"},
        {"layer": "wilayah", "theme": "' OR 1=1"},
    ],
)
def test_what_cannot_be_meant_is_refused_with_problem_details(client: Client, query: dict[str, str]) -> None:
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    filed(2025, 1)
    filed(2025, 2)
    first = client.get(ADDRESS, {"layer": "wilayah"})
    again = client.get(ADDRESS, {"layer": "wilayah"}, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age=60" in first["Cache-Control"]
