"""Plans, consultations, stories and answers in a browser: by keyboard alone, on a telephone, open to all."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from monitoring.models.plans import ActionPlan
from participation.actions.stories import ask_consent, make_story
from participation.models import Consent, Story
from tests.browser.axe import violations
from tests.browser.test_case import let_in
from tests.browser.test_reporter_side import open_own
from tests.cast import staff
from tests.participation.test_stories import BODY, TITLE, closed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]
ACTION = "Laporan dibaca setiap pagi oleh dua petugas."


def tab_to(page: Page, selector: str, at_most: int = 40) -> None:
    """Go on with the Tab key until an element has the focus."""
    for _step in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [found for found in violations(page) if not found.startswith("minor")] == []


def test_a_plan_is_made_and_published_by_keyboard_alone(page: Page, live_server: Any) -> None:
    let_in(page, live_server, staff())
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/petugas/")
    tab_to(page, ".desk-more summary")
    page.keyboard.press("Enter")
    tab_to(page, ".desk-more a[href='/petugas/renaksi/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/petugas/renaksi/")
    tab_to(page, "main a[href='/petugas/renaksi/baru/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/petugas/renaksi/baru/")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#id_action_error")).to_be_visible()
    tab_to(page, "#id_action")
    page.keyboard.type(ACTION)
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("main .plan-words").first).to_have_text(ACTION)
    tab_to(page, "main a[href$='/terbitkan/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/terbitkan/")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("main a[href^='/pemantauan/renaksi/']")).to_be_visible()
    assert ActionPlan.objects.published().get().action == ACTION


@pytest.mark.parametrize("width", [360, 1280])
def test_the_desks_places_fit_and_none_covers_another(page: Page, live_server: Any, width: int) -> None:
    let_in(page, live_server, staff())
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/petugas/konsultasi/baru/")
    fits(page, width)
    boxes = page.locator(".desk-nav > ul > li span:visible, .desk-bar__agency").evaluate_all(
        "found => found.map(one => one.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) == 6
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = (
                one["right"] <= other["left"] or other["right"] <= one["left"]
                or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]
            )  # fmt: skip
            assert apart, (one, other)


def test_a_reporter_reads_agrees_and_takes_it_back_by_keyboard_on_a_telephone(page: Page, live_server: Any) -> None:
    report, officer = closed(), staff()
    story = make_story(officer.user, report=report, title=TITLE, body=BODY)
    ask_consent(story, officer.user)
    page.set_viewport_size({"width": 360, "height": 740})
    open_own(page, live_server, report)
    for said, now in (("yes", Consent.GIVEN), ("no", Consent.WITHDRAWN)):
        tab_to(page, "main a[href$='/kisah/']")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text(TITLE)
        fits(page, 360)
        tab_to(page, f"main button[value='{said}']")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/laporan/{report.number}/")
        assert Story.objects.get().consent == now
