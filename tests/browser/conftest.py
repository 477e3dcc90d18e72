"""The system's Chromium against a live server, whose pages are watched."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import watch

# Playwright's own event loop runs in the thread of the test; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

expect.set_options(timeout=30_000)  # a machine that is busy with other things is no failure

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Launch the browser of the system; none is downloaded."""
    return {"executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A small telephone whose owner reads Indonesian."""
    return {"viewport": {"width": 360, "height": 740}, "locale": "id-ID", "has_touch": True}


@pytest.fixture
def own_host_only(page: Page, live_server: Any) -> Iterator[None]:
    """Fail when a page asks another host for anything, breaks its security policy, or has an error in a script."""
    wrong = watch(page, live_server.url)
    yield
    assert wrong == []
