"""Agencies in the administration: import with preview, export, the form's checks, history, kinds and calendar days."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from accounts.models import Agency, AgencyKind, CalendarDay
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LIST, IMPORT = "/en/kelola/accounts/agency/", "/en/kelola/accounts/agency/import/"


@pytest.fixture
def admin() -> Client:
    """Somebody who runs the place, reading English."""
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True, name="Ibu Admin"))
    return client


def upload(admin: Client, text: str, name: str = "list.csv") -> Any:
    return admin.post(IMPORT, {"file": SimpleUploadedFile(name, text.encode())})


def values(code: str, **changes: Any) -> dict[str, Any]:
    """What the form of an agency would send."""
    agency = Agency.objects.get(code=code)
    names = ("code", "name", "name_en", "tier", "time_zone", "email", "phone", "address", "website")
    return {
        **{name: getattr(agency, name) for name in names},
        "kind": agency.kind_id,
        "parent": agency.parent_id or "",
        "area_codes": "; ".join(agency.area_codes),
        "overlay_keys": "; ".join(agency.overlay_keys),
        "valid_from": agency.valid_from or "",
        "valid_to": agency.valid_to or "",
        **changes,
    }


def change(admin: Client, code: str, **changes: Any) -> Any:
    return admin.post(f"{LIST}{Agency.objects.get(code=code).pk}/change/", values(code, **changes))


def test_a_file_is_compared_first_and_stored_when_told_to(admin: Client) -> None:
    response = upload(admin, "code,name\nDLH-61.03,DLHK Sanggau\n")
    assert "<ins>DLHK Sanggau</ins>" in response.content.decode()
    assert Agency.objects.get(code="DLH-61.03").name == "DLH Kabupaten Sanggau"
    stored = admin.post(IMPORT, {"token": response.context["token"]}, follow=True)
    assert "0 new agencies, 1 changed" in stored.content.decode()
    agency = Agency.objects.get(code="DLH-61.03")
    assert (agency.name, agency.placeholder) == ("DLHK Sanggau", False)
    again = admin.post(IMPORT, {"token": response.context["token"]}, follow=True)
    assert "Choose the file again" in again.content.decode()


def test_wrong_rows_are_listed_and_offer_nothing_to_store(admin: Client) -> None:
    response = upload(admin, "code,tier\nDLH-61.03,dunia\n")
    page = response.content.decode()
    assert "token" not in response.context
    assert "<td>2</td>" in page
    assert "regency, province, central" in page


def test_text_of_a_file_is_never_markup(admin: Client) -> None:
    page = upload(admin, "code,name\nDLH-61.03,<script>alert(1)</script>\n").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_changed_after_the_preview_is_checked_again(admin: Client) -> None:
    response = upload(admin, "code,name,kind,tier,area_codes,parent\nX,X,DLH,regency,61.03,PEMDA-61.03\n")
    Agency.objects.filter(parent__code="PEMDA-61.03").update(parent=None)
    Agency.objects.get(code="PEMDA-61.03").delete()
    page = admin.post(IMPORT, {"token": response.context["token"]}, follow=True).content.decode()
    assert "Nothing was stored" in page
    assert "PEMDA-61.03" in page
    assert not Agency.objects.filter(code="X").exists()


@pytest.mark.parametrize("name", ["list.pdf", "list.xlsx"])
def test_a_file_of_another_kind_is_refused_at_the_field(admin: Client, name: str) -> None:
    response = upload(admin, "x", name)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]


def test_the_list_is_downloaded_as_it_is_filtered(admin: Client) -> None:
    response = admin.get(f"{LIST}export.csv?kind__code__exact=KLH")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["code", "KLH"]
    assert response["Content-Disposition"].endswith('.csv"')
    assert admin.get(f"{LIST}export.xlsx?q=DLH-61.03").content.startswith(b"PK")
    assert admin.get(f"{LIST}export.pdf").status_code == 404


def test_those_who_may_not_change_agencies_may_not_import_them() -> None:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(IMPORT).status_code == 403
    assert client.get(f"{LIST}export.csv").status_code == 403


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("DLH-61.03", {"area_codes": "61"}, "area_codes"),
        ("DLH-61.03", {"area_codes": ""}, "area_codes"),
        ("DLH-61.03", {"area_codes": "61.03; 99.99"}, "area_codes"),
        ("DLH-61.03", {"valid_from": "2024-01-01", "valid_to": "2023-01-01"}, "valid_to"),
        ("TN-KUTAI", {"overlay_keys": "Kutai"}, "overlay_keys"),
        ("TN-KUTAI", {"overlay_keys": "conservation:\x00"}, "overlay_keys"),
        ("DLH-61.03", {"time_zone": "Asia/Tokyo"}, "time_zone"),
    ],
)
def test_the_form_refuses_what_cannot_be_at_its_field(
    admin: Client, code: str, changes: dict[str, str], field: str
) -> None:
    response = change(admin, code, **changes)
    assert list(response.context["adminform"].form.errors) == [field]


def test_the_last_resort_stays(admin: Client) -> None:
    response = change(admin, "NASIONAL", valid_to="2030-01-01", area_codes="64")
    assert set(response.context["adminform"].form.errors) == {"valid_to", "area_codes"}
    pk = Agency.objects.get(code="NASIONAL").pk
    assert "code" not in admin.get(f"{LIST}{pk}/change/").context["adminform"].form.fields
    assert admin.post(f"{LIST}{pk}/delete/", {"post": "yes"}).status_code == 403
    admin.post(LIST, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert Agency.objects.filter(code="NASIONAL").exists()


def test_the_form_refuses_loops(admin: Client) -> None:
    unit = Agency.objects.get(code="DLH-61.03")
    response = change(admin, "PEMDA-61.03", parent=unit.pk)
    assert list(response.context["adminform"].form.errors) == ["parent"]
    response = change(admin, "KLHK", replaces=[Agency.objects.get(code="KLH").pk])
    assert list(response.context["adminform"].form.errors) == ["replaces"]


def test_what_a_person_saved_is_confirmed_and_in_the_history(admin: Client) -> None:
    assert change(admin, "DLH-61.03", email="dlh@contoh.id", area_codes="61.03 61.09").status_code == 302
    agency = Agency.objects.get(code="DLH-61.03")
    assert (agency.placeholder, agency.area_codes) == (False, ["61.03", "61.09"])
    page = admin.get(f"{LIST}{agency.pk}/history/").content.decode()
    assert "<ins>dlh@contoh.id</ins>" in page
    assert "<ins>61.03; 61.09</ins>" in page
    assert "Ibu Admin" in page


def test_kinds_do_not_stand_in_for_one_another_in_a_circle(admin: Client) -> None:
    kind = AgencyKind.objects.get(code="KLH")
    data = {"name_id": kind.name_id, "name_en": kind.name_en, "task_id": "", "task_en": "", "above": "DLH"}
    response = admin.post("/en/kelola/accounts/agencykind/KLH/change/", data)
    assert list(response.context["adminform"].form.errors) == ["above"]
    assert AgencyKind.objects.get(code="KLH").above_id == "NASIONAL"


def test_a_day_off_needs_an_area_that_exists(admin: Client) -> None:
    data = {"day": "2026-07-01", "name": "Hari jadi", "area_code": "99.99", "basis": ""}
    response = admin.post("/en/kelola/accounts/calendarday/add/", data)
    assert list(response.context["adminform"].form.errors) == ["area_code"]
    assert admin.post("/en/kelola/accounts/calendarday/add/", {**data, "area_code": "64"}).status_code == 302
    assert CalendarDay.objects.get().day == dt.date(2026, 7, 1)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_opens_in_both_languages(admin: Client, language: str) -> None:
    prefix = "" if language == "id" else "/en"
    agency = Agency.objects.get(code="KLH")
    with override(language):
        for path in ("agency/", "agency/?in_force=no", "agency/import/", f"agency/{agency.pk}/change/", "calendarday/"):
            assert admin.get(f"{prefix}/kelola/accounts/{path}").status_code == 200, path
