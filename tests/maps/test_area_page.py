"""/wilayah/CODE/: an area of today or earlier, its agencies on the day, laws before and after, public reports."""

import datetime as dt
import re

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Agency
from boundaries.models import Area, Edition, Overlay, Succession
from reports.models import State
from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db

LAW = dt.date(2022, 7, 25)


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def edition_2021() -> Edition:
    """An edition of before the laws of 2022 in which Papua has Tolikara under its old code."""
    edition = Edition.objects.create(
        name="2021", source="test", valid_from=dt.date(2019, 1, 1), valid_to=LAW, status=Edition.Status.DRAFT
    )
    today = Area.objects.get(edition__in=Edition.objects.in_force(), code="95.04")
    shape = MultiPolygon(Polygon.from_bbox((137, -5, 141, -2)), srid=4326)
    common = {"edition": edition, "time_zone": "Asia/Jayapura", "area_km2": 1.0}
    papua = Area.objects.create(
        **common, code="91", name="Papua", level="province", kind="provinsi",
        geometry=shape, generalised=shape, point_on_surface=shape.point_on_surface,
    )  # fmt: skip
    Area.objects.create(
        **common, code="91.14", name="Kabupaten Tolikara", level="regency", kind="kabupaten", parent=papua,
        geometry=today.geometry, generalised=today.generalised, point_on_surface=today.point_on_surface,
    )  # fmt: skip
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.ACTIVE)
    Succession.objects.get_or_create(
        level="regency", predecessor="91.14", successor="95.04", valid_from=LAW,
        defaults={"name": "Kabupaten Tolikara", "legal_basis": "UU 16/2022"},
    )  # fmt: skip
    return edition


def test_a_regency_names_its_province_agencies_and_edition(client: Client) -> None:
    text = page(client, "/wilayah/64.08/")
    assert "<h1>Kabupaten Kutai Timur</h1>" in text
    assert 'href="/wilayah/64/"' in text
    for name in ("DLH Kabupaten Kutai Timur", "Dinas Kehutanan Provinsi Kalimantan Timur", "Polres Kutai Timur"):
        assert name in text
    assert "Admin Nasional" not in text
    assert Edition.objects.in_force().get().name in text
    assert '<path class="self"' in text
    assert 'href="/peta/?province=64&amp;regency=64.08"' in text


def test_neighbours_are_named_in_words_too(client: Client) -> None:
    text = page(client, "/wilayah/64.08/")
    for code, name in (("64.03", "Kabupaten Berau"), ("64.74", "Kota Bontang")):
        assert f'<a href="/wilayah/{code}/">{name}</a>' in text


def test_english_has_its_own_names(client: Client) -> None:
    text = page(client, "/en/wilayah/64.08/")
    assert "Environment Agency of Kutai Timur Regency" in text
    assert 'href="/en/wilayah/64/"' in text


def test_of_each_kind_the_nearest_office_alone_is_named(client: Client) -> None:
    text = page(client, "/wilayah/64.08/")
    assert "KSOP Sangatta" in text
    assert "KSOP Balikpapan" not in text
    assert "Polda Kalimantan Timur" not in text


def test_a_province_lists_its_regencies_and_none_of_their_agencies(client: Client) -> None:
    text = page(client, "/wilayah/64/")
    for code in ("64.01", "64.08", "64.74"):
        assert f'href="/wilayah/{code}/"' in text
    assert "DLH Provinsi Kalimantan Timur" in text
    assert "DLH Kabupaten" not in text


def test_an_administrative_city_says_that_the_province_acts(client: Client) -> None:
    text = page(client, "/en/wilayah/31.74/")
    assert "no agencies of its own" in text
    assert "Environment Agency of Jakarta Capital Region" in text


def test_offices_of_parks_within_the_area_are_named(client: Client) -> None:
    assert "Taman Nasional Kutai" not in page(client, "/wilayah/64.08/")
    square = MultiPolygon(Polygon.from_bbox((117.2, 0.3, 117.4, 0.5)), srid=4326)
    Overlay.objects.create(
        kind="conservation", code="TN-KUTAI", name="TN Kutai", function="national_park", geometry=square, source="test"
    )
    assert "Balai Taman Nasional Kutai" in page(client, "/wilayah/64.08/")
    assert "Balai Taman Nasional Kutai" not in page(client, "/wilayah/64.03/")


def test_the_agencies_are_those_of_the_day(client: Client) -> None:
    assert "Penegakan Hukum LHK" in page(client, "/wilayah/64.08/?on=2024-10-20")
    later = page(client, "/wilayah/64.08/?on=2024-10-21")
    assert "Penegakan Hukum LHK" not in later
    assert "Balai Penegakan Hukum Kehutanan" in later


@pytest.mark.usefixtures("edition_2021")
def test_an_old_code_shows_the_area_as_it_was_and_leads_to_what_it_is(client: Client) -> None:
    text = page(client, "/wilayah/91.14/")
    assert "<h1>Kabupaten Tolikara</h1>" in text
    assert 'href="/wilayah/95.04/"' in text
    assert "UU 16/2022" in text
    assert "DLH Provinsi Papua<" in text.replace(" <", "<")
    assert "DLH Kabupaten Tolikara" in text
    assert '<path class="self"' in text
    assert "/peta/?province" not in text


@pytest.mark.usefixtures("edition_2021")
def test_a_new_code_on_an_old_day_leads_back(client: Client) -> None:
    text = page(client, "/wilayah/95.04/?on=2021-05-01")
    assert 'href="/wilayah/91.14/?on=2021-05-01"' in text
    assert "/wilayah/91.14/" in page(client, "/wilayah/95.04/")
    assert "notice--warning" not in page(client, "/wilayah/91.14/?on=2021-05-01")


def test_a_code_that_only_a_law_knows_has_a_page_without_a_picture(client: Client) -> None:
    Succession.objects.get_or_create(
        level="regency", predecessor="91.14", successor="95.04", valid_from=LAW,
        defaults={"name": "Kabupaten Tolikara", "legal_basis": "UU 16/2022"},
    )  # fmt: skip
    text = page(client, "/wilayah/91.14/")
    assert "<h1>Kabupaten Tolikara</h1>" in text
    assert 'href="/wilayah/95.04/"' in text
    assert "<path class" not in text


@pytest.mark.parametrize("code", ["99.99", "98", "64.08.01", "64.08.01.2001", "ID", "6408", "<b>", "64.1"])
def test_an_unknown_code_is_404_and_helps(client: Client, code: str) -> None:
    text = page(client, f"/wilayah/{code}/", 404)
    assert "/peta/" in text
    assert "<b>" not in text
    if code.startswith("64.08."):
        assert 'href="/wilayah/64.08/"' in text


@pytest.mark.parametrize("on", ["kemarin", "2021-13-01", "0000-00-00"])
def test_a_wrong_date_is_told_at_its_field(client: Client, on: str) -> None:
    text = page(client, f"/wilayah/64.08/?on={on}", 400)
    assert "field--invalid" in text
    assert "Kabupaten Kutai Timur" in text


@pytest.mark.parametrize("on", ["1900-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_without_an_edition_shows_the_nearest(client: Client, on: str) -> None:
    assert "Kabupaten Kutai Timur" in page(client, f"/wilayah/64.08/?on={on}")


def figures(text: str) -> list[int]:
    """The two figures of the page: not closed yet, all public ones."""
    return [int(n) for n in re.findall(r"<dd>\s*(\d+)", text)][:2]


def test_only_public_reports_are_counted_and_listed(client: Client) -> None:
    seen = ReportFactory(state=State.IN_FOLLOW_UP)
    ReportFactory(state=State.CLOSED)
    hidden = ReportFactory(confidential=True)
    archived = ReportFactory(state=State.ARCHIVED)
    for path in ("/wilayah/64.08/", "/wilayah/64/"):
        text = page(client, path)
        assert figures(text) == [1, 2]
        assert seen.number in text
        assert hidden.number not in text
        assert archived.number not in text
    assert figures(page(client, "/wilayah/64.03/")) == [0, 0]


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(client, path)
        return len(captured)

    queries("/wilayah/64/")  # fills what is kept for a minute
    few = queries("/wilayah/64/")
    for n in range(5):
        ReportFactory(received_at=timezone.now() - dt.timedelta(days=n))
    Agency.objects.filter(code="DLH-64").update(phone="1")
    assert queries("/wilayah/64/") <= few + 4  # agencies read again, themes shown
    assert queries("/wilayah/33/") <= 30
