"""The page of hotspots in a browser that sees it for the first time: what it fetches, and when it can be used."""

import os
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from playwright.sync_api import Browser, ViewportSize, sync_playwright

PAGE: Final = "/titik-rawan/"
VIEWPORT: Final[ViewportSize] = {"width": 1280, "height": 800}
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")

_LONG_TASKS = """
    window.benchBusy = 0;
    new PerformanceObserver(list => {
        for (const task of list.getEntries())
            window.benchBusy = Math.max(window.benchBusy, task.startTime + task.duration);
    }).observe({type: 'longtask', buffered: true});
"""
# From the start of the navigation: the tree is there, nothing fetched is missing, and nothing keeps the thread busy.
_READY = """() => Math.max(
    performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
    window.benchBusy,
    ...performance.getEntriesByType('resource').map(entry => entry.responseEnd))"""


@dataclass(frozen=True)
class PageLoad:
    """Medians of some loads with nothing kept: kilobytes on the way by what they are, requests, seconds until usable.

    `data_kb` is the page itself and what its map shows; scripts, styles, fonts and pictures are in `rest_kb`.
    """

    data_kb: float
    rest_kb: float
    requests: float
    interactive_s: float


def measure_page(address: str, times: int) -> PageLoad:
    """Open the page `times` times, each in a browser that has kept nothing; the server has answered it once before."""
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            _open(browser, address)
            loads = [_open(browser, address) for _ in range(times)]
        finally:
            browser.close()
    return PageLoad(*(float(np.median(column)) for column in zip(*loads, strict=True)))


def _open(browser: Browser, address: str) -> tuple[float, float, float, float]:
    context = browser.new_context(viewport=VIEWPORT, locale="id-ID")
    page = context.new_page()
    page.add_init_script(_LONG_TASKS)
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: _kind(event)}))
    devtools.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    response = page.goto(address + PAGE, wait_until="networkidle")
    if response is None or not response.ok:
        raise RuntimeError(f"{PAGE}: {response and response.status}")
    ready = page.evaluate(_READY) / 1000
    context.close()
    data = sum(size for request, size in sizes.items() if kinds.get(request) == "data") / 1000
    return data, sum(sizes.values()) / 1000 - data, len(sizes), ready


def _kind(event: dict[str, Any]) -> str:
    return "data" if event["type"] in ("Document", "Fetch", "XHR") else "rest"
