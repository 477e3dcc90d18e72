"""Areas of any edition: each report stands in the one that holds it, and nothing else is cut out by them."""

import random
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from boundaries.models import Edition
from maps.bins.folding import fold_all
from reports.models import Report
from tests.cast import staff
from tests.maps import tiles
from tests.maps.counting import PLACES, area_of, make

pytestmark = pytest.mark.django_db

PAPUA = next(place for place, (_lon, _lat, code, _province) in enumerate(PLACES) if code == "95.04")


@pytest.fixture
def reports(past_editions: list[Edition]) -> list[Report]:
    """Public and confidential reports all over the country, one without a point."""
    chance = random.Random(34)
    sorts: list[dict[str, Any]] = [{"place": place, "confidential": k == 2} for place in range(6) for k in range(3)]
    Report.objects.bulk_create([make(sort, chance) for sort in (*sorts, {"place": PAPUA, "nowhere": True})])
    fold_all()
    return list(Report.objects.select_related("regency", "province"))


def counted(client: Client, query: str, zoom: int = 5) -> dict[str, int]:
    found = tiles.in_view(client, "wilayah", zoom, query)
    return {one["properties"]["code"]: one["properties"]["n"] for one in found if one["properties"]["n"]}


def expected(reports: list[Report], edition: str, digits: int = 5) -> dict[str, int]:
    """Reports by the code of the area that holds them, of a length; those at sea have that of their province alone."""
    codes = [area_of(report, Edition.objects.get(name=edition)) for report in reports]
    return dict(Counter(code[:digits] for code in codes if len(code) >= digits))


def test_reports_stand_in_the_areas_of_the_edition_that_is_asked_for(reports: list[Report]) -> None:
    public = [report for report in reports if not report.confidential]
    for edition in ("2021", "2022"):
        assert counted(Client(), f"edition={edition}") == expected(public, edition)
        assert counted(Client(), f"edition={edition}", zoom=3) == expected(public, edition, digits=2)
    assert "95" in counted(Client(), "", zoom=3)
    assert "95" not in counted(Client(), "edition=2021", zoom=3), "in 2021 it was a part of Papua"
    _adds_up(len(public))


def _adds_up(n: int) -> None:
    """A file holds also what lies in no area."""
    text = b"".join(Client().get("/peta/lapis/wilayah.csv?edition=2021")).decode("utf-8-sig")
    head, *rows = (row.split(",") for row in text.splitlines())
    told = {row[head.index("code")]: int(row[head.index("n")] or 0) for row in rows}
    assert sum(told.values()) == n
    assert told["64~"] == 2
    assert told["~"] == 3  # far off any coast, and the one that has no point


def test_staff_count_what_is_in_their_hands_by_every_edition(reports: list[Report]) -> None:
    officer = staff("DLH-64.08")  # who handles all reports of this test
    assert counted(officer, "edition=2021") == expected(reports, "2021")
    papua = {code: n for code, n in expected(reports, "2021").items() if code.startswith("91")}
    assert papua
    assert counted(officer, "edition=2021&province=91") == papua


@pytest.mark.usefixtures("past_editions")
def test_only_areas_are_cut_out_by_areas_of_another_edition() -> None:
    now = Edition.objects.in_force().get().name
    for layer in ("heksagon", "kelompok", "titik"):
        view = f"/peta/lapis/{layer}.geojson?bbox={tiles.COUNTRY}&zoom=5"
        refused = Client().get(f"{view}&edition=2021&province=91")
        assert refused.status_code == 400
        assert list(refused.json()["errors"]) == ["edition"]
        assert Client().get(f"{view}&edition=2021").status_code == 200
        assert Client().get(f"{view}&edition={now}&province=91").status_code == 200
    page = Client().get("/titik-rawan/?layer=heksagon&edition=2021&province=91")
    assert (page.status_code, list(page.context["form"].errors)) == (400, ["edition"])
    assert Client().get("/titik-rawan/?layer=wilayah&edition=2021&province=91").status_code == 200
