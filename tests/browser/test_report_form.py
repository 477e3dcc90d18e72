"""Filing a report in a real browser: with the map, without scripts, with the keyboard alone, on a bad day."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from boundaries.locator import locate
from reports.models import PointSource, Report
from tests.browser.axe import violations
from tests.factories import SANGATTA
from tests.reports.pictures import encoded, exif, picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]

WORDS = "Drum oli bekas ditinggalkan di pinggir sungai."


@pytest.fixture
def form(page: Page, live_server: Any) -> Page:
    locate(*SANGATTA)  # the first look-up of an edition builds its index, which no page waits for
    page.goto(f"{live_server.url}/lapor/")
    return page


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A large photo taken at 7.8° S, 110.36° E with the camera on its side."""
    path = tmp_path / "IMG_0007.jpg"
    path.write_bytes(encoded(picture((2400, 1600)), exif=exif(6), quality=95))
    return path


def choose(page: Page, theme: int, code: str) -> None:
    page.locator("details.theme").nth(theme).locator("summary").click()
    page.locator(f"input[name=category][value={code}]").check()


def open_map(page: Page) -> None:
    page.locator("#place").scroll_into_view_if_needed()
    if page.locator("#open-map").is_visible():
        page.locator("#open-map").click()
    page.wait_for_selector("#map[data-ready]")


def coordinates(page: Page) -> tuple[float, float]:
    lat, lon = page.locator("[name=coordinates]").input_value().split(",")
    return float(lat), float(lon)


def send(page: Page) -> str:
    page.locator("#send").click()
    page.wait_for_url("**/lapor/terkirim/**")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def test_a_tap_on_the_map_names_the_area_and_files_the_report(form: Page) -> None:
    choose(form, 4, "W2")
    expect(form.locator("#call-W2")).to_be_visible()
    open_map(form)
    form.locator("[name=place_query]").fill("sangatta")
    form.locator("#place-hits label").filter(has_text="Kutai Timur").first.click()
    expect(form.locator("#place-answer")).to_contain_text("Kabupaten Kutai Timur, Kalimantan Timur")
    assert form.locator("[name=point_source]").input_value() == "locality"
    before = coordinates(form)
    form.locator("#map").scroll_into_view_if_needed()
    form.locator("#map").click(position={"x": 120, "y": 160})
    expect(form.locator("[name=point_source]")).to_have_value("map")
    assert coordinates(form) != before
    form.locator("#id_description").fill(WORDS)
    number = send(form)
    report: Any = Report.objects.get(number=number)
    assert (report.category_id, report.point_source, report.regency.code) == ("W2", PointSource.MAP, "64.08")


def test_a_tap_from_afar_puts_the_pin_and_comes_closer(form: Page) -> None:
    open_map(form)
    scale = form.locator("#map .leaflet-control-scale-line")
    afar = scale.inner_text()
    form.locator("#map").click(position={"x": 140, "y": 120})
    expect(form.locator("#place-status")).to_have_attribute("data-tone", "doubtful")
    expect(scale).not_to_have_text(afar)
    expect(form.locator(".pin")).to_be_visible()
    assert form.locator("[name=point_source]").input_value() == "map"


def test_the_pin_moves_by_dragging_and_by_arrow_keys(form: Page) -> None:
    open_map(form)
    form.locator("#pin-centre").click()
    pin = form.locator(".pin")
    expect(pin).to_be_focused()
    start = coordinates(form)
    form.keyboard.press("ArrowRight")
    form.keyboard.press("Shift+ArrowUp")
    moved = coordinates(form)
    assert moved[1] > start[1]
    assert moved[0] > start[0]
    box = pin.bounding_box()
    assert box
    form.mouse.move(box["x"] + 22, box["y"] + 20)
    form.mouse.down()
    form.mouse.move(box["x"] - 40, box["y"] + 60, steps=5)
    form.mouse.up()
    assert coordinates(form)[1] < moved[1]


def test_a_poor_gps_fix_is_taken_with_a_warning(form: Page) -> None:
    form.context.grant_permissions(["geolocation"])
    form.context.set_geolocation({"latitude": 0.53, "longitude": 117.55, "accuracy": 800})
    form.locator("#use-gps").click()
    expect(form.locator("#place-status")).to_contain_text("800 m")
    expect(form.locator("#place-status")).to_have_attribute("data-tone", "doubtful")
    assert form.locator("[name=accuracy_m]").input_value() == "800"
    assert coordinates(form) == (0.53, 117.55)


def test_abroad_is_said_while_the_pin_moves_and_refused_at_the_field(form: Page) -> None:
    form.locator("summary").filter(has=form.locator("text=/Koordinat|Coordinates/")).click()
    form.locator("[name=coordinates]").fill("1.55, 110.35")
    form.locator("[name=coordinates]").blur()
    expect(form.locator("#place-answer .answer")).to_have_attribute("data-tone", "refused")
    choose(form, 4, "W1")
    form.locator("#id_description").fill(WORDS)
    form.locator("#send").click()
    expect(form.locator("#id_coordinates_error")).to_be_visible()
    assert form.locator("#id_description").input_value() == WORDS


def test_who_must_act_follows_the_pin_the_category_and_the_permit(form: Page) -> None:
    answer = form.locator("#place-answer")
    form.evaluate("geoLapor.setPoint(0.53, 117.55, 'map', null)")
    expect(answer).to_contain_text("Kabupaten Kutai Timur, Kalimantan Timur")
    expect(answer.locator("[data-agency]")).to_have_count(0)
    expect(form.locator("#dispute")).to_be_hidden()  # nobody is named yet
    choose(form, 1, "A2")
    expect(answer).to_contain_text("Diteruskan ke DLH Kabupaten Kutai Timur karena")
    expect(answer.locator("strong").first).to_have_text("DLH Kabupaten Kutai Timur")
    form.locator("#id_permit_issuer").select_option("province")
    expect(answer).to_contain_text("Diteruskan ke DLH Provinsi Kalimantan Timur karena")
    answer.locator("summary").click()
    expect(answer).to_contain_text("Permen LHK P.22/2017")
    expect(answer.locator(".copies")).to_contain_text("DLH Kabupaten Kutai Timur")
    form.evaluate("geoLapor.setPoint(-7.80, 110.36, 'map', null)")
    expect(answer).to_contain_text("Daerah Istimewa Yogyakarta")
    expect(answer.locator("details")).to_have_attribute("open", "")  # stays as it was left
    choose(form, 4, "W1")
    expect(form.locator("#id_permit_issuer")).to_be_hidden()
    expect(answer.locator("[data-agency='DLH-34.71']")).to_have_count(1)


def test_an_emergency_shows_whom_to_call_at_once(form: Page) -> None:
    call = form.locator("#call-L1")
    expect(call).to_be_hidden()
    choose(form, 0, "L1")
    expect(call).to_be_visible()
    for number in call.locator("a").all():
        box = number.bounding_box()
        assert box
        assert box["height"] >= 44
    expect(call.locator("a[href='tel:112']")).to_be_in_viewport()
    form.locator("details.theme").nth(4).locator("summary").click()  # folds the theme of what is chosen
    expect(call).to_be_visible()
    form.locator("details.theme").nth(0).locator("summary").click()
    form.locator("input[value=L2]").check()
    expect(call).to_be_hidden()


def test_an_objection_is_sent_along_and_survives_a_reload(form: Page) -> None:
    choose(form, 4, "W1")
    form.evaluate("geoLapor.setPoint(0.53, 117.55, 'map', null)")
    form.locator("#dispute summary").click()
    form.locator("#id_dispute").fill("Menurut saya ini wewenang provinsi, karena TPA-nya milik provinsi" + "!" * 300)
    form.wait_for_timeout(600)
    form.reload()
    expect(form.locator("#id_dispute")).to_be_visible()
    form.locator("#id_description").fill(WORDS)
    report: Any = Report.objects.get(number=send(form))
    assert "TPA-nya" in report.dispute
    expect(form.locator("#authority")).to_have_text("DLH Kabupaten Kutai Timur")
    expect(form.locator("main")).to_contain_text("TPA-nya")
    assert form.evaluate("document.documentElement.scrollWidth") <= 360
    stranger = form.context.browser.new_context() if form.context.browser else None
    assert stranger
    public = stranger.new_page()
    public.goto(form.url.split("/lapor/")[0] + f"/laporan/{report.number}/")
    expect(public.locator("#authority")).to_be_visible()
    assert "TPA-nya" not in public.content()
    stranger.close()


def test_everyday_words_find_the_category(form: Page) -> None:
    form.locator("#category-words").fill("ikan mati")
    expect(form.locator("input[name=category]:visible")).to_have_count(1)
    form.locator("input[name=category]:visible").check()
    expect(form.locator("#category-chosen")).to_be_visible()
    assert form.locator("input[name=category]:checked").input_value() == "A4"
    form.locator("#category-words").fill("zzz")
    expect(form.locator("#category-none")).to_be_visible()


def test_photos_are_made_smaller_before_they_are_sent_and_offer_their_place(form: Page, photo: Path) -> None:
    form.locator("#id_photos").set_input_files(photo)
    expect(form.locator("#photo-list .photo")).to_have_count(1)
    size = form.evaluate("document.querySelector('#id_photos').files[0].size")
    assert size < photo.stat().st_size
    form.locator("#photo-place button").click()
    assert coordinates(form) == (-7.8, 110.36)
    choose(form, 4, "W1")
    form.locator("#id_description").fill(WORDS)
    report: Any = Report.objects.get(number=send(form))
    stored = report.photos.get()
    assert (stored.width, stored.height) == (853, 1280)  # upright, once
    assert stored.taken_point.coords == pytest.approx((110.36, -7.8))
    assert report.point_source == PointSource.PHOTO


def test_an_error_keeps_all_that_was_typed_and_the_photo(form: Page, photo: Path) -> None:
    choose(form, 4, "W1")
    form.locator("#id_photos").set_input_files(photo)
    expect(form.locator("#photo-list .photo")).to_have_count(1)
    form.locator("#id_description").fill(WORDS)
    form.locator("#id_name").fill("Siti")
    form.locator("#send").click()
    expect(form.locator("#error-summary")).to_be_focused()
    form.locator("#error-summary a").click()
    expect(form.locator("#id_place_choice_error")).to_be_in_viewport()
    assert form.locator("#id_description").input_value() == WORDS
    assert form.locator("#id_name").input_value() == "Siti"
    assert form.locator("input[name=category]:checked").input_value() == "W1"
    kept = form.locator("[name=photo_tickets]")
    expect(kept).to_be_checked()
    assert form.evaluate("document.querySelector('.photo img').naturalWidth") > 0
    form.locator("summary").filter(has=form.locator("text=/Koordinat|Coordinates/")).click()
    form.locator("[name=coordinates]").fill("0.53, 117.55")
    assert Report.objects.get(number=send(form)).photos.count() == 1


def test_an_error_goes_away_when_its_field_is_put_right(form: Page) -> None:
    form.locator("#send").click()
    expect(form.locator(".field__error")).to_have_count(3)
    choose(form, 4, "W1")
    expect(form.locator("#id_category_error")).to_have_count(0)
    form.evaluate("geoLapor.setPoint(0.53, 117.55, 'map', null)")
    expect(form.locator("#id_place_choice_error")).to_have_count(0)
    form.locator("#id_description").fill(WORDS)
    expect(form.locator(".field__error")).to_have_count(0)


def test_pressing_send_twice_files_one_report(form: Page) -> None:
    choose(form, 4, "W1")
    form.locator("#id_description").fill(WORDS)
    form.evaluate("geoLapor.setPoint(0.53, 117.55, 'map', null)")
    key = form.locator("[name=key]").input_value()
    form.evaluate("document.querySelector('#send').click(); document.querySelector('#send').click()")
    form.wait_for_url("**/lapor/terkirim/**")
    report: Any = Report.objects.get()
    assert str(report.idempotency_key) == key
    assert form.url.endswith(f"/{report.number}/")


def test_an_answer_lost_on_the_way_does_not_make_a_second_report(form: Page) -> None:
    """The report arrived, the telephone never heard: loaded anew, the form sends the very same one."""
    choose(form, 4, "W1")
    form.locator("#id_description").fill(WORDS)
    form.evaluate("geoLapor.setPoint(0.53, 117.55, 'map', null)")
    lost = []

    def lose(route: Any) -> None:
        route.fetch(max_redirects=0)
        lost.append(route.request.url)
        route.abort()

    form.route("**/lapor/", lambda route: lose(route) if route.request.method == "POST" else route.continue_())
    with form.expect_event("requestfailed"):
        form.locator("#send").click(no_wait_after=True)
    assert Report.objects.count() == 1
    form.unroute_all()
    form.goto(lost[0])
    expect(form.locator("#draft-status")).to_be_visible()
    number = send(form)
    assert Report.objects.get().number == number


def test_a_reload_loses_nothing_and_a_sent_report_leaves_no_draft(form: Page) -> None:
    choose(form, 4, "W1")
    form.locator("#id_description").fill(WORDS)
    form.evaluate("geoLapor.setPoint(0.53, 117.55, 'map', null)")
    form.locator("#id_name").fill("Siti")
    form.wait_for_timeout(600)
    key = form.locator("[name=key]").input_value()
    form.reload()
    expect(form.locator("#draft-status")).to_be_visible()
    assert form.locator("#id_description").input_value() == WORDS
    assert form.locator("[name=key]").input_value() == key
    assert coordinates(form) == (0.53, 117.55)
    assert form.locator("#id_name").input_value() == ""  # who reports is not kept on a shared telephone
    send(form)
    form.goto(form.url.split("/lapor/")[0] + "/lapor/")
    expect(form.locator("#draft-status")).to_be_hidden()
    assert form.locator("#id_description").input_value() == ""


def test_a_link_that_names_a_matter_wins_over_the_draft_and_a_choice_after_it_over_the_link(form: Page) -> None:
    choose(form, 4, "W1")
    form.locator("#id_description").fill(WORDS)
    form.wait_for_timeout(600)
    form.goto(f"{form.url}?category=L1")
    expect(form.locator("#draft-status")).to_be_visible()
    assert form.locator("#id_description").input_value() == WORDS
    expect(form.locator("input[name=category][value=L1]")).to_be_checked()
    choose(form, 4, "W2")
    form.wait_for_timeout(600)
    form.reload()
    expect(form.locator("input[name=category][value=W2]")).to_be_checked()


def test_without_signal_nothing_is_sent_and_nothing_is_lost(form: Page) -> None:
    choose(form, 4, "W1")
    form.locator("#id_description").fill(WORDS)
    form.context.set_offline(True)
    form.locator("#send").click()
    expect(form.locator("#send-status")).not_to_be_empty()
    assert form.locator("#id_description").input_value() == WORDS
    form.context.set_offline(False)


def test_the_keyboard_alone_is_enough(form: Page) -> None:
    form.locator("#category-words").focus()
    form.keyboard.type("sampah liar")
    while form.evaluate("document.activeElement.name") != "category":
        form.keyboard.press("Tab")
    form.keyboard.press("Space")
    while form.evaluate("document.activeElement.name") != "place_query":
        form.keyboard.press("Tab")
    form.keyboard.type("singa gembara")
    form.wait_for_selector("#place-hits input")
    while form.evaluate("document.activeElement.name") != "place_choice":
        form.keyboard.press("Tab")
    form.keyboard.press("Space")
    while form.evaluate("document.activeElement.name") != "description":
        form.keyboard.press("Tab")
    form.keyboard.type(WORDS)
    while form.evaluate("document.activeElement.id") != "send":
        form.keyboard.press("Tab")
    form.keyboard.press("Enter")
    form.wait_for_url("**/lapor/terkirim/**")
    report: Any = Report.objects.get()
    assert (report.category_id, report.regency.code, report.point, report.doubtful) == ("W1", "64.08", None, True)


def test_it_works_without_scripts(browser: Browser, live_server: Any, photo: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="id-ID")
    page = context.new_page()
    page.goto(f"{live_server.url}/lapor/")
    assert not page.locator("#use-gps").is_visible()
    choose(page, 4, "W1")
    page.locator("#id_description").fill(WORDS)
    page.locator("#id_photos").set_input_files(photo)
    page.locator("#id_place_query").fill("sukamaju, garut")
    page.locator("[name=search]").click()
    assert page.locator("#id_description").input_value() == WORDS
    assert page.locator("[name=photo_tickets]").is_checked()
    page.locator("#place-hits label").filter(has_text="Cilawu").first.click()
    page.locator("#send").click()
    page.wait_for_url("**/lapor/terkirim/**")
    report: Any = Report.objects.get()
    assert report.regency.name == "Kabupaten Garut"
    assert report.photos.count() == 1
    assert re.fullmatch(r"\d{3}\D\d{3}", page.locator("#pin").inner_text().strip())
    context.close()


def test_who_must_act_is_told_without_scripts(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="id-ID")
    page = context.new_page()
    page.goto(f"{live_server.url}/lapor/")
    assert not page.locator("#call-L8").is_visible()
    choose(page, 0, "L8")
    assert page.locator("#call-L8 a[href='tel:112']").is_visible()
    assert not page.locator("#id_crossing").is_visible()
    page.locator("summary").filter(has=page.locator("text=/Koordinat/")).click()
    page.locator("[name=coordinates]").fill("0.53, 117.55")
    page.locator("#id_description").fill(WORDS)
    page.locator("[name=check]").click()
    assert page.locator("#place-answer [data-agency='DLH-64.08']").is_visible()
    assert page.locator("#id_description").input_value() == WORDS
    page.locator("#dispute summary").click()
    page.locator("#id_dispute").fill("Ini wewenang balai jalan.")
    page.locator("#send").click()
    page.wait_for_url("**/lapor/terkirim/**")
    assert page.locator("a[href='tel:112']").first.is_visible()
    assert Report.objects.get().dispute == "Ini wewenang balai jalan."
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_form_fits_the_screen_and_is_open_to_all(form: Page, width: int) -> None:
    form.set_viewport_size({"width": width, "height": 800})
    choose(form, 4, "W2")  # an emergency that asks for a permit
    open_map(form)
    form.evaluate("geoLapor.setPoint(0.53, 117.55, 'map', null)")
    form.locator("#place-answer summary").click()
    form.locator("#dispute summary").click()
    assert form.evaluate("document.documentElement.scrollWidth") <= width
    assert [found for found in violations(form) if not found.startswith("minor")] == []
    form.locator("#send").click()
    form.wait_for_selector("#error-summary")
    assert form.evaluate("document.documentElement.scrollWidth") <= width
    assert [found for found in violations(form) if not found.startswith("minor")] == []


def test_the_first_load_stays_under_its_weight(browser: Browser, live_server: Any) -> None:
    """100 KB compressed before map and tiles; the test server does not compress, so the files are compressed here."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    weights: dict[str, int] = {}
    page.on("response", lambda answer: weights.update({answer.url: len(gzip.compress(answer.body()))}))
    page.goto(f"{live_server.url}/lapor/", wait_until="networkidle")
    assert page.locator("#open-map").is_visible()
    assert not any("leaflet" in url.lower() for url in weights)
    total = sum(weights.values())
    assert total < 100_000, weights
    context.close()
