"""What no page may do, whoever opens it."""

from playwright.sync_api import Page


def watch(page: Page, base: str) -> list[str]:
    """Note in a list, from now on, what a page does wrong.

    That is: it asks another host than `base` for anything, breaks its security policy, or has an error in a script.
    """
    wrong: list[str] = []
    ours = (base, "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(ours) else wrong.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    return wrong
