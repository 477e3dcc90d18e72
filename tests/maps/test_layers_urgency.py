"""How urgent a case was found is told to nobody who does not have it in hand: not by any answer, nor by two together.

Two worlds that differ in nothing else must look the same to the public, whatever it asks and however often.
"""

import random
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from maps.bins.folding import fold_all
from reports.models import Report
from reports.models.categories import Urgency
from tests.cast import staff
from tests.maps import tiles
from tests.maps.counting import CATEGORIES, MOMENTS, PLACES, make

pytestmark = pytest.mark.django_db

BOX = "bbox=94,-12,142,8"
ADDRESSES = (
    *(f"/peta/lapis/{layer}.geojson?{BOX}&zoom={zoom}" for layer in ("heksagon", "kelompok") for zoom in (3, 5)),
    f"/peta/lapis/titik.geojson?{BOX}&zoom=5",
    "/peta/lapis/titik.geojson?bbox=117.4,0.4,117.7,0.7&zoom=13",
    "/peta/lapis/kelompok.geojson?bbox=117.4,0.4,117.7,0.7&zoom=13",
    f"/peta/lapis/wilayah.geojson?{BOX}&zoom=3",
    f"/peta/lapis/wilayah.geojson?{BOX}&zoom=5&state=open",
    "/peta/lapis/wilayah.csv?zoom=7",
    "/peta/lapis/titik.csv?zoom=7",
    *(f"/peta/lapis/wilayah.csv?since={month}&until={month}" for month in ("2025-12", "2026-01", "2026-02")),
    "/titik-rawan/bulan.json?layer=wilayah",
    "/titik-rawan/bulan.json?layer=heksagon&level=7&bbox=117.4,0.4,117.7,0.7",
    "/titik-rawan/peta.svg?layer=wilayah&regency=64.08",
)
PAGES = (
    "/titik-rawan/?layer=wilayah",
    "/titik-rawan/?layer=heksagon",
    "/titik-rawan/banding/?a_since=2025-12&a_until=2025-12&b_since=2026-01&b_until=2026-02",
)


def answers(client: Client) -> dict[str, Any]:
    """All that somebody is told, by address."""
    told: dict[str, Any] = {}
    for urgency in Urgency.values:
        for address in ADDRESSES:
            response = client.get(asked := f"{address}&urgency={urgency}")
            assert response.status_code == 200, (asked, response.content[:300])
            told[asked] = response.getvalue()
        for address in PAGES:
            context = client.get(asked := f"{address}&urgency={urgency}").context
            names = ("totals", "told", "subject", "period", "legend", "map_data")
            told[asked] = [*(str(context.get(name)) for name in names), str(getattr(context.get("table"), "lines", ""))]
            told[asked] += [getattr(one, "told", "") for one in context["page"]]
    return told


def assess(seed: int) -> None:
    """Let somebody find other cases urgent; nothing else changes."""
    chance = random.Random(seed)
    for pk in Report.objects.order_by("pk").values_list("pk", flat=True):
        Report.objects.filter(pk=pk).update(urgency=chance.choice(Urgency.values))
    fold_all()


@pytest.fixture
def lone_reports() -> None:
    """Reports of which many stand alone in their place and month."""
    chance = random.Random(8)
    Report.objects.bulk_create(
        make({"place": place, "category": category, "moment": moment}, chance)
        for place in range(len(PLACES))
        for category in range(len(CATEGORIES))
        for moment in range(len(MOMENTS))
        if chance.random() < 0.4
    )
    assess(1)


@pytest.mark.usefixtures("lone_reports")
def test_two_worlds_that_differ_in_what_was_found_urgent_look_the_same_to_visitors() -> None:
    before = answers(Client())
    assess(2)
    after = answers(Client())
    assert [address for address in before if before[address] != after[address]] == []
    assert any(before[address] != before[address.replace("urgency=T", "urgency=N")] for address in before)


@pytest.mark.usefixtures("lone_reports")
def test_nor_does_staff_learn_it_of_cases_elsewhere() -> None:
    elsewhere = staff("DLH-34.04")
    before = answers(elsewhere)
    assess(2)
    assert answers(elsewhere) == before


@pytest.mark.usefixtures("lone_reports")
def test_who_may_know_it_sees_the_difference() -> None:
    officer, national = staff("DLH-64.08"), staff("KLH", Role.NATIONAL)
    before = answers(officer), answers(national)
    assess(2)
    for first, now in zip(before, (answers(officer), answers(national)), strict=True):
        assert len([address for address in first if first[address] != now[address]]) > len(ADDRESSES)


@pytest.mark.usefixtures("lone_reports")
def test_the_urgency_of_a_category_is_a_filter_like_the_category() -> None:
    by_urgency = tiles.in_view(Client(), "titik", 5, "urgency=T")
    assert by_urgency
    assert by_urgency == [
        one for one in tiles.in_view(Client(), "titik", 5, "") if one["properties"]["category"] in {"A1", "U1"}
    ]
