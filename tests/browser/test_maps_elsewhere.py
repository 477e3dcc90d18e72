"""Maps away from their page: framed by another site, in a file without a network, on paper."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from maps.bins.folding import fold_all
from tests.browser.axe import violations
from tests.browser.watching import watch
from tests.factories import ReportFactory, area

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reports() -> None:
    """Twelve in Sangatta and four in Sleman."""
    for _ in range(12):
        ReportFactory()
    for _ in range(4):
        ReportFactory(regency=area("34.04"), point=Point(110.36, -7.7, srid=4326))
    fold_all()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *args: Any) -> None:
        """Nobody reads it."""


@pytest.fixture
def regency_site(tmp_path: Path) -> Iterator[str]:
    """The site of somebody else, on an origin of its own; files of tmp_path are its pages."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()  # s between looks whether to stop
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def framing(folder: Path, address: str, width: int = 320) -> None:
    (folder / "index.html").write_text(
        f'<!DOCTYPE html><title>Kabupaten</title><iframe src="{address}" width="{width}" height="520"></iframe>'
    )


@pytest.mark.usefixtures("reports")
def test_a_page_of_another_site_shows_the_map_in_its_frame_and_gets_no_cookie(
    page: Page, live_server: Any, regency_site: str, tmp_path: Path
) -> None:
    framing(tmp_path, f"{live_server.url}/titik-rawan/sematan/?layer=wilayah&province=64")
    page.goto(regency_site)
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator(".embed__head")).to_contain_text("n = 12")
    expect(frame.locator(".leaflet-overlay-pane path").first).to_be_visible()
    expect(frame.locator("canvas.leaflet-tile").first).to_be_visible()
    expect(frame.get_by_role("link", name="GeoLapor")).to_have_attribute("target", "_blank")
    inner = page.frames[1]
    assert inner.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.context.cookies() == []


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("address", ["/titik-rawan/", "/titik-rawan/cetak/", "/akun/login/"])
def test_no_other_page_of_ours_can_be_framed(
    page: Page, live_server: Any, regency_site: str, tmp_path: Path, address: str
) -> None:
    framing(tmp_path, live_server.url + address)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "frame" in said.text.lower() else None)
    page.goto(regency_site)
    page.wait_for_load_state("networkidle")
    assert any("frame" in said for said in refused)
    assert page.frames[1].url.startswith("chrome-error://")


@pytest.mark.usefixtures("reports", "own_host_only")
def test_the_frame_can_be_used_with_keys_and_read_aloud(page: Page, live_server: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 480})
    page.goto(f"{live_server.url}/titik-rawan/sematan/?layer=heksagon")
    expect(page.locator(".leaflet-overlay-pane path").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    legend = page.locator(".embed__legend")
    legend.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(legend.locator("li").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.usefixtures("reports")
def test_an_exported_file_works_without_a_network(browser: Browser, tmp_path: Path, live_server: Any) -> None:
    path = tmp_path / "peta.html"
    call_command("export_hotspot_map", str(path), "--layer", "wilayah", "--layer", "heksagon", "--province", "64")
    context = browser.new_context(offline=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wrong = watch(page, path.as_uri())
    page.goto(path.as_uri())
    shapes = page.locator(".leaflet-overlay-pane path.leaflet-interactive")
    expect(shapes.first).to_be_attached()
    assert shapes.count() >= 10  # the regencies of Kalimantan Timur
    assert page.locator(".leaflet-land-pane path").count() > 30
    wide, fine = page.locator("article.layer").all()
    expect(wide).to_be_visible()
    expect(fine).to_be_hidden()
    expect(wide.get_by_role("row", name="Kabupaten Kutai Timur")).to_contain_text("12")
    page.locator("#layers input").nth(1).check()
    expect(fine).to_be_visible()
    expect(wide).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [address for address in asked if not address.startswith(("data:", path.as_uri()))] == []
    assert wrong == []
    context.close()


@pytest.mark.usefixtures("reports", "own_host_only")
@pytest.mark.parametrize("query", ["layer=wilayah", "layer=heksagon&province=64"])
def test_the_printed_map_is_one_page(page: Page, live_server: Any, query: str) -> None:
    page.goto(f"{live_server.url}/titik-rawan/cetak/?{query}")
    picture = page.locator("img.map-print__map")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 300
    assert violations(page) == []
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") + paper.count(b"/Type /Page/") == 1
