"""Reports in lists: what is in them, how they are filtered, and how one follows them from page to page."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.actions.case.noting import note
from reports.actions.case.passing import verify
from reports.models import Category, Report, State
from reports.policies import Viewer
from reports.projection import see
from reports.redaction import BLACK
from tests.factories import ReportFactory
from tests.programs import ask, numbers, program
from tests.reports.cases import case, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def listed(query: str = "") -> list[str]:
    return numbers(ask(program(), f"/reports/?{query}"))


def received(days_ago: int, **columns: Any) -> Report:
    report: Report = ReportFactory(received_at=timezone.now() - days_ago * DAY, **columns)
    return report


def test_the_public_is_told_what_it_may_know_and_the_latest_first() -> None:
    old, new = received(3), received(1)
    received(1, confidential=True)
    received(1, held=True)
    received(1, practice=True)
    received(1, state=State.ARCHIVED)
    assert listed() == [new.number, old.number]


@pytest.mark.parametrize("hidden", [None, "", "Tumpukan █████ di pinggir jalan."])
def test_lists_tell_of_a_report_what_its_page_does(hidden: str | None) -> None:
    report = received(1, state=State.VERIFIED, public_description=hidden)
    unchecked = received(2, category=Category.objects.get(pk="H1"), confidential=False)
    rows = {row["number"]: row for row in ask(program(), "/reports/").json()["results"]}
    for one in (report, unchecked):
        seen = see(Report.objects.with_names().get(pk=one.pk), Viewer.of())
        assert seen is not None
        told, row = seen.as_dict(), rows[one.number]
        assert row["description"] == (told["content"] and told["content"]["description"])
        for name in ("kind", "state", "received_on", "verified", "category"):
            assert row[name] == told[name]
        for name in ("lon", "lat"):
            assert row["place"][name] == pytest.approx(told["place"][name], abs=1e-6)
        for name in ("cell_m", "regency", "province"):
            assert row["place"][name] == told["place"][name]
    assert rows[unchecked.number]["description"] is None
    assert (rows[report.number]["description"] == BLACK) is (hidden == "")


def test_geojson_has_longitude_first_and_no_point_behind_a_cell() -> None:
    report = received(1, category=Category.objects.get(pk="H1"), confidential=False)
    response = ask(program(), "/reports/", Accept="application/geo+json")
    feature = response.json()["features"][0]
    assert response["Content-Type"] == "application/geo+json"
    assert feature["geometry"]["coordinates"] == [round(part, 6) for part in report.public_point.coords]
    assert feature["geometry"]["coordinates"] != list(report.point.coords)
    assert feature["properties"]["cell_m"] == report.public_cell_m


def test_filters() -> None:
    waste = received(5)
    oil = received(3, category=Category.objects.get(pk="A7"), state=State.VERIFIED, kind="aspirasi")
    far = received(1, point=Point(117.9, 0.9, srid=4326))
    day = timezone.localdate(oil.received_at).isoformat()
    for query, found in {
        "category=A7": [oil], "theme=A": [oil], "theme=W": [far, waste], "area=64": [far, oil, waste],
        "area=61": [], "area=64.08&category=W1": [far, waste], "state=terverifikasi": [oil], "state=finished": [],
        "state=open": [far, oil, waste], "kind=aspirasi": [oil], f"since={day}": [far, oil],
        f"until={day}": [oil, waste], f"since={day}&until={day}": [oil], "bbox=117.8,0.8,118,1": [far],
        "near=117.9,0.9,1000": [far], "near=117.55,0.53,60000": [far, oil, waste], "near=117.55,0.53,900": [oil, waste],
    }.items():  # fmt: skip
        assert listed(query) == [report.number for report in found], query


def test_a_circle_is_drawn_around_what_everybody_knows() -> None:
    report = received(1, category=Category.objects.get(pk="H1"), confidential=False)
    assert report.point
    assert report.public_point
    away = report.point.distance(report.public_point)
    assert away > 0.001, "the cell's centre happens to be the point"
    lon, lat = report.point.coords
    assert listed(f"near={lon:.6f},{lat:.6f},50") == []
    assert listed(f"bbox={lon - 1e-4:.6f},{lat - 1e-4:.6f},{lon + 1e-4:.6f},{lat + 1e-4:.6f}") == []
    lon, lat = report.public_point.coords
    assert listed(f"near={lon:.6f},{lat:.6f},50") == [report.number]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("category=Z9", "category"), ("category=w", "category"), ("theme=Q", "theme"), ("area=99", "area"),
        ("state=diarsipkan", "state"), ("kind=gosip", "kind"), ("since=31-01-2026", "since"),
        ("since=2026-02-30", "since"), ("since=2026-02-02&until=2026-02-01", "until"), ("bbox=1,2,3", "bbox"),
        ("bbox=118,0,117,1", "bbox"), ("bbox=nan,0,1,1", "bbox"), ("near=117,0", "near"),
        ("near=117,0,1000000", "near"),
        ("near=0,91,5", "near"), ("updated_since=yesterday", "updated_since"),
        ("updated_since=2026-01-01T00:00:00", "updated_since"), ("limit=0", "limit"), ("limit=1001", "limit"),
        ("cursor=x", "cursor"), ("cursor=MTIz", "cursor"), ("urgency=D", "urgency"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named(query: str, field: str) -> None:
    response = ask(program(), f"/reports/?{query}")
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_pages_lead_to_one_another_and_miss_nothing_that_stays() -> None:
    reports = [received(days) for days in range(7)]
    address, seen = "/reports/?limit=3&category=W1", []
    while address:
        response = ask(program(), address)
        seen += numbers(response)
        following = response.json()["next"]
        assert response.get("Link") == (f'<{following}>; rel="next"' if following else None)
        address = following.partition("/api/v1")[2] if following else ""
        if len(seen) == 3:
            received(0)  # comes on top, and moves nothing
    assert seen == [report.number for report in reports]


def test_a_cursor_tells_no_time() -> None:
    for days in range(3):
        received(days)
    following = ask(program(), "/reports/?limit=1").json()["next"]
    last = Report.objects.order_by("-received_at").first()
    assert last is not None
    assert str(last.pk) not in following.partition("cursor=")[2]
    assert str(last.received_at.year) not in following.partition("cursor=")[2]


def test_who_follows_changes_finds_those_that_the_public_may_know_and_no_others() -> None:
    report, other = case(), case()
    begun = timezone.now()
    since = f"updated_since={begun.isoformat().replace('+', '%2B')}"
    note(report, staff(), body="Untuk kita saja.")
    assert listed(since) == []
    verify(other, staff())
    verify(report, staff())
    assert listed(since) == [other.number, report.number]
    first = ask(program(), f"/reports/?{since}&limit=1").json()
    assert numbers(ask(program(), first["next"].partition("/api/v1")[2])) == [report.number]
    assert dt.datetime.fromisoformat(first["results"][0]["updated_at"]) >= begun


def test_a_page_costs_the_same_however_many_reports_are_on_it() -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            assert ask(program(), "/reports/?limit=1000&format=geojson").status_code == 200
        return len(made)

    received(1)
    queries()
    one = queries()
    for days in range(10):
        received(days)
    assert queries() == one
