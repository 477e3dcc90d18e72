"""From the receipt to the report, and back to it with number and PIN on another telephone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reports.models import Category, State
from tests.browser.axe import violations
from tests.factories import PIN, ReportFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]


def test_number_and_pin_open_what_the_public_does_not_see(page: Page, live_server: Any) -> None:
    report = ReportFactory()
    page.goto(f"{live_server.url}/laporan/{report.number}/")
    expect(page.locator("main")).not_to_contain_text(report.description)
    page.goto(f"{live_server.url}/lacak/?number={report.number}")
    page.locator("[name=pin]").fill("111111")
    page.locator("main form button").click()
    expect(page.locator("#id_pin_error")).to_be_visible()
    page.locator("[name=pin]").fill(PIN)
    page.locator("main form button").click()
    page.wait_for_url(f"**/laporan/{report.number}/")
    expect(page.locator("main")).to_contain_text(report.description)
    page.locator(".own-view button").click()
    page.goto(f"{live_server.url}/laporan/{report.number}/")
    expect(page.locator("main")).not_to_contain_text(report.description)


def test_a_sensitive_place_is_drawn_as_a_cell(page: Page, live_server: Any) -> None:
    report = ReportFactory(category=Category.objects.get(pk="H2"), state=State.VERIFIED)
    page.goto(f"{live_server.url}/laporan/{report.number}/")
    page.wait_for_selector("#report-map[data-ready]")
    expect(page.locator("path.cell")).to_have_count(1)
    assert not re.search(r"(?<!\d)0\.53", page.content())  # the drawn map may hold 10.53 pixels


def test_a_report_can_be_read_without_scripts(browser: Browser, live_server: Any) -> None:
    report = ReportFactory(state=State.VERIFIED)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/laporan/{report.number}/")
    expect(page.locator("main")).to_contain_text("Kabupaten Kutai Timur")
    expect(page.locator("main")).to_contain_text(report.description)
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_the_screen_and_are_open_to_all(page: Page, live_server: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    report = ReportFactory(state=State.VERIFIED)
    for path in ("/lacak/", f"/laporan/{report.number}/", "/laporan/0000-0000/", "/laporan/salah/"):
        page.goto(f"{live_server.url}{path}", wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert [found for found in violations(page) if not found.startswith("minor")] == [], path
