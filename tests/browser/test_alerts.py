"""Alerts as a villager has them: by keyboard alone, on a telephone, through real letters and a real worker."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from jobs.crew import make_worker
from opendata.alerts.digests import look_for_all
from opendata.models import Alert
from tests.browser.test_participation import fits, tab_to
from tests.factories import ReportFactory
from tests.smtp import Sink, serving, use_mail_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_host_only"),
]
SUBMIT = "main form button[type=submit]"


@pytest.fixture
def sink(settings: Any, live_server: Any) -> Iterator[Sink]:
    settings.SITE_URL = live_server.url
    found = Sink()
    with serving(found) as port:
        use_mail_server(settings, port)
        yield found


def link_in(sink: Sink, page: str) -> str:
    """Work off the queue; return the link of the newest letter that leads to a page of alerts."""
    make_worker(["default", "mail", "webhooks"], batch=True).work()
    text = sink.letters[-1][1].get_body(("plain",)).get_content()
    found = re.search(rf"\S+/data/kabar/[\w-]+/{page}(?=\s)", text)
    assert found, text
    return found[0]


def test_alerts_are_asked_for_confirmed_changed_and_ended_by_keyboard_alone(
    page: Page, live_server: Any, sink: Sink
) -> None:
    page.goto(f"{live_server.url}/data/kabar/")
    tab_to(page, SUBMIT)
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#error-summary li")).to_have_count(2)
    fits(page, 360)
    tab_to(page, "[name=area]")
    page.keyboard.type("Kabupaten Kutai Ti")
    tab_to(page, "[name=email]")
    page.keyboard.type("warga@contoh.id")
    page.keyboard.press("Enter")
    expect(page.locator("main strong")).to_have_text("warga@contoh.id")
    page.goto(link_in(sink, "mulai/"))
    fits(page, 360)
    tab_to(page, SUBMIT)
    page.keyboard.press("Enter")
    expect(page.locator("main a.link-forward")).to_be_visible()
    report = ReportFactory()
    look_for_all()
    page.goto(link_in(sink, ""))
    assert report.number in sink.letters[-1][1].get_body(("html",)).get_content()
    tab_to(page, "[name=rhythm]")
    page.keyboard.press("ArrowDown")
    tab_to(page, SUBMIT)
    page.keyboard.press("Enter")
    expect(page.locator("main .notice--success")).to_be_visible()
    assert Alert.objects.get().rhythm == "weekly"
    fits(page, 360)
    tab_to(page, "main form a.btn-quiet")
    page.keyboard.press("Enter")
    page.wait_for_url("**/berhenti/")
    tab_to(page, SUBMIT)
    page.keyboard.press("Enter")
    expect(page.locator("main .lead")).to_be_visible()
    assert not Alert.objects.exists()
