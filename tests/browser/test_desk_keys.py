"""What spares an officer's hands: letters for the commonest verbs, one key that sends, texts kept ready."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reports.models import AnswerTemplate, Report, State
from tests.browser.test_case import at_desk, let_in, state_of
from tests.cast import staff
from tests.factories import ReportFactory
from tests.reports.casework import case, now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]


def test_a_text_kept_ready_is_taken_as_soon_as_it_is_chosen_and_nothing_is_sent(page: Page, live_server: Any) -> None:
    text = AnswerTemplate.objects.create(name="Diangkut", body_id="Pada {hari} sampah itu kami angkut.", use="answer")
    report = case(State.IN_FOLLOW_UP)
    at_desk(page, live_server, report, staff())
    page.keyboard.press("a")
    page.locator("#act [name=text]").select_option(str(text.pk))
    expect(page.locator("#act [name=body]")).to_have_value("Pada {hari} sampah itu kami angkut.")
    expect(page.locator("#act #error-summary")).to_have_count(0)
    page.locator("#act [name='blank-0']").fill("3 Maret")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".stream")).to_contain_text("Pada 3 Maret sampah itu kami angkut.")


def test_one_key_sends_the_form_from_wherever_one_types(page: Page, live_server: Any) -> None:
    report = case(State.DISPOSED)
    at_desk(page, live_server, report, staff())
    page.keyboard.press("m")
    expect(page.locator("#act-title")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".case-menu__primary")).to_have_attribute("data-key", "a")
    page.keyboard.press("c")
    page.locator("#act [name=reason]").fill("Hasilnya tidak tampak pada foto: air sumur.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#act")).to_be_empty()
    assert state_of(report) == State.CLOSED


def test_return_in_the_search_for_an_agency_transfers_nothing(page: Page, live_server: Any) -> None:
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    report = case(State.VERIFIED)
    at_desk(page, live_server, report, staff())
    page.keyboard.press("t")
    expect(page.locator("#act #id_agency")).to_have_count(1)  # where an error would lead
    page.locator("#act [name=agency]").first.check()
    page.locator("#act [name=note]").fill("Titiknya di dalam taman nasional.")
    page.locator("#act [name=q]").press_sequentially("taman nasional kutai")
    page.keyboard.press("Enter")
    expect(page.locator("#agency-choices .load")).to_have_count(1)
    expect(page.locator("#act [name=note]")).to_have_value("Titiknya di dalam taman nasional.")
    assert now(report).agency == report.agency
    assert errors == []


def test_letters_do_to_what_is_selected_what_they_do_on_a_case(page: Page, live_server: Any) -> None:
    for _ in range(3):
        ReportFactory()
    page.set_viewport_size({"width": 1280, "height": 900})
    let_in(page, live_server, staff())
    page.goto(f"{live_server.url}/petugas/")
    page.keyboard.press("j")
    page.keyboard.press("v")  # nothing is selected: nothing is done to the case one stands on
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#picked-count")).to_have_text("2")
    assert Report.objects.filter(state=State.VERIFIED).count() == 0
    page.keyboard.press("v")
    expect(page.locator(".notice--success")).to_contain_text("2")
    assert Report.objects.filter(state=State.VERIFIED).count() == 2
