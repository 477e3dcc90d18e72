"""/kewenangan/ in a real browser: on a small screen, by keyboard, without scripts, with the map on request."""

import gzip
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from boundaries.locator import locate
from tests.browser.axe import violations
from tests.factories import SANGATTA, UserFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]

ANSWERED = "?category=W1&coordinates=0.53,117.55&permit_issuer=unknown"
LIMIT = 100 * 1024


@pytest.fixture
def address(live_server: Any) -> str:
    locate(*SANGATTA)  # the first look-up of an edition builds its index, which no page waits for
    return f"{live_server.url}/kewenangan/"


@pytest.mark.parametrize("query", ["", "?q=sampah", ANSWERED, "?category=W1&coordinates=48.8,2.3&permit_issuer="])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_the_screen_and_is_open_to_all(page: Page, address: str, query: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + query, wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [found for found in violations(page) if not found.startswith("minor")] == []


def test_the_list_narrows_down_while_words_are_typed_and_opens_by_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#matter-words").fill("ikan mati")
    expect(page.locator(".matter:visible")).to_have_count(1)
    page.locator("#matter-words").fill("zzz")
    expect(page.locator("#matter-none")).to_be_visible()
    page.locator("#matter-words").fill("sampah liar")
    page.locator("#W1 > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#W1 .matter__table")).to_be_visible()


def test_the_first_load_is_light_and_the_map_comes_on_request(page: Page, address: str) -> None:
    weight = 0

    def add(response: Any) -> None:
        nonlocal weight
        weight += len(gzip.compress(response.body()))

    page.on("response", add)
    page.goto(address, wait_until="networkidle")
    page.locator("#tempat").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert weight < LIMIT
    assert page.locator("script[src*=leaflet]").count() == 0
    page.locator("#open-map").click()
    page.wait_for_selector("#map[data-ready]")
    page.locator("#map").click(position={"x": 150, "y": 150})
    expect(page.locator("[name=coordinates]")).not_to_have_value("")


def test_without_javascript_a_village_is_found_and_answered(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="id-ID", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address)
    page.locator("#id_category").select_option("W1")
    page.locator("[name=place_query]").fill("Sangatta")
    page.locator("button[name=search]").click()
    page.locator("#place-hits label").filter(has_text="Kutai Timur").first.click()
    assert page.locator("#id_category").input_value() == "W1"
    page.locator("form[data-place-form] > button[type=submit]").click()
    expect(page.locator("#jawaban")).to_contain_text("DLH Kabupaten Kutai Timur")
    page.locator("#jawaban a[href*='category=W1']").click()
    expect(page.locator("#jawaban")).to_contain_text("DLH Kabupaten Kutai Timur")
    context.close()


def test_a_rule_is_tried_beside_its_form_with_a_tap_on_the_map(page: Page, address: str, client: Any) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    session = client.cookies["sessionid"].value
    site = address.removesuffix("kewenangan/")
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page.goto(f"{site}kelola/reports/rulecase/?q=15b")
    page.locator("#result_list a", has_text="15b").click()
    page.locator("#id_targets-0-tier").select_option("province")
    page.locator("#id_try-category").select_option("W1")
    page.locator("#id_try-coordinates").fill("0.53, 117.55")
    page.locator(".rule-trial__map summary").click()
    page.wait_for_selector("#trial-map .leaflet-interactive")
    page.locator("#trial-map").click(position={"x": 20, "y": 200})
    expect(page.locator("#id_try-coordinates")).not_to_have_value("0.53, 117.55")
    page.locator("#id_try-coordinates").fill("0.53, 117.55")
    page.locator("button[name=_try]").click()
    expect(page.locator("#coba")).to_contain_text(re.compile("DLH Kabupaten Kutai Timur.*DLH Provinsi", re.DOTALL))
    expect(page.locator("#id_targets-0-tier")).to_have_value("province")
