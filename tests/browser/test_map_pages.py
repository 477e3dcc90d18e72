"""The public map in a real browser: what a finger, a keyboard and a reader of screens meet."""

import re
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Page, expect

from reports.models import Category
from tests.browser.axe import violations
from tests.factories import ReportFactory, area

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]


@pytest.fixture
def reports() -> dict[str, str]:
    """Three about Sangatta, one fire in Sleman, one without a point; numbers by name."""
    for _ in range(2):
        ReportFactory()
    waste: Any = ReportFactory()
    fire: Any = ReportFactory(
        category=Category.objects.get(pk="L1"), regency=area("34.04"), point=Point(110.36, -7.7, srid=4326)
    )
    unplaced: Any = ReportFactory(point=None, public_point=None, public_cell_m=None, doubtful=True)
    return {"waste": waste.number, "fire": fire.number, "unplaced": unplaced.number}


def open_map(page: Page, address: str) -> None:
    """Open an address and wait until the map has told what it shows."""
    page.goto(address)
    expect(page.locator("#map-status")).to_contain_text(re.compile(r"\d"))


def test_the_map_shows_clusters_and_single_reports_on_our_own_base_map(
    page: Page, live_server: Any, reports: dict[str, str]
) -> None:
    with page.expect_response(re.compile(r"/wilayah/ubin/.*\.mvt")) as tile:
        open_map(page, f"{live_server.url}/peta/")
    assert tile.value.status in {200, 204}
    expect(page.locator("#map canvas.leaflet-tile").first).to_be_visible()
    expect(page.locator(".cluster-mark")).to_have_text("3")
    expect(page.locator(".point-mark")).to_have_count(1)


def test_a_report_opens_from_the_map_with_the_keyboard_alone(
    page: Page, live_server: Any, reports: dict[str, str]
) -> None:
    open_map(page, f"{live_server.url}/peta/#9/-7.7/110.36")
    mark = page.locator(".point-mark")
    expect(mark).to_have_attribute("role", "button")
    mark.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a[href*='/laporan/']")
    expect(link).to_have_attribute("href", f"/laporan/{reports['fire']}/")
    expect(link).to_be_focused()


def test_a_popup_at_the_edge_stays_open_when_the_map_makes_room_for_it(
    page: Page, live_server: Any, reports: dict[str, str]
) -> None:
    open_map(page, f"{live_server.url}/peta/#9/-8.1/110.36")
    with page.expect_response(re.compile("/peta/kelompok/")):  # the map moves and asks anew
        page.locator(".point-mark").click()
    page.wait_for_timeout(400)
    expect(page.locator(".leaflet-popup a[href*='/laporan/']")).to_be_visible()


def test_a_cluster_opens_with_the_keyboard(page: Page, live_server: Any, reports: dict[str, str]) -> None:
    open_map(page, f"{live_server.url}/peta/#6/0.5/117")
    page.locator(".cluster-mark").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#8/0\.53"))
    expect(page.locator("#map")).to_be_focused()


def test_reports_at_one_point_are_all_named_when_zooming_cannot_part_them(
    page: Page, live_server: Any, reports: dict[str, str]
) -> None:
    open_map(page, f"{live_server.url}/peta/#15/0.53/117.55")
    page.locator(".cluster-mark").click()
    expect(page.locator(".popup-list a")).to_have_count(3)


def test_filters_and_view_survive_reload_and_sharing(page: Page, live_server: Any, reports: dict[str, str]) -> None:
    open_map(page, f"{live_server.url}/peta/#6/-2/114")
    page.locator(".filters summary").click()
    page.get_by_label("Tema").or_(page.get_by_label("Theme")).select_option("L")
    page.locator(".filters button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/peta/\?.*theme=L"))
    expect(page.locator("#list .report-row")).to_have_count(1)
    expect(page.locator(".point-mark")).to_have_count(1)
    expect(page.locator(".cluster-mark")).to_have_count(0)
    page.locator(".leaflet-control-zoom-in").click()
    expect(page).to_have_url(re.compile(r"theme=L.*#\d"))
    shared = page.url
    open_map(page, shared)
    assert page.url == shared
    expect(page.locator(".chip")).to_have_count(1)


def test_the_list_is_the_maps_twin_and_reached_without_passing_the_map(
    page: Page, live_server: Any, reports: dict[str, str]
) -> None:
    open_map(page, f"{live_server.url}/peta/")
    links = page.locator("#list .report-row a")
    expect(links).to_have_count(5)
    assert {
        href.strip("/").split("/")[-1] for href in links.evaluate_all("all => all.map(a => a.getAttribute('href'))")
    } >= set(reports.values())
    page.locator("a[href='#list']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_be_focused()


def test_without_javascript_the_list_and_its_filters_work(
    browser: Any, live_server: Any, reports: dict[str, str]
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="id-ID", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{live_server.url}/peta/")
    page.locator(".filters summary").click()
    page.locator("#id_province").select_option("34")
    page.locator(".filters button[type=submit]").click()
    expect(page.locator("#list .report-row")).to_have_count(1)
    expect(page.locator("noscript .notice, .notice")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("path", ["/", "/peta/", "/titik-rawan/", "/en/peta/?theme=Z", "/tidak-ada/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_the_screen_and_are_open_to_all(
    page: Page, live_server: Any, reports: dict[str, str], path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}{path}", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [found for found in violations(page) if not found.startswith("minor")] == []


def test_nothing_to_tap_is_smaller_than_44_pixels_on_a_phone(
    page: Page, live_server: Any, reports: dict[str, str]
) -> None:
    open_map(page, f"{live_server.url}/peta/?theme=W")
    targets = page.locator(".site-nav a, .btn, .chip, summary, .leaflet-bar a, .language-switch__button")
    small = targets.evaluate_all(
        """all => all.map(target => [target.className, target.getBoundingClientRect().height])
                     .filter(([, height]) => height > 0 && height < 44)"""
    )
    assert small == []


def test_the_page_changes_language_in_the_browser(page: Page, live_server: Any, reports: dict[str, str]) -> None:
    open_map(page, f"{live_server.url}/peta/?theme=W")
    page.locator(".language-switch button").click()
    expect(page).to_have_url(re.compile(r"/en/peta/\?theme=W"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".language-switch button").click()
    expect(page).to_have_url(re.compile(r"[0-9]/peta/\?theme=W"))
    expect(page.locator("html")).to_have_attribute("lang", "id")
