"""The reporter's side in a browser: on a small telephone, by keyboard, without scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reports.models import Category, Follower, Report, State, Survey
from tests.browser.axe import violations
from tests.factories import PIN, SANGATTA, ReportFactory
from tests.reports.cases import QUESTION, case

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]


def open_own(page: Page, live_server: Any, report: Report) -> None:
    page.goto(f"{live_server.url}/lacak/?number={report.number}")
    page.locator("[name=pin]").fill(PIN)
    page.locator("main form button").click()
    page.wait_for_url(f"**/laporan/{report.number}/")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("stage", ["asked", "answered", "closed"])
def test_each_stage_fits_the_screen_and_is_open_to_all(page: Page, live_server: Any, width: int, stage: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    report = case(stage)
    open_own(page, live_server, report)
    for more in page.locator("details").all():
        more.evaluate("element => { element.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [found for found in violations(page) if not found.startswith("minor")] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_beside_it_fit_the_screen_and_are_open_to_all(page: Page, live_server: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    report = case("answered")
    open_own(page, live_server, report)
    for path in ("cabut", "privasi", "belum-selesai", "tambah", "ikuti", "keberatan"):
        page.goto(f"{live_server.url}/laporan/{report.number}/{path}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert [found for found in violations(page) if not found.startswith("minor")] == [], path


def test_a_question_is_answered_by_keyboard_alone(page: Page, live_server: Any) -> None:
    report = case("asked")
    open_own(page, live_server, report)
    expect(page.locator("#todo")).to_contain_text(QUESTION)
    page.locator("#todo textarea").focus()
    page.keyboard.type("Di sisi utara pasar.")
    page.keyboard.press("Tab")  # photos
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/laporan/{report.number}/")
    expect(page.locator(".timeline")).to_contain_text("Di sisi utara pasar.")
    assert Report.objects.get().state == State.IN_FOLLOW_UP


def test_each_tap_of_the_survey_is_kept_at_once(page: Page, live_server: Any) -> None:
    report = case("closed")
    open_own(page, live_server, report)
    page.locator("#survey summary").click()
    page.locator("#survey [name=solved][value=partly]").check()
    page.locator("#survey [name=time][value='2']").check()
    page.locator("#survey [name=conduct][value='4']").check()
    expect(page.locator("#survey-status")).not_to_be_empty()
    page.wait_for_load_state("networkidle")
    row = Survey.objects.get()
    assert (row.solved, row.time, row.conduct, row.cost) == ("partly", 2, 4, None)
    page.reload()
    page.locator("#survey summary").click()
    expect(page.locator("#survey [name=time][value='2']")).to_be_checked()


def test_without_scripts_the_whole_way_can_be_gone(browser: Browser, live_server: Any) -> None:
    report = case("answered")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_own(page, live_server, report)
    page.locator("#todo form[action$='/selesai/'] button").click()
    page.wait_for_url(f"**/laporan/{report.number}/")
    page.locator("#survey [name=solved][value=yes]").check()
    page.locator("#survey button").click()
    page.wait_for_url(f"**/laporan/{report.number}/")
    assert Survey.objects.get().solved == "yes"
    context.close()


def test_while_the_form_is_filled_in_what_was_reported_before_is_named(page: Page, live_server: Any) -> None:
    report = ReportFactory(category=Category.objects.get(pk="W1"), state=State.VERIFIED)
    page.goto(f"{live_server.url}/lapor/?category=W1&lat={SANGATTA[1]}&lon={SANGATTA[0]}")
    expect(page.locator("#similar")).to_contain_text(report.number)
    page.locator("#similar button").click()
    page.wait_for_url(f"**/laporan/{report.number}/")
    expect(page.locator("#ikuti button[name=undo]")).to_be_visible()
    assert Follower.objects.get().me_too
    assert Report.objects.count() == 1


def test_a_public_report_is_followed_without_an_account(page: Page, live_server: Any) -> None:
    report = ReportFactory(state=State.VERIFIED)
    page.goto(f"{live_server.url}/laporan/{report.number}/")
    page.locator("#ikuti summary").click()
    page.locator("#ikuti [name=email]").fill("siti@contoh.id")
    page.locator("#ikuti form[action$='/ikuti/'] button").click()
    expect(page.locator("h1")).to_have_text(re.compile("."))
    expect(page.locator("main")).to_contain_text("siti@contoh.id")
