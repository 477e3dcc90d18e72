"""The page on which programs' authors read: every address on it, drawn from our own files under the strict policy."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geo_lapor.documentation import described
from tests.browser.watching import watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_address_is_on_the_page_and_nobody_else_is_asked(page: Page, live_server: Any, width: int) -> None:
    # Described before the page asks for it: the first time takes long, and twice at once longer than a browser waits
    operations = sum(len(methods) for methods in described("id")["paths"].values())
    page.set_viewport_size({"width": width, "height": 900})
    seen = watch(page, live_server.url)
    page.goto(f"{live_server.url}/api/docs/")
    expect(page.locator(".opblock")).to_have_count(operations)
    page.locator("[id$='-listReports'] .opblock-summary-control").click()
    expect(page.locator(".opblock.is-open")).to_contain_text("updated_since")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not seen, seen
