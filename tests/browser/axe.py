"""axe-core on a page as it stands."""

from playwright.sync_api import Page

from geo_lapor.env import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG: "impact rule: element"."""
    page.evaluate(AXE.read_text())  # run by the debugger, which the page's policy does not bind
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{rule['impact']} {rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found]
