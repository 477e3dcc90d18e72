"""Hotspots as things in a real browser: the page and the lists for everybody, taking one up with the keyboard alone."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from maps.hotspot.actions import take_up_hotspot
from maps.models import Hotspot
from tests.browser.axe import violations
from tests.cast import Staff, staff
from tests.factories import MembershipFactory, agency
from tests.maps.gathering import ago, hotspot, spot

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]


def sign_in(page: Page, live_server: Any, client: Staff) -> None:
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def taken_up() -> Hotspot:
    found = hotspot(spot(9, days=[200, 180, 160, 150, 140, 130, 40, 20, 3]))
    take_up_hotspot(
        found, MembershipFactory().user, agency=agency("DLH-64.08"), action="Kontainer ditambah di dua sisi pasar.",
        target_on=timezone.localdate() - dt.timedelta(days=20), at=ago(90),
    )  # fmt: skip
    return found


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_of_a_hotspot_fits_and_can_be_read_by_everyone(page: Page, live_server: Any, width: int) -> None:
    found = taken_up()
    page.set_viewport_size({"width": width, "height": 800})
    for address in (f"/titik-rawan/{found.number}/", "/titik-rawan/daftar/"):
        page.goto(f"{live_server.url}{address}")
        if "daftar" not in address:
            expect(page.locator("#hotspot-map[data-ready]")).to_be_visible(timeout=20_000)
            expect(page.locator("path.hotspot-outline")).to_have_count(1)
            expect(page.locator("path.hotspot-point")).to_have_count(9)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_desk_of_hotspots_fits_and_can_be_read_by_everyone(page: Page, live_server: Any, width: int) -> None:
    found = taken_up()
    sign_in(page, live_server, staff())
    page.set_viewport_size({"width": width, "height": 800})
    for address in (
        "/petugas/titik-rawan/",
        f"/petugas/titik-rawan/{found.number}/ubah/",
        f"/titik-rawan/{found.number}/",
    ):
        page.goto(f"{live_server.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []


def test_a_hotspot_is_taken_up_with_the_keyboard_alone(page: Page, live_server: Any) -> None:
    found = hotspot()
    sign_in(page, live_server, staff())
    page.goto(f"{live_server.url}/en/petugas/titik-rawan/")
    link = page.locator(f"a[href$='/petugas/titik-rawan/{found.number}/ambil/']")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Take up the hotspot")
    page.locator("#id_action").focus()
    page.keyboard.type("Singkat")
    page.locator("main button[type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_action_error")).to_be_visible()
    expect(page.locator("#id_action")).to_have_value("Singkat")
    page.locator("#id_action").focus()
    page.keyboard.press("End")
    page.keyboard.type(": sampah diangkut setiap pagi.")
    page.locator("main button[type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hotspot-work__words")).to_have_text("Singkat: sampah diangkut setiap pagi.")
    found.refresh_from_db()
    assert found.agency == agency("DLH-64.08")


def test_the_case_shows_the_hotspot_it_is_part_of(page: Page, live_server: Any) -> None:
    reports = spot(8)
    found = hotspot(reports)
    sign_in(page, live_server, staff())
    page.goto(f"{live_server.url}/petugas/kasus/{reports[0].number}/")
    expect(page.locator("#hotspots-title")).to_be_visible(timeout=20_000)
    expect(page.locator(f"section:has(#hotspots-title) a[href='/titik-rawan/{found.number}/']")).to_have_count(1)
