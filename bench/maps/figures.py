"""What is wanted of the maps and what was measured."""

from typing import Any, Final

from bench.figures import Figure
from bench.maps.asking import Contender
from bench.maps.filing import Filing
from bench.maps.measuring import TIPG, TIPG_AREAS
from bench.maps.page import PageLoad
from bench.maps.tipg import REQUIREMENTS

Askings = dict[str, list[Contender]]

COLD, WARM, GROWTH, OVERHEAD = 3, 20, 1.3, 1.10
PEERS: Final = (TIPG, TIPG_AREAS)


def tile_figures(askings: Askings, number: int) -> list[Figure]:
    """Judge our tiles beside those of tipg as it comes: at the zoom where they do worst."""
    found = []
    for name, contenders in askings.items():
        ours = contenders[0].summary()
        peer = next(each for each in contenders if each.name in PEERS)
        theirs = peer.summary()
        for which, goal in (("cold p50", COLD), ("cold p95", COLD), ("warm p50", WARM), ("warm p95", WARM)):
            zoom = min(ours, key=lambda zoom: theirs[zoom][which] / ours[zoom][which])
            a, b = ours[zoom][which], theirs[zoom][which]
            title = f"{_short(number)}, {contenders[0].name}, {name}: {which}, at worst (zoom {zoom})"
            found.append(Figure(title, a, b, peer.name, "ms", b / a, goal))
    return found


def growth_figures(few: Askings, many: Askings) -> list[Figure]:
    """Judge what ten times as many reports do to p95: at the zoom where they do most."""
    found = []
    for name, contenders in few.items():
        before, after = contenders[0].summary(), many[name][0].summary()
        for which in ("cold p95", "warm p95"):
            zoom = max(before, key=lambda zoom: after[zoom][which] / before[zoom][which])
            a, b = after[zoom][which], before[zoom][which]
            title = f"ten times as many, {contenders[0].name}, {name}: {which}, at worst (zoom {zoom})"
            found.append(Figure(title, a, b, "with a tenth of the reports", "ms", a / b, GROWTH, False))
    return found


def speed_figures(seconds: dict[str, float]) -> list[Figure]:
    """Judge the statistics: seconds by what is worked out (bench.hotspots.run.measure_speed)."""
    limits = {"Gi*": 0.010, "patterns": 5.0}
    return [
        Figure(name, took, limit, "limit", "s", took / limit, 1, False)
        for name, took in seconds.items()
        for begin, limit in limits.items()
        if name.startswith(begin)
    ]


def filing_figures(filing: Filing) -> list[Figure]:
    """Judge what counting adds to a filing: for the reporter, and with what the worker does for it afterwards."""
    with_fold = filing.counted + filing.fold
    return [
        Figure("filing, counted", filing.counted, filing.uncounted, "not counted", "ms",
               filing.counted / filing.uncounted, OVERHEAD, False),
        Figure("filing and its share of the fold", with_fold, filing.uncounted, "not counted", "ms",
               with_fold / filing.uncounted, OVERHEAD, False),
    ]  # fmt: skip


def page_figures(page: PageLoad) -> list[Figure]:
    """Judge the page of hotspots at the zoom of the country."""
    return [
        Figure("/titik-rawan/, data", page.data_kb, 300, "limit", "kB", page.data_kb / 300, 1, False),
        Figure("/titik-rawan/, interactive", page.interactive_s, 2, "limit", "s", page.interactive_s / 2, 1, False),
    ]


def tiles_json(askings: Askings) -> dict[str, Any]:
    """Return p50 and p95 by asking, contender and zoom."""
    return {name: {each.name: each.summary() for each in contenders} for name, contenders in askings.items()}


def tipg_versions() -> str:
    """Return the versions of the peer that are installed for it."""
    wanted = ("tipg", "asyncpg", "uvicorn", "fastapi")
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    found = dict(line.split(" ")[0].split("==") for line in lines if "==" in line and not line.startswith(" "))
    return ", ".join(f"{name} {found[name]}" for name in wanted)


def _short(number: int) -> str:
    return f"{number / 1_000_000:g} M" if number >= 1_000_000 else f"{number:,}"
