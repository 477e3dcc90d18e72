"""The page of an area and the import of agencies in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Agency
from tests.browser.axe import violations
from tests.factories import ReportFactory, UserFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", ["/wilayah/64.08/", "/en/wilayah/64/", "/wilayah/91.14/", "/wilayah/99.99/"])
def test_the_page_of_an_area_fits_and_can_be_read_by_everyone(
    page: Page, live_server: Any, address: str, width: int
) -> None:
    ReportFactory()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_a_neighbour_is_reached_from_the_picture_and_from_the_list(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/wilayah/64.08/")
    page.locator(".area-picture svg").click(position={"x": 165, "y": 22})  # the north, which is Berau's
    expect(page.locator("h1")).to_have_text("Kabupaten Berau")
    page.get_by_role("link", name="Kabupaten Kutai Timur").click()
    expect(page.locator("h1")).to_have_text("Kabupaten Kutai Timur")


def test_agencies_are_imported_under_the_strict_policy(
    page: Page, live_server: Any, tmp_path: Path, client: Any
) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    path = tmp_path / "list.csv"
    path.write_text("code,phone\nDLH-61.03,+62 564 1\n")
    try:
        page.goto(f"{live_server.url}/en/kelola/accounts/agency/import/")
        page.set_input_files("#id_file", path)
        page.click("form[enctype] input[type=submit]")
        expect(page.locator("#import-preview ins")).to_have_text("+62 564 1")
        page.click("form:has([name=token]) input[type=submit]")
        expect(page.locator(".messagelist")).to_contain_text("1 changed")
        assert Agency.objects.get(code="DLH-61.03").phone == "+62 564 1"
    finally:  # agencies stay between tests of a live server
        Agency.objects.filter(code="DLH-61.03").update(phone="", placeholder=True)
