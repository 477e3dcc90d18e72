"""The administration shows reports without who filed them, and changes none."""

import re

import pytest
from django.test import Client

from reports import crypto
from reports.models import Category, ReporterIdentity
from tests.factories import ReportFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_page() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_a_report_is_shown_without_identity_or_pin_and_cannot_be_changed(admin_page: Client) -> None:
    report = ReportFactory()
    ReporterIdentity.objects.create(report=report, name=crypto.encrypt("Siti Aminah"))
    listed = admin_page.get("/kelola/reports/report/")
    assert report.number in listed.content.decode()
    address = f"/kelola/reports/report/{report.pk}/change/"
    html = admin_page.get(address).content.decode()
    assert report.description in html
    assert "Siti" not in html
    assert report.pin_hash not in html
    assert str(report.idempotency_key) not in html
    assert admin_page.post(address, {"description": "diubah"}).status_code == 403
    assert admin_page.get("/kelola/reports/report/add/").status_code == 403
    assert admin_page.post(f"/kelola/reports/report/{report.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_category_can_be_reworded_and_switched_off(admin_page: Client) -> None:
    assert admin_page.get("/kelola/reports/category/").status_code == 200
    category = Category.objects.get(pk="W1")
    kept = ("code", "name_en", "icon", "urgency", "position", "duplicate_m", "duplicate_days")
    fields = {name: getattr(category, name) for name in kept}
    response = admin_page.post(
        "/kelola/reports/category/W1/change/",
        {
            **fields,
            "theme": "W",
            "name_id": "Sampah",
            "words": "sampah,tps",
            "hint_id": "",
            "hint_en": "",
            "rules-TOTAL_FORMS": 0,
            "rules-INITIAL_FORMS": 0,
        },
    )
    assert response.status_code == 302, response.context["errors"]
    category.refresh_from_db()
    assert (category.name_id, category.active) == ("Sampah", False)


def test_staff_without_rights_see_no_reports_there() -> None:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/kelola/reports/report/").status_code == 403


@pytest.mark.parametrize("icon", ["../../../../etc/passwd", "no-such-icon", "trash fill", ""])
def test_an_icon_that_does_not_exist_is_refused_for_it_would_stop_every_page(admin_page: Client, icon: str) -> None:
    fields = {"code": "W", "name_id": "Sampah", "name_en": "Waste", "colour": "#8a5a1c", "position": 5, "icon": icon}
    response = admin_page.post("/kelola/reports/theme/W/change/", fields)
    assert response.status_code == 200
    assert "icon" in response.context["adminform"].form.errors
    assert admin_page.post("/kelola/reports/theme/W/change/", {**fields, "icon": "trash"}).status_code == 302


def test_the_administration_names_no_other_host(admin_page: Client) -> None:
    report = ReportFactory()
    for address in ("", "reports/report/", f"reports/report/{report.pk}/change/", "reports/category/W1/change/"):
        html = admin_page.get(f"/kelola/{address}").content.decode()
        assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]+"', html), address
