"""What was measured, as tables on the terminal and as JSON in var/bench/."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from bench.compare import Comparison
from bench.figures import Figure
from bench.importing import Imported
from bench.lookups import Lookups
from bench.million import Million
from bench.overlays import OverlayCost
from bench.reassignment import Reassigned
from bench.responsibility import Responsible

BUSY = 1.0
"""Load average above which figures are not to be trusted."""

console = Console(highlight=False, width=None if Console().is_terminal else 132)


def say(text: str) -> None:
    """Tell what is being done."""
    console.print(f"[dim]{text}[/dim]")


def print_rows(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print a table, its first column names."""
    console.print(f"\n[bold]{title}[/bold]")
    table = Table()
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def print_facts(facts: Mapping[str, str]) -> None:
    """Print the machine and what is under test."""
    table = Table(show_header=False)
    for what, found in facts.items():
        table.add_row(what, found)
    console.print(table)
    if os.getloadavg()[0] > BUSY:
        say("the machine is busy with other work: the database suffers from that more than we do; judge on a quiet one")


def print_import(imported: Imported, build_s: float, first_s: float, megabytes: float) -> None:
    """Print import and index build."""
    slowest = sorted(imported.steps.items(), key=lambda step: -step[1])[:5]
    parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in slowest)
    cold = f" ({first_s:.1f} s where the kernels had to be compiled first)" if first_s > 1.5 * build_s else ""
    print_rows(
        "Import and index",
        ("", "seconds", "of which"),
        [
            ("import_boundaries", f"{imported.seconds:.1f}", parts),
            ("index build", f"{build_s:.1f}", f"file of {megabytes:.1f} MB{cold}"),
        ],
    )


def print_lookups(found: Lookups) -> None:
    """Print single look-ups."""
    mine = found.micros["ours, assignment"]
    rows = [
        (name, *(f"{us[p]:.1f}" for p in ("p50", "p95", "p99")), f"{us['p50'] / mine['p50']:.1f}×")
        for name, us in found.micros.items()
    ]
    title = f"One look-up: microseconds, {len(found.points.lons):,} points {found.points.meaning}"
    print_rows(title, ("", "p50", "p95", "p99", "p50 to ours"), rows)
    print_comparisons(found.comparisons)


def print_many(found: Million) -> None:
    """Print look-ups of many points."""
    mine = found.seconds["ours, assignment"]
    rows = [
        (name, f"{s:.3f}", f"{s / mine:.1f}×", ", ".join(f"{run:.3f}" for run in found.runs[name]))
        for name, s in found.seconds.items()
    ]
    title = f"{len(found.points.lons):,} points {found.points.meaning}: seconds"
    print_rows(title, ("", "median", "to ours", "runs"), rows)
    console.print("settings: " + ", ".join(f"{name} {count:,}" for name, count in found.settings.items()))
    print_comparisons(found.comparisons)


def print_overlays(found: Iterable[OverlayCost]) -> None:
    """Print what overlays cost, and the answers that differ from the peers'."""
    rows = [
        (
            f"{cost.name} ({cost.overlays:,})",
            f"{cost.seconds['whole Place']:.3f}",
            f"{cost.seconds['whole Place'] / cost.seconds['assignment']:.1f}×",
            f"{cost.micros['p50']:.1f} / {cost.micros['p99']:.1f}",
            f"{cost.share:.0%}",
            f"{cost.build_s:.1f} s, {cost.megabytes:.0f} MB",
            ", ".join(f"{count} {peer}" for peer, count in cost.wrong.items()),
        )
        for cost in found
    ]
    columns = ("overlays", "whole Places, s", "to assignment", "one, µs p50/p99", "of points", "file", "unlike")
    print_rows("Overlays: many points and one, on land", columns, rows)


def print_responsible(found: Iterable[Responsible]) -> None:
    """Print what deciding costs beside looking up, and the decisions that differ from those made one by one."""
    rows = [
        (
            each.name,
            f"{each.seconds['whole Places']:.3f}",
            f"{each.seconds['responsibility']:.3f}",
            f"{each.seconds['responsibility'] / each.seconds['whole Places']:.1f}×",
            f"{each.micros['p50']:.0f} / {each.micros['p99']:.0f}",
            f"{len(each.rules)}",
            f"{each.wrong}",
        )
        for each in found
    ]
    columns = (
        "who is responsible",
        "whole Places, s",
        "decisions, s",
        "ratio",
        "one, µs p50/p99",
        "rules met",
        "unlike",
    )
    print_rows("Decisions in columns, and one by one with their sentences", columns, rows)


def print_reassigned(found: Reassigned) -> None:
    """Print what runs over all reports take, beside the look-up of their points alone."""
    rows = [("look-up of all points alone", f"{found.locate_s:.2f}", "", "1×")]
    rows += [
        (name, f"{seconds:.1f}", f"{found.changed[name]:,}", f"{seconds / found.locate_s:.0f}×")
        for name, seconds in found.seconds.items()
    ]
    print_rows(f"{found.reports:,} reports reassigned", ("", "seconds", "reports changed", "to look-up"), rows)


def print_comparisons(comparisons: Mapping[str, Comparison]) -> None:
    """Print how many answers agree with our assignment and why the others differ, peers of one mind together."""
    alike: dict[str, list[str]] = {}
    for name, comparison in comparisons.items():
        counts = "; ".join(f"{count:,} {reason}" for reason, count in comparison.counts.items())
        alike.setdefault(counts, []).append(name)
        for point in comparison.unexplained:
            console.print(f"[red]unexplained[/red], {name}: {point}")
    for counts, names in alike.items():
        console.print(f"answers of {', '.join(names)} against our assignment: {counts}")


def print_views(rates: Mapping[str, Mapping[str, float]]) -> None:
    """Print requests per second."""
    rows = [(name, f"{v['rps']:,.0f}", f"{v['p50_ms']:.1f}", f"{v['p99_ms']:.1f}") for name, v in rates.items()]
    print_rows("HTTP: gunicorn, 2 workers; wrk, 8 connections", ("", "requests/s", "p50 ms", "p99 ms"), rows)


def print_pages(found: Mapping[str, Mapping[str, float]], queries: Mapping[str, int]) -> None:
    """Print the officers' pages: milliseconds by page and number of cases, and how often they ask the database."""
    rows = ([name, f"{each['p50']:.1f}", f"{each['p95']:.1f}"] for name, each in found.items())
    print_rows("the officers' pages, ms", ("page", "p50", "p95"), rows)
    console.print("queries: " + ", ".join(f"{name} {count}" for name, count in queries.items()))


def print_goals(figures: Iterable[Figure]) -> None:
    """Print what was wanted and whether it is so."""
    rows = [
        (
            f.what,
            f"{f.ours:,.4g} {f.unit}",
            f"{f.peer_name}: {f.peer:,.4g} {f.unit}",
            f"{f.ratio:.2f}×",
            f"{'≥' if f.at_least else '≤'} {f.goal:g}×",
            "[green]met[/green]" if f.met else "[red]missed[/red]",
        )
        for f in figures
    ]
    print_rows("Goals, on land", ("", "ours", "held against", "ratio", "goal", ""), rows)


def write_json(slug: str, results: dict[str, Any]) -> Path:
    """Write everything to var/bench/<date>-<edition>.json; return the file."""
    folder = Path(settings.VAR) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{timezone.localtime():%Y-%m-%dT%H%M}-{slug}.json"
    path.write_text(json.dumps(results, ensure_ascii=False, indent=1, default=_plain), encoding="utf-8")
    return path


def _plain(value: Any) -> Any:
    return value.as_dict() if isinstance(value, Figure) else str(value)
