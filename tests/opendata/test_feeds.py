"""/data/umpan/laporan.atom: new public reports by area and category, and nothing that the public page does not tell."""

import datetime as dt
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opendata import feeds
from reports.models import Category, Report, State
from tests.factories import ReportFactory, area

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/data/umpan/laporan.atom"


def report(code: str = "W1", day: int = 10, **more: Any) -> Report:
    when = dt.datetime(2026, 3, day, 9, 41, tzinfo=dt.UTC)
    category = Category.objects.get(pk=code)
    return ReportFactory(**({"received_at": when, "category": category, "state": State.VERIFIED} | more))


def elsewhere(**more: Any) -> Report:
    point = Point(110.6, 0.12, srid=4326)
    return report(regency=area("61.03"), province=area("61"), point=point, **more)


def entries(query: str = "") -> list[ElementTree.Element]:
    response = Client().get(f"{FEED}?{query}", headers={"accept-language": "en"})
    assert response.status_code == 200, response.content
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 - our own


def numbers(query: str = "") -> list[str]:
    links = [entry.find(f"{ATOM}link").get("href", "") for entry in entries(query)]
    return [link.rstrip("/").rpartition("/")[2] for link in links]


def test_the_newest_come_first() -> None:
    old, new = report(day=1), report(day=20)
    assert numbers() == [new.number, old.number]


def test_an_area_and_a_category_have_feeds_of_their_own() -> None:
    water, air, far = report("W1"), report("A1"), elsewhere()
    assert set(numbers("province=64")) == {water.number, air.number}
    assert numbers("regency=61.03") == [far.number]
    assert numbers("province=64&category=A1") == [air.number]
    assert set(numbers("theme=W&province=&category=")) == {water.number, far.number}


def test_what_the_public_must_not_know_of_is_in_no_feed() -> None:
    for hidden in ({"confidential": True}, {"held": True}, {"state": State.ARCHIVED}, {"practice": True}):
        report(**hidden)
    assert numbers() == []


def test_the_account_stands_there_once_a_person_has_verified_it() -> None:
    report(description="Sungai berbusa", verified_at=timezone.now())
    report(description="Belum diperiksa", state=State.NEW, verified_at=None)
    told = " ".join(entry.findtext(f"{ATOM}summary", "") for entry in entries())
    assert "Sungai berbusa" in told
    assert "Belum diperiksa" not in told


def test_the_hour_is_not_told() -> None:
    report()
    (entry,) = entries()
    assert entry.findtext(f"{ATOM}published") == "2026-03-10T00:00:00+07:00"
    assert "09:41" not in ElementTree.tostring(entry, encoding="unicode")


def test_an_entry_stays_the_same_entry_and_who_has_the_feed_is_told_so() -> None:
    report()
    response = Client().get(FEED)
    assert Client().get(FEED, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert entries()[0].findtext(f"{ATOM}id") == entries("province=64")[0].findtext(f"{ATOM}id")


def test_many_reports_take_no_more_queries_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    for _ in range(2):
        for day in range(1, 6):
            report(day=day)
        monkeypatch.setattr(feeds, "ENTRIES", 1 if not counted else 10)
        with CaptureQueriesContext(connection) as queries:
            entries()
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("query", ["category=ZZ", "province=xx", "regency=64.08'", "kategori=W1", "since=2026-13"])
def test_filters_that_make_no_sense_are_refused(query: str) -> None:
    response = Client().get(f"{FEED}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert list(response.json()["errors"]) == [query.partition("=")[0]]
