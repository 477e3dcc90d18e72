"""The administration shows overlays by function, and those whose ground another one claims."""

import pytest
import shapely
from django.test import Client
from django.urls import reverse

from boundaries.models import Overlay
from tests.boundaries.crafted import add_overlay
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LIST = "admin:boundaries_overlay_changelist"


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def claimed() -> Overlay:
    """A protection forest part of which is said to be production forest."""
    claim = {"code": "HP-1", "name": "Produksi <b>", "function": "production", "km2": 12.5, "lon": 111.5, "lat": -1.5}
    add_overlay("forest", "HP-1", shapely.box(111.5, -2, 112, -1), name="Produksi <b>", function="production")
    return add_overlay(
        "forest", "HL-1", shapely.box(111, -2, 111.6, -1), name="Lindung", function="protection", conflicts=[claim]
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"HL-1", "HP-1"}),
        ({"kind__exact": "forest"}, {"HL-1", "HP-1"}),
        ({"function": "forest:protection"}, {"HL-1"}),
        ({"function": "river_basin:strategic"}, set()),
        ({"claimed": "yes"}, {"HL-1"}),
        ({"claimed": "no", "kind__exact": "forest"}, {"HP-1"}),
        ({"is_demo__exact": "1"}, set()),
    ],
)
def test_the_list_is_filtered(officer: Client, claimed: Overlay, query: dict[str, str], shown: set[str]) -> None:
    rows = officer.get(reverse(LIST), query).context["cl"].queryset
    assert {row.code for row in rows if row.kind == "forest"} == shown


def test_the_page_names_the_claim_and_the_map_shows_it(officer: Client, claimed: Overlay) -> None:
    html = officer.get(reverse("admin:boundaries_overlay_change", args=[claimed.pk])).content.decode()
    assert "HP-1 Produksi &lt;b&gt;" in html
    assert "12,50 km²" in html
    shapes = officer.get(reverse("admin:boundaries_overlay_shapes", args=[claimed.pk])).json()["features"]
    assert [(s["properties"]["label"], s["properties"]["role"]) for s in shapes] == [
        ("Lindung", "self"), ("Produksi <b>", "near"),
    ]  # fmt: skip
