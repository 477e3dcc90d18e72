"""Gathering reports by cells: nothing is lost, nothing is told that the public may not know, and it stays small."""

import random
import uuid
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Agency, Role
from maps.clusters import LISTED, MAX_CELLS, BoxError, View, gather
from reports.models import Category, Report
from tests.cast import staff
from tests.factories import ReportFactory, area

pytestmark = pytest.mark.django_db
WHOLE = "94,-12,142,7"


def scatter(n: int, spread: float = 8, centre: tuple[float, float] = (115, -3), **values: object) -> None:
    """Store `n` bare reports about a centre."""
    chance = random.Random(6408)
    category, regency = Category.objects.get(pk="W1"), area("64.08")
    agency = Agency.objects.get(kind="DLH", area_codes=["64.08"])
    rows = []
    for _ in range(n):
        point = Point(chance.gauss(centre[0], spread), chance.gauss(centre[1], spread / 3), srid=4326)
        rows.append(
            Report(
                number=uuid.uuid4().hex[:12],
                category=category,
                description="x",
                point=point,
                public_point=point,
                setting="land",
                regency=regency,
                agency=agency,
                point_source="map",
                received_at=timezone.now(),
                **values,
            )
        )
    Report.objects.bulk_create(rows)


@pytest.fixture
def scattered() -> None:
    scatter(300)


def inside(view: View) -> int:
    """Count points in the view's box by another way than the one under test: in Python."""
    points = [point for point in Report.objects.values_list("public_point", flat=True) if point]
    return sum(view.west <= p.x <= view.east and view.south <= p.y <= view.north for p in points)


@pytest.mark.usefixtures("scattered")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zoom=st.integers(3, 16),
    lon=st.floats(96, 140),
    lat=st.floats(-11, 6),
    width=st.floats(0.01, 1),
    height=st.floats(0.01, 1),
)
def test_no_report_in_view_is_lost_and_none_is_counted_twice(
    zoom: int, lon: float, lat: float, width: float, height: float
) -> None:
    size = 360 / 2**zoom * 4
    view = View.parse(f"{lon},{lat},{min(lon + width * size, 180)},{min(lat + height * size, 90)}", str(zoom))
    features = gather(Report.objects.all(), view)
    assert sum(feature["n"] for feature in features) == inside(view)


def test_a_lone_report_stands_at_its_very_point() -> None:
    report: Any = ReportFactory()
    [feature] = gather(Report.objects.all(), View.parse(WHOLE, "5"))
    assert (feature["lon"], feature["lat"]) == (report.public_point.x, report.public_point.y)
    assert feature["number"] == report.number
    assert feature["category"] == "W1"


def test_close_in_a_cluster_names_its_newest_reports_and_no_more_than_ten() -> None:
    reports: list[Any] = [ReportFactory() for _ in range(LISTED + 3)]
    box = "117.5,0.5,117.6,0.56"
    [feature] = gather(Report.objects.all(), View.parse(box, "14"))
    assert feature["n"] == len(reports)
    assert feature["numbers"] == [report.number for report in reversed(reports)][:LISTED]
    assert "numbers" not in gather(Report.objects.all(), View.parse(box, "12"))[0]


def test_a_coarse_report_is_a_cell_close_in_and_never_its_true_point() -> None:
    report: Any = ReportFactory(category=Category.objects.get(pk="H2"), confidential=False)
    assert report.public_cell_m
    [feature] = gather(Report.objects.all(), View.parse("117,0,118,1", "11"))
    assert feature["cell_m"] == report.public_cell_m
    assert (feature["lon"], feature["lat"]) != (report.point.x, report.point.y)
    assert feature["lon"] == pytest.approx(report.public_point.x, abs=1e-5)


@pytest.mark.parametrize(
    ("bbox", "zoom", "part"),
    [
        ("", "5", "four numbers"),
        ("1,2,3", "5", "four numbers"),
        ("a,b,c,d", "5", "four numbers"),
        ("nan,0,10,10", "5", "degrees"),
        ("142,-12,94,7", "5", "degrees"),
        ("94,-12,142,97", "5", "degrees"),
        (WHOLE, "17", "zoom"),
        (WHOLE, "-1", "zoom"),
        (WHOLE, "five", "zoom"),
        (WHOLE, "12", "too wide"),
    ],
)
def test_a_box_that_is_no_view_is_refused_with_its_reason(client: Client, bbox: str, zoom: str, part: str) -> None:
    with pytest.raises(BoxError, match=part):
        View.parse(bbox, zoom)
    answer = client.get("/peta/kelompok/", {"bbox": bbox, "zoom": zoom})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert part in answer.json()["detail"]


def test_what_is_sent_does_not_grow_with_the_reports(client: Client) -> None:
    scatter(100)
    few = len(client.get("/peta/kelompok/", {"bbox": WHOLE, "zoom": "5"}).content)
    scatter(3_000)
    many = client.get("/peta/kelompok/", {"bbox": WHOLE, "zoom": "5"})
    features = many.json()["features"]
    assert sum(feature["n"] for feature in features) > 2_500
    assert len(features) < MAX_CELLS / 10
    assert len(many.content) < 5 * few


def test_the_public_gets_neither_confidential_nor_archived_reports(client: Client) -> None:
    ReportFactory(confidential=True)
    ReportFactory(state="diarsipkan")
    query = {"bbox": WHOLE, "zoom": "5"}
    assert client.get("/peta/kelompok/", query).json()["features"] == []
    seen = staff("NASIONAL", Role.NATIONAL).get("/peta/kelompok/", query)
    assert [feature["n"] for feature in seen.json()["features"]] == [2]
    assert "private" in seen["Cache-Control"]


def test_an_unchanged_view_is_not_sent_again(client: Client) -> None:
    ReportFactory()
    query = {"bbox": WHOLE, "zoom": "5"}
    first = client.get("/peta/kelompok/", query)
    again = client.get("/peta/kelompok/", query, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
