"""The inbox in a real browser: by keyboard alone, on a telephone, without scripts, and while new cases come."""

import re
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Browser, Page, expect

from reports.models import Report, State
from tests.browser.axe import violations
from tests.cast import Staff, staff
from tests.factories import ReportFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def officer() -> Staff:
    """An officer of DLH Kabupaten Kutai Timur with five new cases."""
    for number in range(5):
        ReportFactory(description=f"Kasus ke-{number}: sampah <b>di tepi jalan</b>.")
    return staff()


@pytest.fixture
def desk(page: Page, live_server: Any, officer: Staff) -> Page:
    """The officer's browser at a desk."""
    sign_in(page, officer, live_server.url)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return page


def sign_in(page: Page, client: Staff, address: str) -> None:
    """Let a page have the session of a client."""
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def test_cases_are_selected_and_verified_by_keyboard_alone(desk: Page, live_server: Any) -> None:
    desk.goto(f"{live_server.url}/petugas/")
    for key in ("j", "x", "j", "j", "Shift+X"):
        desk.keyboard.press(key)
    expect(desk.locator("#picked-count")).to_have_text("3")
    button = desk.locator("button[value=verify]")
    button.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".notice--success")).to_contain_text("3")
    assert Report.objects.filter(state=State.VERIFIED).count() == 3


def test_keys_open_search_and_lead_to_folders(desk: Page, live_server: Any) -> None:
    desk.goto(f"{live_server.url}/petugas/")
    desk.keyboard.press("/")
    expect(desk.locator("#q")).to_be_focused()
    desk.keyboard.type("xj")  # typed, not obeyed
    expect(desk.locator("#q")).to_have_value("xj")
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("g")
    desk.keyboard.press("m")
    desk.wait_for_url("**folder=mine*")
    desk.keyboard.press("g")
    desk.keyboard.press("i")
    desk.wait_for_url("**folder=agency*")
    desk.keyboard.press("k")
    number = desk.locator(".case-row").last.get_attribute("data-number")
    desk.keyboard.press("o")
    desk.wait_for_url(f"**/petugas/kasus/{number}/*")


def test_new_cases_come_without_reload_and_move_nothing_until_asked(desk: Page, live_server: Any) -> None:
    desk.goto(f"{live_server.url}/petugas/")
    first = desk.locator(".case-row").first
    top = first.bounding_box()
    changed = Report.objects.first()
    assert changed is not None
    desk.locator(f'[data-number="{changed.number}"] input[name=case]').check()
    new = ReportFactory()
    changed.save()  # a new time of change
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    button = desk.locator("#news button")
    expect(button).to_contain_text("2")
    assert first.bounding_box() == top
    button.click()
    expect(desk.locator(".case-row")).to_have_count(6)
    expect(desk.locator(f'[data-number="{new.number}"]')).to_have_count(1)
    expect(desk.locator(f'[data-number="{changed.number}"] input[name=case]')).to_be_checked()
    expect(button).to_have_count(0)


def test_hostile_text_stays_text(desk: Page, live_server: Any) -> None:
    desk.goto(f"{live_server.url}/petugas/")
    expect(desk.locator(".case-row").first).to_contain_text("<b>di tepi jalan</b>")
    desk.goto(f"{live_server.url}/petugas/?q=sampah")
    expect(desk.locator(".case-row").first.locator("mark")).to_have_text("sampah")
    expect(desk.locator(".case-row b")).to_have_count(0)


def test_on_a_telephone_nothing_is_wider_than_the_screen_and_all_is_reached(
    page: Page, live_server: Any, officer: Staff
) -> None:
    sign_in(page, officer, live_server.url)
    for address in (
        "/petugas/",
        "/petugas/?q=sampah&state=baru",
        "/petugas/saring/",
        "/petugas/tampilan/",
        "/petugas/peta/",
    ):
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        assert violations(page) == [], address
    page.goto(f"{live_server.url}/petugas/")
    page.locator(".case-row__pick").first.tap()
    expect(page.locator("#bulk-bar")).to_be_in_viewport()
    page.locator("button[value=hand]").tap()
    expect(page.locator("#id_unit")).to_be_visible()
    assert violations(page) == []


def test_tasks_near_me_take_the_telephones_position(page: Page, live_server: Any) -> None:
    client = staff()
    near = ReportFactory(point=Point(117.551, 0.531, srid=4326), assignee=client.user, state=State.DISPOSED)
    sign_in(page, client, live_server.url)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 0.53, "longitude": 117.55})
    page.goto(f"{live_server.url}/petugas/peta/")
    page.locator("[data-locate]").tap()
    expect(page.locator(".task")).to_contain_text(near.number)
    expect(page.locator(".task-mark")).to_have_count(1)
    expect(page.locator(".task a[href^='geo:']")).to_be_visible()


def test_without_scripts_forms_and_links_do_everything(browser: Browser, live_server: Any, officer: Staff) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, officer, live_server.url)
    page.goto(f"{live_server.url}/petugas/")
    page.locator("input[name=case]").first.check()
    page.locator("button[value=verify]").click()
    expect(page.locator(".notice--success")).to_contain_text("1")
    page.goto(f"{live_server.url}/petugas/")
    page.locator("#filter-link").click()
    page.locator("#id_state_1").check()
    page.locator("#filters button[type=submit]").click()
    expect(page.locator(".case-row")).to_have_count(1)
    page.locator(".chip").first.click()
    expect(page.locator(".case-row")).to_have_count(5)
    assert re.search(r"folder=agency", page.url)
    context.close()
