"""/peta/ without JavaScript: the list, the filters, and what is said when a filter is wrong."""

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from reports.models import Category
from tests.factories import ReportFactory, area

pytestmark = pytest.mark.django_db


def listed(client: Client, **query: str) -> set[str]:
    """The numbers of the reports that the list shows under filters."""
    answer = client.get("/peta/", query)
    assert answer.status_code == 200
    return {report.number for report in answer.context["page"]}


@pytest.fixture
def waste() -> Any:
    """Waste in Kutai Timur (64.08), today."""
    return ReportFactory()


@pytest.fixture
def fire() -> Any:
    """Fire in Sleman (34.04), a hundred days ago."""
    return ReportFactory(
        category=Category.objects.get(pk="L1"),
        regency=area("34.04"),
        point=Point(110.36, -7.7, srid=4326),
        received_at=timezone.now() - dt.timedelta(days=100),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"waste", "fire"}),
        ({"theme": "W"}, {"waste"}),
        ({"category": "L1"}, {"fire"}),
        ({"province": "34"}, {"fire"}),
        ({"province": "64", "regency": "64.08"}, {"waste"}),
        ({"regency": "34.04"}, {"fire"}),
        ({"period": "30"}, {"waste"}),
        ({"period": "365"}, {"waste", "fire"}),
        ({"theme": "W", "province": "34"}, set()),
    ],
)
def test_filters_choose_what_is_listed(
    client: Client, waste: Any, fire: Any, query: dict[str, str], found: set[str]
) -> None:
    numbers = {"waste": waste.number, "fire": fire.number}
    assert listed(client, **query) == {numbers[name] for name in found}


def test_both_dates_are_included(client: Client, waste: Any) -> None:
    today = timezone.localdate()
    yesterday = (today - dt.timedelta(days=1)).isoformat()
    assert listed(client, since=today.isoformat(), until=today.isoformat()) == {waste.number}
    assert listed(client, until=yesterday) == set()


@pytest.mark.parametrize("query", [{"regency": "64.08"}, {"province": "64"}])
def test_the_map_opens_on_the_area_that_is_asked_for(client: Client, query: dict[str, str]) -> None:
    (south, west), (north, east) = json.loads(client.get("/peta/", query).context["map_data"]["bounds"])
    assert south < 0.53 < north
    assert west < 117.55 < east
    assert east - west < 10
    assert client.get("/peta/").context["map_data"]["bounds"] == "null"


def test_with_a_wrong_filter_the_map_asks_for_nothing(client: Client) -> None:
    assert client.get("/peta/", {"theme": "Z"}).context["map_data"]["clusters"] == ""


def test_a_province_chosen_anew_drops_the_regency_of_the_old_one(client: Client, waste: Any, fire: Any) -> None:
    assert listed(client, province="34", regency="64.08") == {fire.number}


_IN_NO_SCOPE: list[tuple[dict[str, str], str]] = [
    ({"theme": "Z"}, "theme"),
    ({"category": "X9"}, "category"),
    ({"theme": "W", "category": "L1"}, "category"),
    ({"province": "99"}, "province"),
    ({"since": "kemarin"}, "since"),
]


@pytest.mark.parametrize(
    ("page", "query", "field"),
    [
        *(("/peta/", *wrong) for wrong in _IN_NO_SCOPE),
        ("/peta/", {"since": "2026-02-02", "until": "2026-02-01"}, "until"),
        ("/peta/", {"period": "7"}, "period"),
        ("/peta/", {"period": "30", "since": "2026-02-02"}, "period"),
        *(("/titik-rawan/", *wrong) for wrong in _IN_NO_SCOPE),
        ("/titik-rawan/", {"since": "2026-03", "until": "2026-02"}, "until"),
        ("/titik-rawan/", {"since": "2026-02-02"}, "since"),
    ],
)
def test_a_wrong_filter_is_told_at_the_filter_with_400(
    client: Client, page: str, query: dict[str, str], field: str
) -> None:
    answer = client.get(page, query)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_the_clusters_refuse_the_same_filters(client: Client) -> None:
    answer = client.get("/peta/kelompok/", {"bbox": "94,-12,142,7", "zoom": "5", "theme": "Z"})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("theme:")


def test_a_report_without_a_point_is_listed_and_counted(client: Client, waste: Any) -> None:
    ReportFactory(point=None, public_point=None, public_cell_m=None, doubtful=True)
    answer = client.get("/peta/")
    assert answer.context["counts"] == {"all": 2, "unplaced": 1}


def test_the_list_has_pages_that_keep_the_filters(client: Client) -> None:
    for _ in range(21):
        ReportFactory()
    page = client.get("/peta/", {"theme": "W"}).content.decode()
    assert "theme=W&amp;page=2" in page
    assert len(client.get("/peta/", {"theme": "W", "page": "2"}).context["page"]) == 1


def test_the_public_list_does_not_tell_what_nobody_has_checked(client: Client, waste: Any) -> None:
    page = client.get("/peta/").content.decode()
    assert waste.number in page
    assert waste.suspected_source not in page
    assert waste.description not in page


def test_a_page_costs_the_same_queries_with_many_reports(client: Client, django_assert_max_num_queries) -> None:
    for _ in range(20):
        ReportFactory()
    client.get("/peta/")
    with django_assert_max_num_queries(14):
        client.get("/peta/")


@pytest.mark.parametrize("page", ["/peta/", "/peta/kelompok/"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"province": "\x00"}, 400),
        ({"regency": "\x00"}, 400),
        ({"until": "9999-12-31"}, 200),
        ({"since": "9999-12-31"}, 200),
        ({"since": "0001-01-01"}, 200),
    ],
)
def test_the_ends_of_time_and_zero_bytes_are_no_failures(
    client: Client, page: str, query: dict[str, str], status: int
) -> None:
    assert client.get(page, {**query, "bbox": "110,-8,111,-7", "zoom": "8"}).status_code == status
