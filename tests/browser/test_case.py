"""A case in the real browser: played from new to closed with the keyboard, on a telephone, without scripts."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Unit
from reports.actions.case import closing
from reports.models import Message, Photo, Report, State
from reports.policies import Viewer
from tests.browser.axe import violations
from tests.cast import Staff, staff
from tests.factories import agency
from tests.reports.casework import address, case, now
from tests.reports.pictures import encoded, exif, picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]

ANSWER = "Petugas kami sudah ke lokasi dan mengangkut tumpukan sampah itu kemarin pagi."


def let_in(page: Page, live_server: Any, officer: Staff) -> None:
    """Let an officer's session be that of the browser."""
    cookie = officer.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def at_desk(page: Page, live_server: Any, report: Report, officer: Staff) -> None:
    """Sit down at a desk with a case open."""
    page.set_viewport_size({"width": 1280, "height": 900})
    let_in(page, live_server, officer)
    page.goto(f"{live_server.url}{address(report)}", wait_until="networkidle")


def state_of(report: Report) -> State:
    return State(now(report).state)


def as_reporter(report: Report) -> Viewer:
    return Viewer.of(None, [report.pk])


def test_from_new_to_closed_with_the_keyboard_alone(page: Page, live_server: Any, tmp_path: Path) -> None:
    officer, report = staff(user__name="Sari Dewi"), case()
    unit = Unit.objects.create(agency=agency("DLH-64.08"), name="Bidang Sampah")
    at_desk(page, live_server, report, officer)
    go_on = page.locator("#act [data-main]")

    page.keyboard.press("v")
    expect(page.locator("#act-title")).to_be_focused()
    go_on.press("Enter")
    expect(page.locator(".case-menu__primary")).to_have_attribute("data-key", "d")
    assert state_of(report) == State.VERIFIED

    page.keyboard.press("d")
    page.locator(f"#act [name=unit][value='{unit.pk}']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".case-menu__primary")).to_have_attribute("href", re.compile("tindak-lanjut"))
    assert now(report).unit == unit

    page.locator(".case-menu__primary").press("Enter")
    go_on.press("Enter")
    expect(page.locator(".case-menu__primary")).to_have_attribute("data-key", "a")

    page.keyboard.press("a")
    page.locator("#act [name=body]").fill("Pendek.")
    go_on.press("Enter")
    expect(page.locator("#act #error-summary")).to_be_focused()
    expect(page.locator("#act [name=body]")).to_have_value("Pendek.")
    page.locator("#act [name=body]").fill(ANSWER)
    go_on.press("Enter")
    expect(page.locator(".stream")).to_contain_text(ANSWER)
    assert state_of(report) == State.AWAITING_REPORTER

    closing.contest(now(report), as_reporter(report), body="Masih ada di sebelah timur.")
    page.reload(wait_until="networkidle")
    expect(page.locator(".stream")).to_contain_text("Masih ada di sebelah timur.")
    page.locator(".case-menu__primary").press("Enter")
    go_on.press("Enter")
    expect(page.locator(".case-menu__primary")).to_have_attribute("data-key", "a")

    photo = tmp_path / "bukti.jpg"
    photo.write_bytes(encoded(picture((640, 480)), exif=exif(gps=False)))
    page.keyboard.press("b")
    page.locator("#act [name=photo]").set_input_files(photo)
    expect(page.locator("#act [data-photo-preview] img")).to_be_visible()
    go_on.press("Enter")
    expect(page.locator(".case-photos .check")).to_be_visible()
    _approve(report)
    page.reload(wait_until="networkidle")
    page.keyboard.press(".")
    page.locator("#all-actions a[href*='/selesai/']").press("Enter")
    page.locator("#act [name=body]").fill("Sisi timur sudah dibersihkan, lihat foto.")
    go_on.press("Enter")
    expect(page.locator(".case-head__badges")).to_contain_text(str(State.CLOSED.label).capitalize()[:4])
    assert state_of(report) == State.CLOSED


def _approve(report: Report) -> None:
    """A second officer looks at the evidence where it raised doubts."""
    photo = Photo.objects.get(report=report, source=Photo.Source.EVIDENCE)
    if photo.check_result.needs_approval:
        second = staff(user__name="Budi")
        second.post(
            address(report, "setujui-bukti"), {"version": now(report).version, "photo": photo.pk, "note": "Benar."}
        )


def test_two_officers_at_once(page: Page, live_server: Any) -> None:
    report = case(State.IN_FOLLOW_UP)
    at_desk(page, live_server, report, staff(user__name="Sari"))
    page.keyboard.press("a")
    page.locator("#act [name=body]").fill(ANSWER)
    quick = staff(user__name="Budi Cepat")
    quick.post(address(report, "kabar"), {"version": report.version, "body": "Tim sedang di jalan."})
    page.locator("#act [data-main]").press("Enter")
    expect(page.locator("#act #changes")).to_contain_text("Budi Cepat")
    expect(page.locator("#act [name=body]")).to_have_value(ANSWER)
    page.locator("#act [data-main]").press("Enter")
    expect(page.locator(".stream")).to_contain_text(ANSWER)


def test_what_was_typed_survives_a_closed_page_and_is_gone_once_sent(page: Page, live_server: Any) -> None:
    report = case(State.IN_FOLLOW_UP)
    let_in(page, live_server, staff())
    form = f"{live_server.url}{address(report, 'jawab')}"
    page.goto(form)
    page.locator("[name=body]").press_sequentially("Setengah jawaban")
    page.wait_for_timeout(600)
    page.goto("about:blank")
    page.goto(form)
    expect(page.locator("[name=body]")).to_have_value("Setengah jawaban")
    page.locator("[name=body]").fill(ANSWER)
    page.locator("[data-main]").click()
    page.wait_for_url(f"**{address(report)}")
    kept = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('kasus:'))")
    assert kept == []


def test_without_a_line_nothing_is_sent_and_nothing_is_lost(page: Page, live_server: Any) -> None:
    report = case(State.IN_FOLLOW_UP)
    let_in(page, live_server, staff())
    page.goto(f"{live_server.url}{address(report, 'jawab')}", wait_until="networkidle")
    page.locator("[name=body]").fill(ANSWER)
    page.context.set_offline(True)
    page.locator("[data-main]").click()
    expect(page.locator("[data-draft-status]")).to_be_visible()
    expect(page.locator("[name=body]")).to_have_value(ANSWER)
    page.context.set_offline(False)
    page.locator("[data-main]").click()
    page.wait_for_url(f"**{address(report)}")
    assert state_of(report) == State.AWAITING_REPORTER


def test_a_colleague_is_named_behind_an_at(page: Page, live_server: Any) -> None:
    colleague = staff(user__name="Agus Salim").user
    report = case()
    at_desk(page, live_server, report, staff(user__name="Sari"))
    page.keyboard.press("n")
    page.locator("#act [name=body]").press_sequentially("Tolong cek @agu")
    expect(page.locator("[role=option]")).to_have_text("Agus Salim")
    page.keyboard.press("Enter")
    page.locator("#act [data-main]").press("Enter")
    expect(page.locator(".stream")).to_contain_text("Tolong cek @Agus Salim")
    assert list(Message.objects.get(report=report).mentions.all()) == [colleague]


def test_words_are_blackened_by_selecting_them(page: Page, live_server: Any) -> None:
    report = case(State.VERIFIED, description="Pak Budi membuang sampah.")
    at_desk(page, live_server, report, staff())
    page.keyboard.press(".")
    page.locator("#all-actions a[href*='/hitamkan/']").press("Enter")
    area = page.locator("#act [name=description]")
    area.evaluate("(area) => { area.focus(); area.setSelectionRange(4, 8); }")
    page.locator("#act [data-blacken]").first.press("Enter")
    expect(area).to_have_value("Pak [[Budi]] membuang sampah.")
    page.locator("#act [data-main]").press("Enter")
    expect(page.locator(".told__public")).to_contain_text("█████ membuang sampah.")


def test_the_pin_is_moved_with_arrow_keys_after_its_consequences_were_seen(page: Page, live_server: Any) -> None:
    report = case(State.VERIFIED)
    at_desk(page, live_server, report, staff())
    page.keyboard.press(".")
    page.locator("#all-actions a[href*='/titik/']").press("Enter")
    page.wait_for_selector("#move-map[data-ready]")
    page.locator("#move-map .leaflet-marker-icon.pin").press("Shift+ArrowRight")
    page.locator("#act [name=note]").fill("Pelapor menunjukkan tempatnya.")
    page.locator("#act [data-main]").press("Enter")
    expect(page.locator("#act .foreseen")).to_be_visible()
    assert now(report).point.x == report.point.x
    page.locator("#act [data-main]").press("Enter")
    expect(page.locator(".stream")).to_contain_text("Pelapor menunjukkan tempatnya.")
    assert now(report).point.x > report.point.x


def test_escape_closes_a_form_and_the_focus_returns(page: Page, live_server: Any) -> None:
    at_desk(page, live_server, case(State.IN_FOLLOW_UP), staff())
    page.locator(".case-menu__primary").press("Enter")
    expect(page.locator("#act [name=body]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#act")).to_be_empty()
    expect(page.locator(".case-menu__primary")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_photos_open_in_full_size_with_keys(page: Page, live_server: Any, tmp_path: Path) -> None:
    officer, report = staff(), case(State.IN_FOLLOW_UP)
    for colour in ("red", "blue"):
        file = tmp_path / f"{colour}.jpg"
        file.write_bytes(encoded(picture((64, 48)).convert("L" if colour == "red" else "RGB")))
        with file.open("rb") as upload:
            officer.post(address(report, "bukti"), {"version": now(report).version, "photo": upload})
    at_desk(page, live_server, report, officer)
    page.locator("[data-lightbox]").first.press("Enter")
    expect(page.locator("#lightbox")).to_be_visible()
    first = page.locator("#lightbox img").get_attribute("src")
    page.keyboard.press("ArrowRight")
    assert page.locator("#lightbox img").get_attribute("src") != first
    page.keyboard.press("Escape")
    expect(page.locator("#lightbox")).not_to_be_visible()


def test_a_case_is_worked_without_scripts(browser: Browser, live_server: Any) -> None:
    officer, report = staff(), case(State.IN_FOLLOW_UP)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    let_in(page, live_server, officer)
    page.goto(f"{live_server.url}{address(report)}")
    page.locator(".case-bar a, .case-menu__primary").locator("visible=true").first.click()
    page.locator("[name=body]").fill(ANSWER)
    page.locator("[data-main]").click()
    page.wait_for_url(f"**{address(report)}")
    expect(page.locator(".stream")).to_contain_text(ANSWER)
    context.close()


FORMS = ("verifikasi", "limpahkan", "tanya", "catatan", "titik", "kategori", "hitamkan", "gabungkan", "pecah", "arsip")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_and_its_forms_fit_the_screen_and_are_open_to_all(page: Page, live_server: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    report = case(description="kata " * 200 + "takterputus" * 60, suspected_source="Truk")
    let_in(page, live_server, staff())
    for path in (address(report), *(address(report, slug) for slug in FORMS)):
        page.goto(f"{live_server.url}{path}", wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert [found for found in violations(page) if not found.startswith("minor")] == [], path
