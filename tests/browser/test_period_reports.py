"""A report is written and asked for on a telephone, and appears without a reload; its pages are open to all."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role
from period_reports.models import BuildState, Draft, PeriodReport
from tests.browser.axe import violations
from tests.browser.test_case import let_in
from tests.cast import staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]
ASK = "/petugas/laporan-berkala/?area=64.08&period=2026-S1"
WORDS = "Jalan ke hulu putus selama dua minggu."


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    assert [found for found in violations(page) if not found.startswith("minor")] == []


def test_a_report_is_asked_for_and_appears_when_it_is_built(page: Page, live_server: Any) -> None:
    let_in(page, live_server, staff("KOORDINATOR-64", Role.MONITOR))
    page.goto(f"{live_server.url}{ASK}")
    fits(page)
    page.locator("main button[type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tulis/**")
    fits(page)
    page.locator("#id_constraints").fill(WORDS)
    page.locator("button[value=keep]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_constraints")).to_have_value(WORDS)
    assert Draft.objects.get().constraints == WORDS
    page.locator("button[value=build]").click()
    expect(page.locator("progress")).to_be_visible()
    fits(page)
    PeriodReport.objects.update(state=BuildState.DONE, built_at=timezone.now())
    expect(page.locator("#report-files")).to_be_visible()
    fits(page)
    page.goto(f"{live_server.url}/pemantauan/laporan/")
    expect(page.locator(".report-item")).to_have_count(1)
    fits(page)
