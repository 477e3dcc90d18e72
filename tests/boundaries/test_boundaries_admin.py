"""The administration shows boundaries on maps of our own and lets drafts be put in force, nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.test import Client
from django.urls import reverse

from boundaries.models import Area, Edition, Overlay
from tests.boundaries import files
from tests.boundaries.importing import run
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def draft(tmp_path: Path) -> Edition:
    run(files.geojson(tmp_path, files.real()))
    return Edition.objects.get(name="trial")


def test_shapes_are_geojson_of_the_row_and_its_neighbours(officer: Client, draft: Edition) -> None:
    area = draft.areas.get(code="34.71")
    shapes = officer.get(reverse("admin:boundaries_area_shapes", args=[area.pk])).json()
    roles = {shape["properties"]["label"]: shape["properties"]["role"] for shape in shapes["features"]}
    assert roles["34.71 Kota Yogyakarta"] == "self"
    assert roles["34.04 Kabupaten Sleman"] == "near"
    west, south, east, north = shapely.from_geojson(json.dumps(shapes)).bounds
    assert 109 < west < east < 111
    assert -9 < south < north < -7


@pytest.mark.parametrize("model", [Edition, Area, Overlay])
def test_every_page_with_a_map_loads_only_our_own_files(officer: Client, model: Any) -> None:
    row = model.objects.first()
    name = model._meta.model_name
    page = officer.get(reverse(f"admin:boundaries_{name}_change", args=[row.pk]))
    html = page.content.decode()
    assert reverse(f"admin:boundaries_{name}_shapes", args=[row.pk]) in html
    assert "leaflet.js" in html
    assert "//unpkg" not in html
    assert "//cdn" not in html
    assert officer.get(reverse(f"admin:boundaries_{name}_shapes", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("name", ["edition", "area", "overlay", "registerentry", "locality"])
def test_nothing_is_added_or_edited_by_hand(officer: Client, name: str) -> None:
    assert officer.get(reverse(f"admin:boundaries_{name}_changelist"), {"q": "34.04"}).status_code == 200
    assert officer.get(reverse(f"admin:boundaries_{name}_add")).status_code == 403


def test_a_draft_is_activated_after_a_question(officer: Client, draft: Edition) -> None:
    address = reverse("admin:boundaries_edition_changelist")
    chosen = {"action": "activate", "_selected_action": [draft.pk]}
    page = officer.post(address, chosen)
    draft.refresh_from_db()
    assert "cannot be edited" in page.content.decode() or "tidak dapat diubah" in page.content.decode()
    assert draft.status == Edition.Status.DRAFT
    officer.post(address, {**chosen, "confirmed": "1"})
    draft.refresh_from_db()
    assert draft.status == Edition.Status.ACTIVE


def test_only_drafts_can_be_thrown_away(officer: Client, draft: Edition) -> None:
    address = reverse("admin:boundaries_edition_changelist")
    in_force = Edition.objects.active().get(valid_to=None)
    both = {"action": "throw_away", "_selected_action": [draft.pk, in_force.pk], "confirmed": "1"}
    page = officer.post(address, both, follow=True)
    assert any(f"{in_force} is in force" in str(message) for message in page.context["messages"])
    assert Edition.objects.filter(pk=in_force.pk).exists()
    assert not Edition.objects.filter(pk=draft.pk).exists()


def test_the_findings_of_the_import_are_shown(officer: Client, draft: Edition) -> None:
    html = officer.get(reverse("admin:boundaries_edition_change", args=[draft.pk])).content.decode()
    assert "<td>509</td>" in html, "codes missing"


def test_a_stranger_sees_no_shapes(client: Client) -> None:
    pk = Area.objects.values_list("pk", flat=True).first()
    assert client.get(reverse("admin:boundaries_area_shapes", args=[pk])).status_code == 302
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("admin:boundaries_area_shapes", args=[pk])).status_code == 403
