"""The administrator's page: a partner's file is chosen, its columns named, looked at, and only then filed."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role, User
from reports.intake import page as intake_page
from reports.models import IntakeRow, Report
from tests.cast import staff
from tests.reports.intake import partner

pytestmark = pytest.mark.django_db
URL = "/kelola/reports/intakerow/import/"
HALF = """ID Aduan;Kategori;Cerita;Lintang;Bujur
A-1;W1;Sampah menumpuk di tepi jalan;0,53;117,55
A-2;XX;Limbah rumah tangga di selokan;0,531;117,551
A-3;A3;=SUM(A1:A9) <script>alert(1)</script>;0,53;117,55
"""


@pytest.fixture
def admin() -> Client:
    user = staff("NASIONAL", Role.NATIONAL).user
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client()
    client.force_login(user)
    return client


def chosen(client: Client, text: str = HALF, name: str = "aduan.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return client.post(URL, {"partner": partner().pk, "file": file})


def token_of(response: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found, response.content.decode()
    return found[1]


def columns(token: str, **more: str) -> dict[str, str]:
    names = ("source_id", "category", "description", "lat", "lon")
    return {"token": token, **{f"column-{at}": name for at, name in enumerate(names)}} | more


def test_usual_names_are_chosen_and_the_others_left_to_choose(admin: Client) -> None:
    body = chosen(admin).content.decode()
    assert '<option value="source_id" selected>' in body
    assert body.count(" selected>") == 4 + 1  # «Cerita» is not used


def test_a_look_files_nothing_and_names_what_is_wrong(admin: Client) -> None:
    body = admin.post(URL, columns(token_of(chosen(admin)), look="1")).content.decode()
    assert re.search(r"2\b.*0\b.*1\b", body[body.index("intake-counts") :].partition("</p>")[0], re.DOTALL)
    assert "<td>Kategori</td>" in body
    assert "<script>alert" not in body
    assert not Report.everything.exists()


def test_what_was_looked_at_is_filed_once(admin: Client) -> None:
    token = token_of(chosen(admin))
    admin.post(URL, columns(token, look="1"))
    body = admin.post(URL, columns(token, take="1")).content.decode()
    assert "<td>3</td>" in body
    assert list(IntakeRow.objects.order_by("source_id").values_list("source_id", flat=True)) == ["A-1", "A-3"]
    admin.post(URL, columns(token, take="1"))
    assert Report.objects.count() == 2


def test_all_good_leads_to_the_list(admin: Client) -> None:
    good = "".join(HALF.splitlines(keepends=True)[:2])
    response = admin.post(URL, columns(token_of(chosen(admin, good)), take="1"))
    assert (response.status_code, response["Location"]) == (302, "/kelola/reports/intakerow/")
    assert "A-1" in admin.get(response["Location"]).content.decode()


def test_columns_that_do_not_make_reports_are_told(admin: Client) -> None:
    token = token_of(chosen(admin))
    for wrong in ({"column-2": ""}, {"column-2": "lat"}, {"column-2": "nonsense"}):
        response = admin.post(URL, columns(token, take="1", **wrong))
        assert response.status_code == 200
        assert "errorlist" in response.content.decode()
    assert not Report.everything.exists()


@pytest.mark.parametrize(("name", "text"), [("a.pdf", "x"), ("a.xlsx", "no workbook"), ("a.csv", ""), ("a.csv", "\n")])
def test_a_file_that_is_none_is_told_at_its_field(admin: Client, name: str, text: str) -> None:
    response = chosen(admin, text, name)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


def test_a_long_file_is_for_the_command(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_page, "MOST_ROWS", 2)
    for verb in ("look", "take"):
        assert "import_reports" in admin.post(URL, columns(token_of(chosen(admin)), **{verb: "1"})).content.decode()
    assert not Report.everything.exists()


@pytest.mark.parametrize("token", ["", "gone", "\x00", "x y", "ü" * 300])
def test_a_preview_that_is_gone_leads_back(admin: Client, token: str) -> None:
    assert admin.post(URL, {"token": token, "take": "1"})["Location"] == URL


def test_nobody_else_comes_in() -> None:
    officer = Client()
    officer.force_login(staff("DLH-64.08", Role.AGENCY_ADMIN).user)
    for client in (Client(), officer):
        assert client.get(URL).status_code in (302, 403)
        assert client.post(URL, {"token": "x"}).status_code in (302, 403)
