"""Hotspots for programs: what the pages show, to whoever asks."""

import pytest

from accounts.scopes import TokenScope
from reports.models import Report
from tests.cast import staff
from tests.maps.gathering import hotspot, spot
from tests.programs import ask, program

pytestmark = pytest.mark.django_db


def test_visitors_count_what_they_may_know_and_officers_by_token_what_they_have_in_hand() -> None:
    reports = spot(8)
    found = hotspot(reports)
    Report.objects.filter(pk__in=[report.pk for report in reports[:2]]).update(confidential=True)
    user = staff().user
    for client, n in (
        (program(), 6), (program(user), 6), (program(user, TokenScope.WRITE_CASES), 6),
        (program(user, TokenScope.READ_CASES), 8),
    ):  # fmt: skip
        listed = ask(client, "/hotspots/").json()["results"]
        one = ask(client, f"/hotspots/{found.number}/").json()
        assert [row["n"] for row in listed] == [one["n"]] == [n]
        assert len(one["reports"]) == n
        assert (reports[0].number in one["reports"]) == (n == 8)


def test_outlines_come_as_geojson() -> None:
    found = hotspot(spot(8))
    body = ask(program(), "/hotspots/?format=geojson&bbox=117,0,118,1").json()
    assert [feature["id"] for feature in body["features"]] == [found.number]
    assert body["features"][0]["geometry"]["type"] == "Polygon"
    assert ask(program(), "/hotspots/?format=geojson&bbox=100,0,101,1").json()["features"] == []
    one = ask(program(), f"/hotspots/{found.number}/", Accept="application/geo+json").json()
    assert one == body["features"][0]


def test_of_too_little_there_is_no_hotspot() -> None:
    reports = spot(8)
    found = hotspot(reports)
    Report.objects.filter(pk__in=[report.pk for report in reports[:4]]).update(confidential=True)
    assert ask(program(), "/hotspots/").json()["results"] == []
    assert ask(program(), f"/hotspots/{found.number}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("theme=Q", "theme"), ("since=2026-13", "since"), ("since=2026-05&until=2026-01", "until"), ("bbox=1", "bbox"),
        ("cursor=x", "cursor"), ("urgency=D", "urgency"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named(query: str, field: str) -> None:
    response = ask(program(), f"/hotspots/?{query}")
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
