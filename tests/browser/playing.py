"""What a play needs: everyone in a browser of their own, letters that really arrive, and pictures of the scenes.

Where SHOTS names a folder, each scene leaves a picture there, in the width that is played.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import User
from jobs.crew import LANES, make_worker
from tests.browser.signing_in import PASSWORD, code
from tests.browser.watching import watch
from tests.smtp import Sink

HEIGHTS = {360: 740, 1280: 800}
SHOTS = os.environ.get("SHOTS")


@dataclass
class Play:
    """One stage: how a browser is opened, the address of the platform, the width of all screens, the mail server."""

    enter: Callable[..., BrowserContext]
    base: str
    width: int
    sink: Sink
    wrong: list[list[str]] = field(default_factory=list)

    def browser(self, **context: Any) -> Page:
        """A browser in which nobody has been yet."""
        page = self.enter(**context).new_page()
        page.set_viewport_size({"width": self.width, "height": HEIGHTS[self.width]})
        self.wrong.append(watch(page, self.base))
        return page

    def desk(self, user: User, address: str, **context: Any) -> Page:
        """The browser of an officer who opens an address and signs in on the way, with password and code."""
        page = self.browser(**context)
        page.goto(address)
        page.locator("[name=login]").fill(user.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("[name=code]").fill(code())
        page.keyboard.press("Enter")
        expect(page).to_have_url(address)
        return page

    def letter(self, to: str, subject: str) -> EmailMessage:
        """Let the workers do all that is queued; return the last letter to an address, which has this subject."""
        make_worker([queue for lane in LANES for queue in lane], batch=True).work()
        letters = self.sink.to(to)
        assert letters, f"{to} got no letter"
        assert re.search(subject, letters[-1]["subject"]), letters[-1]["subject"]
        return letters[-1]

    def link(self, letter: EmailMessage, part: str) -> str:
        """The address in a letter that leads to a page of ours."""
        found = [line for line in text(letter).splitlines() if line.startswith(self.base) and part in line]
        assert len(found) == 1, text(letter)
        return found[0]

    def look(self, page: Page, name: str, at: Locator | None = None) -> None:
        """See that a scene fits the screen, and keep its picture; `at` stands at the upper edge."""
        page.wait_for_load_state()  # a page without its style sheets is as wide as it likes
        assert page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        if SHOTS:
            _take(page, Path(SHOTS) / f"{name}-{self.width}.webp", at)


_TO_THE_TOP = """(element) => {
    const bar = document.querySelector(".desk-bar")?.offsetHeight || 0;
    element.scrollIntoView({ block: "start", behavior: "instant" });
    window.scrollBy({ top: -16 - bar, behavior: "instant" });
}"""


def text(letter: EmailMessage) -> str:
    """The plain part of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return part.get_content()


def _take(page: Page, path: Path, at: Locator | None) -> None:
    """A picture of what stands on the screen, once nothing loads any more."""
    page.wait_for_load_state("networkidle")
    if at is not None:
        at.evaluate(_TO_THE_TOP)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(BytesIO(page.screenshot(animations="disabled"))).save(path, quality=76, method=6)
