"""What an import of overlays found, on a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from boundaries.importing.overlays import OverlayReport

LISTED = 8


def print_overlays(report: OverlayReport, stream: Any) -> None:
    """Print what was found as a table, and whether it was written."""
    console = Console(file=stream, width=None if stream.isatty() else 110, highlight=False)
    table = Table(show_header=False)
    table.add_column("what", no_wrap=True)
    table.add_column("found", overflow="fold")
    for what, found in _lines(report):
        table.add_row(what, found)
    console.print(table)
    console.print(
        "[bold]committed[/bold]" if report.committed else "dry run: nothing was written; add --commit to write it"
    )


def _lines(report: OverlayReport) -> Iterator[tuple[str, str]]:
    columns = ", ".join(f"{ours}={theirs}" for ours, theirs in report.columns.items())
    yield "files", f"{report.files} ({columns}), {', '.join(report.crs)}; {report.features} features"
    yield "overlays", f"{len(report.overlays)}" + _few([f"{o['code']} {o['name']}" for o in report.overlays])
    for (kind, function), count in sorted(Counter((o["kind"], o["function"]) for o in report.overlays).items()):
        km2 = sum(o["km2"] for o in report.overlays if (o["kind"], o["function"]) == (kind, function))
        yield f"{kind} {function}".strip(), f"{count}, {km2:,.1f} km²"
    changed = [r for r in report.repaired if r["change"] > 1e-5]
    yield (
        "repaired",
        f"{len(report.repaired)} invalid outlines"
        + _few([f"{r['code']} {r['before_km2']:,.2f} → {r['after_km2']:,.2f} km²" for r in changed]),
    )
    if report.conflicts:
        yield "claimed twice", f"{len(report.conflicts)}" + _few([_conflict(c) for c in report.conflicts])
    if report.left_out:
        yield "left out", f"{len(report.left_out)}" + _few(report.left_out)
    for source, count in Counter(o["source"] for o in report.replaced).items():
        codes = [o["code"] for o in report.replaced if o["source"] == source]
        yield "replaced", f"{count} ({source or 'source not said'})" + _few(codes)
    if report.ended:
        yield "end on that day", f"{len(report.ended)}" + _few(report.ended)
    for note in report.notes:
        yield "note", note


def _conflict(conflict: dict[str, Any]) -> str:
    pairs = zip(conflict["codes"], conflict["functions"], strict=True)
    sides = " / ".join(f"{code} {function}" for code, function in pairs)
    return f"{sides} {conflict['km2']:,.2f} km² at {conflict['lon']} {conflict['lat']}"


def _few(items: Sequence[str]) -> str:
    rest = len(items) - LISTED
    return (": " + ", ".join(items[:LISTED]) + (f", … {rest} more" if rest > 0 else "")) if items else ""
