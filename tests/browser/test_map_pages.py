"""The public map and the hotspots in a real browser: what a finger, a keyboard and a reader of screens meet."""

import re
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Page, expect

from reports.models import Category
from tests.browser.conftest import violations
from tests.factories import ReportFactory, area

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reports() -> dict[str, str]:
    """Three about Sangatta, one fire in Sleman, one without a point; numbers by name."""
    for _ in range(2):
        ReportFactory()
    waste = ReportFactory()
    fire = ReportFactory(
        category=Category.objects.get(pk="L1"), regency=area("34.04"), point=Point(110.36, -7.7, srid=4326)
    )
    unplaced = ReportFactory(point=None, public_point=None, public_cell_m=None, doubtful=True)
    return {"waste": waste.number, "fire": fire.number, "unplaced": unplaced.number}


def open_map(page: Page, address: str) -> None:
    """Open an address and wait until the map has told what it shows."""
    page.goto(address)
    expect(page.locator("#map-status")).to_contain_text(re.compile(r"\d"))


def test_the_map_shows_clusters_and_single_reports_on_our_own_base_map(
    watched: Page, live_server: Any, reports: dict[str, str]
) -> None:
    with watched.expect_response(re.compile(r"/wilayah/ubin/.*\.mvt")) as tile:
        open_map(watched, f"{live_server.url}/peta/")
    assert tile.value.status in {200, 204}
    expect(watched.locator("#map canvas.leaflet-tile").first).to_be_visible()
    expect(watched.locator(".cluster-mark")).to_have_text("3")
    expect(watched.locator(".point-mark")).to_have_count(1)


def test_a_report_opens_from_the_map_with_the_keyboard_alone(
    watched: Page, live_server: Any, reports: dict[str, str]
) -> None:
    open_map(watched, f"{live_server.url}/peta/#9/-7.7/110.36")
    mark = watched.locator(".point-mark")
    expect(mark).to_have_attribute("role", "button")
    mark.focus()
    watched.keyboard.press("Enter")
    link = watched.locator(".leaflet-popup a[href*='/laporan/']")
    expect(link).to_have_attribute("href", f"/laporan/{reports['fire']}/")


def test_reports_at_one_point_are_all_named_when_zooming_cannot_part_them(
    watched: Page, live_server: Any, reports: dict[str, str]
) -> None:
    open_map(watched, f"{live_server.url}/peta/#15/0.53/117.55")
    watched.locator(".cluster-mark").click()
    expect(watched.locator(".popup-list a")).to_have_count(3)


def test_filters_and_view_survive_reload_and_sharing(watched: Page, live_server: Any, reports: dict[str, str]) -> None:
    open_map(watched, f"{live_server.url}/peta/#6/-2/114")
    watched.locator(".filters summary").click()
    watched.get_by_label("Tema").or_(watched.get_by_label("Theme")).select_option("L")
    watched.locator(".filters button[type=submit]").click()
    expect(watched).to_have_url(re.compile(r"/peta/\?.*theme=L"))
    expect(watched.locator("#list .report-row")).to_have_count(1)
    expect(watched.locator(".point-mark")).to_have_count(1)
    expect(watched.locator(".cluster-mark")).to_have_count(0)
    watched.locator(".leaflet-control-zoom-in").click()
    expect(watched).to_have_url(re.compile(r"theme=L.*#\d"))
    shared = watched.url
    open_map(watched, shared)
    assert watched.url == shared
    expect(watched.locator(".chip")).to_have_count(1)


def test_the_list_is_the_maps_twin_and_reached_without_passing_the_map(
    watched: Page, live_server: Any, reports: dict[str, str]
) -> None:
    open_map(watched, f"{live_server.url}/peta/")
    links = watched.locator("#list .report-row a")
    expect(links).to_have_count(5)
    assert {
        href.strip("/").split("/")[-1] for href in links.evaluate_all("all => all.map(a => a.getAttribute('href'))")
    } >= set(reports.values())
    watched.locator("a[href='#list']").focus()
    watched.keyboard.press("Enter")
    expect(watched.locator("#list")).to_be_focused()


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


def test_the_hotspots_show_one_layer_at_a_time_over_our_base_map(
    watched: Page, live_server: Any, reports: dict[str, str]
) -> None:
    watched.goto(f"{live_server.url}/titik-rawan/")
    expect(watched.locator("canvas.leaflet-heatmap-layer")).to_be_visible()
    expect(watched.locator("#hotspots canvas.leaflet-tile").first).to_be_visible()
    choices = watched.locator(".leaflet-control-layers input[type=radio]")
    expect(choices).to_have_count(3)
    choices.nth(1).check()
    expect(watched.locator("canvas.leaflet-heatmap-layer")).to_have_count(0)
    shapes = watched.locator("#hotspots .leaflet-overlay-pane path")
    expect(shapes).to_have_count(514)
    choices.nth(2).check()
    expect(shapes).to_have_count(2)


@pytest.mark.parametrize("path", ["/", "/peta/", "/titik-rawan/", "/en/peta/?theme=Z", "/tidak-ada/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_the_screen_and_are_open_to_all(
    context: Any, live_server: Any, reports: dict[str, str], path: str, width: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}{path}", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [found for found in violations(page) if not found.startswith("minor")] == []


def test_nothing_to_tap_is_smaller_than_44_pixels_on_a_phone(
    watched: Page, live_server: Any, reports: dict[str, str]
) -> None:
    open_map(watched, f"{live_server.url}/peta/?theme=W")
    targets = watched.locator(".site-nav a, .btn, .chip, summary, .leaflet-bar a, .language-switch__button")
    small = targets.evaluate_all(
        """all => all.map(target => [target.className, target.getBoundingClientRect().height])
                     .filter(([, height]) => height > 0 && height < 44)"""
    )
    assert small == []


def test_the_page_changes_language_in_the_browser(watched: Page, live_server: Any, reports: dict[str, str]) -> None:
    open_map(watched, f"{live_server.url}/peta/?theme=W")
    watched.locator(".language-switch button").click()
    expect(watched).to_have_url(re.compile(r"/en/peta/\?theme=W"))
    expect(watched.locator("html")).to_have_attribute("lang", "en")
    watched.locator(".language-switch button").click()
    expect(watched).to_have_url(re.compile(r"[0-9]/peta/\?theme=W"))
    expect(watched.locator("html")).to_have_attribute("lang", "id")
