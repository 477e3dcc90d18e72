"""From the receipt to the report, and back to it with number and PIN on another telephone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reports.models import Category, State
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
    assert "0.53" not in page.content()


def test_a_report_can_be_read_without_scripts(browser: Browser, live_server: Any) -> None:
    report = ReportFactory(state=State.VERIFIED)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/laporan/{report.number}/")
    expect(page.locator("main")).to_contain_text("Kabupaten Kutai Timur")
    expect(page.locator("main")).to_contain_text(report.description)
    context.close()
