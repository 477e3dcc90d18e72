"""A citizen with an account makes a report their own with number and PIN; it still opens without."""

import pytest
from django.test import Client

from reports.models import Claim, Report
from reports.throttle import WRONG_PINS_PER_REPORT
from tests.factories import PIN, ReportFactory, UserFactory
from tests.reports.cases import holder_of

pytestmark = pytest.mark.django_db
MINE = "/akun/laporan/"


@pytest.fixture
def citizen() -> Client:
    client = Client()
    client.force_login(UserFactory())
    return client


def test_a_claimed_report_opens_without_pin_and_stands_in_the_list(citizen: Client) -> None:
    report = ReportFactory(confidential=True)
    for _ in range(2):
        assert citizen.post(MINE, {"number": report.number.lower(), "pin": PIN}).status_code == 302
    assert report.number in citizen.get(MINE).content.decode()
    assert report.description in citizen.get(f"/laporan/{report.number}/").content.decode()
    assert report.number in citizen.get("/akun/").content.decode()
    assert holder_of(report).get(f"/laporan/{report.number}/").status_code == 200
    assert Client().get(f"/laporan/{report.number}/").status_code == 404


def test_a_wrong_pin_claims_nothing_and_guessing_is_stopped(citizen: Client) -> None:
    report = ReportFactory()
    for _ in range(WRONG_PINS_PER_REPORT.times):
        page = citizen.post(MINE, {"number": report.number, "pin": "000000"})
        assert page.status_code == 422
        assert 'id="id_pin_error"' in page.content.decode()
    assert citizen.post(MINE, {"number": report.number, "pin": PIN}).status_code == 429
    assert not Claim.objects.exists()


def test_a_report_is_in_one_account_at_a_time(citizen: Client) -> None:
    report = ReportFactory()
    other = Client()
    other.force_login(UserFactory())
    other.post(MINE, {"number": report.number, "pin": PIN})
    page = citizen.post(MINE, {"number": report.number, "pin": PIN})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["number"]
    assert other.post(f"/laporan/{report.number}/akun/", {"undo": "1"}).status_code == 302
    assert citizen.post(MINE, {"number": report.number, "pin": PIN}).status_code == 302


def test_an_opened_report_is_put_into_the_account_by_one_press(citizen: Client) -> None:
    report = ReportFactory()
    assert citizen.post(f"/laporan/{report.number}/akun/").status_code == 302
    assert not Claim.objects.exists()
    citizen.post("/lacak/", {"number": report.number, "pin": PIN})
    assert f"/laporan/{report.number}/akun/" in citizen.get(f"/laporan/{report.number}/").content.decode()
    citizen.post(f"/laporan/{report.number}/akun/")
    assert Claim.objects.count() == 1


def test_taken_out_of_the_account_it_opens_with_the_pin_alone(citizen: Client) -> None:
    report = ReportFactory(confidential=True)
    citizen.post(MINE, {"number": report.number, "pin": PIN})
    citizen.post(f"/laporan/{report.number}/akun/", {"undo": "1"})
    assert citizen.get(f"/laporan/{report.number}/").status_code == 404
    assert report.number not in citizen.get(MINE).content.decode()


def test_the_deeds_of_a_reporter_are_open_to_the_account(citizen: Client) -> None:
    report = ReportFactory()
    citizen.post(MINE, {"number": report.number, "pin": PIN})
    assert citizen.post(f"/laporan/{report.number}/tambah/", {"body": "Masih ada."}).status_code == 302
    assert report.messages.get().author is None  # officers do not learn of the account
    assert citizen.post(f"/laporan/{report.number}/cabut/").status_code == 302
    assert Report.objects.get().outcome == "withdrawn"


def test_without_an_account_the_list_asks_to_sign_in(client: Client) -> None:
    assert client.get(MINE)["Location"].startswith("/akun/")
