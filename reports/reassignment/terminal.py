"""A reassignment on a terminal: progress while it runs, what it found as tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from accounts.models import Agency
from reports.models import Report
from reports.reassignment.tally import Tally

LISTED = 40


@contextmanager
def shown_progress(stream: Any, what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that draws how many reports are done on a terminal, and nothing elsewhere."""
    console = Console(file=stream)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def print_tally(tally: Tally, stream: Any) -> None:
    """Print what changes: in all, per area, per agency."""
    console = Console(file=stream, width=None if stream.isatty() else 120, highlight=False)
    _print_totals(tally, console)
    names = dict(Agency.objects.values_list("pk", "name"))
    _print_moves(
        console,
        "areas that change",
        ("old", "new", "reports"),
        [
            (_area(province_before, before), _area(province, after), number)
            for before, after, province_before, province, number in tally.by(
                "regency_before", "regency", "province_before", "province"
            )
            if (before, province_before) != (after, province)
        ],
    )
    _print_moves(
        console,
        "agencies that change",
        ("old", "new", "reports"),
        [
            (names.get(before, "nobody"), names.get(after, "nobody"), number)
            for before, after, number in tally.by("agency_before", "agency")
            if before != after
        ],
    )
    if tally.lost:
        numbers = Report.objects.filter(pk__in=tally.lost_reports).values_list("number", flat=True)
        console.print(f"left as they are, for the edition has no area for them: {', '.join(numbers)}")


def to_json(tally: Tally) -> dict[str, Any]:
    """Return the tally with agencies by their codes and moves as objects, for programs."""
    codes = dict(Agency.objects.values_list("pk", "code"))
    moves = [
        {
            **move._asdict(),
            "agency_before": codes.get(move.agency_before),
            "agency": codes.get(move.agency),
            "reports": n,
        }
        for move, n in sorted(tally.moves.items())
    ]
    return {**tally.to_json(), "moves": moves}


def _print_totals(tally: Tally, console: Console) -> None:
    table = Table(show_header=False)
    table.add_column("what")
    table.add_column("reports", justify="right")
    for what, number in (
        ("reports looked at", tally.reports),
        ("changed in any way", tally.changed),
        ("… in another regency or city", tally.regencies),
        ("… in another province", tally.provinces),
        ("… with another agency", tally.agencies),
        ("… by another rule", tally.rules),
        ("… of another setting (land, coast, sea)", tally.settings),
        ("… to be confirmed by a person, or no longer", tally.doubts),
        ("finished: keep the agency that handled them", tally.kept_finished),
        ("agency decided by a person: kept", tally.kept_by_hand),
        ("without a point in the edition: followed their regency", tally.carried),
        ("nowhere in the edition: left as they are", tally.lost),
    ):
        table.add_row(what, f"{number:,}")
    console.print(table)


def _print_moves(console: Console, title: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left")
    for name in columns:
        table.add_column(name, justify="right" if name == "reports" else "left", overflow="fold")
    for row in rows[:LISTED]:
        table.add_row(*(f"{value:,}" if isinstance(value, int) else value for value in row))
    console.print(table)
    if len(rows) > LISTED:
        rest = sum(row[-1] for row in rows[LISTED:])
        console.print(f"… {len(rows) - LISTED:,} more rows with {rest:,} reports; --json prints all")


def _area(province: str, regency: str) -> str:
    return regency or (f"{province} (sea)" if province else "none")
