"""/titik-rawan/ in a real browser: every layer is drawn, tells what it shows, and is reached without a mouse."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Page, expect

from maps.bins.folding import fold_all
from maps.classes.breaks import HEXAGON, scheme
from maps.hotspot_page.layers import LAYERS
from tests.browser.axe import violations
from tests.factories import ReportFactory, area

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]

FILL_IN_THE_MIDDLE = """() => {
    const box = document.getElementById("hotspots").getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    for (const canvas of document.querySelectorAll(".leaflet-figures-pane canvas")) {
        const at = canvas.getBoundingClientRect();
        if (x < at.x || x >= at.right || y < at.y || y >= at.bottom) continue;
        const scale = canvas.width / at.width;
        return [...canvas.getContext("2d").getImageData((x - at.x) * scale, (y - at.y) * scale, 1, 1).data].slice(0, 3);
    }
}"""
"""The colour, red, green and blue, that the layer has in the middle of the map."""


@pytest.fixture
def reports() -> None:
    """Twelve about Sangatta, filed over a year of months, four in Sleman, one at sea without a district."""
    for month in range(1, 13):
        ReportFactory(received_at=dt.datetime(2025, month, 15, 10, tzinfo=dt.UTC))
    for _ in range(4):
        ReportFactory(
            regency=area("34.04"),
            province=area("34"),
            point=Point(110.36, -7.7, srid=4326),
            received_at=dt.datetime(2025, 12, 3, 10, tzinfo=dt.UTC),
        )
    ReportFactory(regency=None, point=Point(117.9, 0.2, srid=4326), setting="sea_12nm")
    fold_all()


def open_layer(page: Page, live_server: Any, layer: str, query: str = "", view: str = "") -> None:
    """Open a layer and wait until its map stands."""
    page.goto(f"{live_server.url}/titik-rawan/?layer={layer}{query}{view}", wait_until="networkidle")
    expect(page.locator("#hotspots canvas.leaflet-tile").first).to_be_visible()


def point_at_something(page: Page) -> str:
    """Move the mouse over the map's middle, where Sangatta is, and return what is told."""
    box = page.locator("#hotspots").bounding_box()
    assert box
    x, y, tip = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, page.locator(".map-tip")
    # A tile that is drawn under a mouse at rest tells nothing
    for aside in [3, 0] * 50:
        page.mouse.move(x + aside, y)
        if tip.is_visible():
            break
        page.wait_for_timeout(100)
    expect(tip).to_be_visible()
    return tip.inner_text()


@pytest.mark.parametrize(("layer", "n"), [("heksagon", "12"), ("wilayah", "12")])
def test_what_is_pointed_at_tells_the_count_of_the_table(
    page: Page, live_server: Any, reports: None, layer: str, n: str
) -> None:
    open_layer(page, live_server, layer, view="#8/0.53/117.55")
    assert n in point_at_something(page)
    first = page.locator("#table tbody tr").first
    expect(first).to_contain_text("Kutai Timur")
    expect(first.locator("td").first).to_have_text(n)


def test_a_click_leads_on_to_the_reports_there(page: Page, live_server: Any, reports: None) -> None:
    open_layer(page, live_server, "heksagon", view="#8/0.53/117.55")
    point_at_something(page)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator(".leaflet-popup a[href^='/peta/#']")).to_be_visible()


def test_the_clusters_part_with_the_keyboard(page: Page, live_server: Any, reports: None) -> None:
    open_layer(page, live_server, "kelompok", view="#5/-3/114")
    mark = page.locator(".cluster-mark", has_text="13").or_(page.locator(".cluster-mark", has_text="12")).first
    expect(mark).to_have_attribute("role", "button")
    mark.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#7/0\.\d+/117"))
    expect(page.locator("#hotspots .folium-map")).to_be_focused()


def test_heat_is_drawn(page: Page, live_server: Any, reports: None) -> None:
    open_layer(page, live_server, "panas")
    expect(page.locator("canvas.leaflet-heatmap-layer")).to_be_visible()


def test_months_change_counts_and_never_classes(page: Page, live_server: Any, reports: None) -> None:
    open_layer(page, live_server, "heksagon", query="&since=2025-01&until=2025-12", view="#8/0.53/117.55")
    whole = page.locator("[data-legend-level]:not([hidden])").inner_text()
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    status = page.locator("#months [role=status]")
    expect(status).to_contain_text(re.compile(r"2025: 1 "))
    monthly = page.locator("[data-legend-level]:not([hidden])").inner_text()
    assert monthly != whole
    for _ in range(11):
        page.keyboard.press("ArrowRight")
    expect(status).to_contain_text(re.compile(r"2025: 5 "))
    assert page.locator("[data-legend-level]:not([hidden])").inner_text() == monthly
    assert "1 " in point_at_something(page)
    expect(page).to_have_url(re.compile(r"#8/0\.53.*/2025-12$"))
    page.locator("[data-months=whole]").click()
    assert page.locator("[data-legend-level]:not([hidden])").inner_text() == whole
    assert "12" in point_at_something(page)


def test_moving_the_slider_asks_for_nothing_more(page: Page, live_server: Any, reports: None) -> None:
    open_layer(page, live_server, "wilayah", query="&since=2025-01&until=2025-12")
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    expect(page.locator("#months [role=status]")).to_contain_text("2025: 1 ")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile("2025"))
    page.wait_for_timeout(300)
    assert [address for address in asked if "bulan.json" in address or ".mvt" in address] == []


def test_nothing_moves_by_itself_and_play_can_be_paused(page: Page, live_server: Any, reports: None) -> None:
    open_layer(page, live_server, "heksagon", query="&since=2025-01&until=2025-12")
    play, slider = page.locator("[data-months=play]"), page.get_by_role("slider")
    assert slider.input_value() == "11"
    play.click()
    expect(play).to_have_attribute("aria-pressed", "true")
    expect(slider).not_to_have_value("0")
    play.click()
    expect(play).to_have_attribute("aria-pressed", "false")
    assert slider.input_value() != "11"


def test_a_shared_address_shows_layer_view_and_month(page: Page, live_server: Any, reports: None) -> None:
    open_layer(page, live_server, "heksagon", query="&since=2025-01&until=2025-12", view="#7/0.5/117.5/2025-03")
    expect(page.locator("#months [role=status]")).to_contain_text(re.compile("2025: 1 "))
    expect(page.get_by_role("slider")).to_have_value("2")
    expect(page).to_have_url(re.compile(r"layer=heksagon.*#7/0\.5.*/2025-03$"))


def test_the_view_stays_when_another_layer_is_chosen(page: Page, live_server: Any, reports: None) -> None:
    open_layer(page, live_server, "heksagon", view="#8/0.53/117.55")
    page.locator(".layers a[href*='layer=wilayah&']").or_(
        page.locator(".layers a[href*='layer=wilayah#']")
    ).first.click()
    expect(page).to_have_url(re.compile(r"layer=wilayah.*#8/0\.53"))


def test_two_periods_move_together(page: Page, live_server: Any, reports: None) -> None:
    query = "?a_since=2025-01&a_until=2025-03&b_since=2025-10&b_until=2025-12&layer=heksagon"
    page.goto(f"{live_server.url}/titik-rawan/banding/{query}", wait_until="networkidle")
    frames = page.locator("[data-hotspot-map]")
    expect(frames).to_have_count(2)
    before = frames.first.evaluate("frame => window[frame.dataset.hotspotMap].getZoom()")
    page.locator(".leaflet-control-zoom-in").first.click()
    # Not wait_for_function: what it asks again and again is evaluated in the page, whose policy forbids that
    for _ in range(100):
        left, right = frames.evaluate_all("all => all.map(frame => window[frame.dataset.hotspotMap].getZoom())")
        if left == right > before:
            break
        page.wait_for_timeout(100)
    assert left == right > before
    row = page.locator("#table tbody tr", has_text="Kutai Timur")
    expect(row.locator("td").nth(0)).to_have_text("3")
    expect(row.locator("td").nth(1)).to_have_text("3")


def test_without_javascript_table_and_filters_work(browser: Any, live_server: Any, reports: None) -> None:
    context = browser.new_context(java_script_enabled=False, locale="id-ID", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{live_server.url}/titik-rawan/?layer=wilayah")
    page.locator(".filters summary").click()
    page.locator("#id_province").select_option("34")
    page.locator(".filters button[type=submit]").click()
    expect(page).to_have_url(re.compile("layer=wilayah"))
    expect(page.locator("#table tbody tr")).to_have_count(1)
    expect(page.locator("img.hotspots__still")).to_be_visible()
    expect(page.locator("#months")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(
    ("path", "width"),
    [
        *((f"/titik-rawan/?layer={name}", 360) for name in LAYERS),
        *((f"/titik-rawan/{path}", 1280) for path in ("?layer=wilayah", "?layer=pola", "banding/")),
        ("/titik-rawan/banding/", 360),
        ("/titik-rawan/metode/", 360),
    ],
)
def test_every_layer_fits_the_screen_and_is_open_to_all(
    page: Page, live_server: Any, reports: None, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}{path}", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [found for found in violations(page) if not found.startswith("minor")] == []


@pytest.mark.parametrize(("layer", "shade"), [("heksagon", "1"), ("wilayah", "0"), ("wilayah-penduduk", "unknown")])
def test_what_is_drawn_has_the_colour_of_its_class_in_the_legend(
    page: Page, live_server: Any, reports: None, layer: str, shade: str
) -> None:
    open_layer(page, live_server, layer, view="#8/0.53/117.55")
    measure = LAYERS[layer].measure
    scale = scheme(measure, 5 if measure == HEXAGON else 0)
    assert scale.class_of(12, None if shade == "unknown" else 12) == shade
    [fill] = [one.fill for one in scale.classes() if one.name == shade]
    expect(page.locator(f"[data-legend-level]:not([hidden]) .swatch rect[fill='{fill}']")).to_have_count(1)
    drawn = page.evaluate(FILL_IN_THE_MIDDLE)
    assert drawn == pytest.approx([int(fill[place : place + 2], 16) for place in (1, 3, 5)], abs=3)
