"""Pages of figures in a real browser: they fit, everybody can read them, and the question is asked by keyboard."""

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from monitoring.snapshots.taking import take
from tests.browser.axe import violations
from tests.monitoring.lives import Ground, make_life, store

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]
DAY = dt.timedelta(days=1)
PAGES = (
    "/en/pemantauan/wilayah/64/?period=2026-S1&on=2026-06-30",
    "/en/pemantauan/wilayah/64/mutu/?period=2026-S1&on=2026-06-30",
    "/en/pemantauan/wilayah/64/tren/?measure=closed&on=2026-05-31",
    "/en/pemantauan/tunggakan/?on=2026-04-30",
    "/en/pemantauan/peringkat/?measure=closed&period=2026-S1&on=2026-06-30",
    "/en/pemantauan/wilayah/64/peta/?measure=closed&on=2026-06-30",
    "/en/pemantauan/wilayah/64/pelimpahan/?period=2026-S1&on=2026-06-30",
    "/en/pemantauan/lintas-batas/?period=2026-S1&on=2026-06-30",
    "/en/pemantauan/pemerataan/?period=2026-S1&on=2026-06-30",
    "/en/pemantauan/?period=2026-Q9",
)
LIKE_OTHERS = (PAGES[1], PAGES[3], PAGES[-2])
"""Made of the same parts as others, which axe-core reads: it takes seconds for each."""


@pytest.fixture
def cases() -> None:
    """Twenty-two cases of Kutai Timur, half of them closed, twelve passed on, and what was kept of them."""
    ground = Ground()
    closed = [("verify", DAY), ("accept", DAY), ("close", DAY)]
    lives = [make_life(ground, (0, 0, 3 * n, 1, 1, 1), closed if n % 2 else closed[:1]) for n in range(22)]
    lives += [make_life(ground, (0, 0, 3 * n, 1, 1, 1), [("verify", DAY), ("transfer:3", DAY)]) for n in range(12)]
    store(lives)
    for day in (dt.date(2026, 3, 31), dt.date(2026, 4, 30), dt.date(2026, 5, 31)):
        take(day, audiences=(True,))


def test_pages_of_figures_fit_and_can_be_read_by_everyone(page: Page, live_server: Any, cases: None) -> None:
    for address in PAGES:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{live_server.url}{address}")
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, address
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        if address not in LIKE_OTHERS:
            assert violations(page) == [], address


def test_another_period_is_asked_for_by_keyboard(page: Page, live_server: Any, cases: None) -> None:
    page.goto(f"{live_server.url}{PAGES[0]}")
    page.locator(".ask > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Period").select_option("2025")
    page.get_by_label("As of the end of").fill("")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".figures-about").first).to_contain_text("Reports received in 2025")
    expect(page.locator("#closed")).to_contain_text("No cases")


def test_on_a_telephone_no_page_of_the_strip_lies_out_of_view(page: Page, live_server: Any, cases: None) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}{PAGES[1]}")
    strip = page.locator(".figures-nav__small")
    expect(strip.locator("summary")).to_contain_text("Quality of data")
    expect(strip.locator("summary")).to_be_in_viewport(ratio=1)
    strip.locator("summary").focus()
    page.keyboard.press("Enter")
    links = strip.get_by_role("link").all()
    assert len(links) == 13
    for link in links:
        expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/pemantauan/wilayah/64/\?"))


def test_a_place_among_peers_leads_to_its_row_of_the_league(page: Page, live_server: Any, cases: None) -> None:
    page.goto(f"{live_server.url}{PAGES[0]}")
    page.locator("#closed .score__peers a").click()
    row = page.locator("#area-64")
    expect(row).to_be_in_viewport()
    expect(row.locator("td").first).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
