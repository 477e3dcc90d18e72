"""From where somebody is to the hotspots there, with a telephone's position, a keyboard, and a list of districts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from maps.bins.folding import fold_all
from tests.browser.axe import violations
from tests.factories import ReportFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]

NEAR_ME = re.compile("Near me|Di dekat saya")


@pytest.fixture(autouse=True)
def report() -> None:
    ReportFactory()
    fold_all()


def test_a_telephone_knows_its_district_and_the_keyboard_suffices(page: Page, live_server: Any) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 0.5312345, "longitude": 117.5512345})
    page.goto(f"{live_server.url}/titik-rawan/?layer=wilayah&theme=W")
    with page.expect_request(lambda request: "/sekitar/" in request.url) as asked:
        page.get_by_role("button", name=NEAR_ME).press("Enter")
    assert "0.531" in asked.value.url
    assert "0.5312" not in asked.value.url, "no more of the position than a district needs is sent"
    page.wait_for_url(re.compile("regency=64.08"))
    assert "layer=wilayah" in page.url
    assert "theme=W" in page.url


def test_who_tells_no_position_types_the_place(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/titik-rawan/")
    page.get_by_role("button", name=NEAR_ME).click()
    expect(page.locator("[data-near-status]")).to_contain_text(re.compile("could not be had|tidak didapat"))
    expect(page.locator("#near-place")).to_be_focused()
    page.keyboard.type("Kutai Timur")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("regency=64.08"))


def test_of_many_places_of_a_name_one_is_chosen(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/titik-rawan/sekitar/?place=Sukamaju&layer=pola")
    assert violations(page) == []
    page.locator(".tiles a").first.press("Enter")
    page.wait_for_url(re.compile(r"layer=pola&regency=\d\d\.\d\d"))


@pytest.mark.parametrize("address", ["/titik-rawan/", "/peta/", "/titik-rawan/daftar/"])
def test_the_list_of_districts_follows_the_province(page: Page, live_server: Any, address: str) -> None:
    page.goto(f"{live_server.url}{address}")
    page.locator(".filters").evaluate("filters => { filters.open = true; }")
    options = page.locator("#id_regency option")
    expect(options).to_have_count(515)
    page.locator("#id_regency").select_option("64.08")
    page.locator("#id_province").select_option("34")
    expect(options).to_have_count(6)
    expect(page.locator("#id_regency")).to_have_value("")
    page.locator("#id_province").select_option("")
    expect(options).to_have_count(515)
    page.locator("#id_regency").select_option("64.08")
    page.locator(".filters__form [type=submit]").click()
    page.wait_for_url(re.compile("regency=64.08"))
