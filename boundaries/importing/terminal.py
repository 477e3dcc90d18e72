"""An import on a terminal: steps while they run, findings as a table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from boundaries.importing.report import Report
from boundaries.importing.steps import Steps

LISTED = 8


@contextmanager
def shown_steps(stream: Any) -> Iterator[Steps]:
    """Give Steps that draw a progress bar on a terminal and nothing elsewhere."""
    console = Console(file=stream)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("…", total=None)
        yield Steps(
            announce=lambda name: progress.update(task, description=name, completed=0, total=None),
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )


def print_report(report: Report, stream: Any) -> None:
    """Print what an import found."""
    console = Console(file=stream, width=None if stream.isatty() else 110, highlight=False)
    table = Table(title=f"{report.edition}: level {report.level}", title_justify="left", show_header=False)
    table.add_column("what", no_wrap=True)
    table.add_column("found", overflow="fold")
    for what, found in _lines(report):
        table.add_row(what, found)
    console.print(table)
    console.print(
        "[bold]committed[/bold]" if report.committed else "dry run: nothing was written; add --commit to write it",
        f"({sum(report.seconds.values()):.1f} s)",
    )


def _lines(report: Report) -> Iterator[tuple[str, str]]:
    yield "files", f"{report.files}, profile {report.profile} ({_columns(report.columns)}), {', '.join(report.crs)}"
    yield "areas", f"{report.areas:,} of {report.register_entries:,} in the register; {report.vertices:,} vertices"
    yield "repaired", _repairs(report)
    if report.flattened or report.collections:
        yield "flattened", f"{report.flattened} with heights dropped, {report.collections} collections split"
    yield (
        "overlaps",
        f"{report.overlap_pairs:,} pairs, {report.overlaps_km2:,.2f} km²"
        + _few([f"{'/'.join(o['codes'])} {o['km2']:,.2f} km²" for o in report.overlaps]),
    )
    if report.level == "regency":
        yield (
            "gaps",
            f"{report.gaps:,}, {report.gaps_km2:,.2f} km²"
            + _few([f"{g['km2']:,.1f} km² at {g['lon']} {g['lat']}" for g in report.largest_gaps], 4),
        )
    yield "codes", _codes(report)
    if report.left_out:
        yield "left out", f"{len(report.left_out)} rows that are no areas" + _few(report.left_out)
    yield from _names(report)
    outside = [f"{o['code']} {o['name']} {o['share']:.1%}" for o in report.outside_parent]
    yield "outside their parent", f"{len(outside)} by more than 1 %" + _few(outside)
    if report.provinces_built:
        yield "provinces built", f"{len(report.provinces_built)} by union" + _few(report.provinces_built)
    if report.approximate:
        yield "approximate", f"{len(report.approximate)}" + _few(report.approximate)
    for note in report.notes:
        yield "note", note
    yield "checksum", report.checksum
    yield "seconds", ", ".join(f"{name} {seconds:.2f}" for name, seconds in report.seconds.items())


def _repairs(report: Report) -> str:
    changed = [r for r in report.repaired if r["change"] > 1e-5]
    text = f"{len(report.repaired)} invalid outlines"
    if changed:
        text += "; area changed in " + str(len(changed))
        text += _few([f"{r['code']} {r['name']} {r['before_km2']:,.2f} → {r['after_km2']:,.2f} km²" for r in changed])
    return text + (f"; accepted: {', '.join(report.accepted)}" if report.accepted else "")


def _codes(report: Report) -> str:
    parts = [f"{len(report.missing_codes)} missing" + _few(report.missing_codes)]
    parts.append(f"{len(report.doubled_codes)} doubled")
    parts.append(f"{len(report.unknown_codes)} not in the register" + _few(report.unknown_codes))
    return "; ".join(parts)


def _names(report: Report) -> Iterator[tuple[str, str]]:
    rows: tuple[tuple[str, list[dict[str, str]], str], ...] = (
        ("zeros, dots restored", report.restored_codes, "{from} → {code}"),
        ("matched by name", report.matched_names, "{name} → {code} {official}"),
        ("name differs", report.name_differs, "{code} {file} (register: {register})"),
        ("province differs", report.province_differs, "{code} {name} (file: {file})"),
    )
    for what, found, form in rows:
        if found:
            yield what, f"{len(found)}" + _few([form.format(**entry) for entry in found])


def _columns(columns: dict[str, Any]) -> str:
    return ", ".join(f"{ours}={theirs}" for ours, theirs in columns.items())


def _few(items: Sequence[str], most: int = LISTED) -> str:
    if not items:
        return ""
    rest = len(items) - most
    return ": " + ", ".join(items[:most]) + (f", … {rest} more" if rest > 0 else "")
