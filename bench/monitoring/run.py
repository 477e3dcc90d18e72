"""script/bench --monitoring: scorecards, nights, lists, files and intake with few reports and with a million."""

import argparse
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command

from bench import machine, output
from bench.areas import read_areas
from bench.cases.lists import measure_lists
from bench.figures import Figure
from bench.maps.filling import fill
from bench.monitoring.browsing import measure_browsing, measure_desk, summary
from bench.monitoring.exporting import FORMATS, measure_export
from bench.monitoring.living import enliven
from bench.monitoring.nights import Night, measure_night, month_end, ordinary
from bench.monitoring.taking_in import measure_intake
from bench.points import on_land
from boundaries.models import Edition
from reports.demo.load import load_demo

LIVED: Final = 3_000
"""Cases of the demonstration, whose lives the others are given."""
FEW: Final = 10_000
PAGE_MS, NIGHT_S = 300, 60
HANDED: Final = 2_000

Percentiles = dict[str, dict[str, float]]


def run_monitoring(options: argparse.Namespace, folder: Path) -> int:
    """Measure, print, write; return 1 where a kept figure is not what the tables say."""
    lived, few, many = (300, 1_000, 4_000) if options.quick else (LIVED, FEW, options.reports)
    facts = machine.facts()
    output.print_facts(facts)
    output.say("tables, reference data, demonstration …")
    for command in ("migrate", "createcachetable", "load_reference_data"):
        call_command(command, verbosity=0)
    load_demo(lived, 6408)
    asked: dict[int, Percentiles] = {}
    nights: dict[int, list[Night]] = {}
    there = lived
    for number in (few, many):
        output.say(f"{number:,} reports and their lives …")
        fill(number - there)
        enliven()
        there = number
        output.say("nights …")
        nights[number] = [measure_night(month_end()), measure_night(ordinary())]
        output.say("pages and lists …")
        asked[number] = summary({**measure_browsing(folder), **measure_desk()}) | measure_lists()
    output.say("files …")
    files = [measure_export(form, rows, folder) for rows in (few, few * 10, many) for form in FORMATS]
    output.say("intake …")
    points = on_land(read_areas(Edition.objects.in_force().get()), HANDED)
    intake = measure_intake(points, folder, 100 if options.quick else HANDED)
    _print(asked, nights, files, intake)
    judged = [*page_figures(asked[few], asked[many]), night_figure(nights[many][1]), *file_figures(files, few, many)]
    if options.quick:
        output.say("no goals are judged on so little work")
    else:
        output.print_goals(judged)
    wrong = sum(night.wrong for found in nights.values() for night in found)
    results: dict[str, Any] = {
        "facts": facts, "goals": judged, "wrong": wrong, "asked_ms": asked, "nights": nights, "files": files,
        "intake": intake,
    }  # fmt: skip
    output.console.print(f"{wrong} figures wrong; written to {output.write_json('monitoring', results)}")
    return 1 if wrong else 0


def page_figures(few: Percentiles, many: Percentiles) -> list[Figure]:
    """Judge pages and lists: milliseconds by what was asked, with few reports and with many."""
    found = []
    for who in ("everybody", "its monitor"):
        name = f"scorecard, {who}, again"
        ours, before = many[name]["p95"], few[name]["p95"]
        found.append(Figure(f"{name}, p95", ours, PAGE_MS, "limit", "ms", ours / PAGE_MS, 1, False))
        found.append(Figure(f"{name}, p95", ours, before, "with few reports", "ms", ours / before, 1.3, False))
    ours, plain = many["API"]["p50"], many["json_agg"]["p50"]
    found.append(Figure("1,000 reports as GeoJSON, p50", ours, plain, "json_agg alone", "ms", ours / plain, 3, False))
    ours, before = many["inbox, overdue"]["p95"], few["inbox, overdue"]["p95"]
    found.append(Figure("inbox, overdue, p95", ours, before, "with few reports", "ms", ours / before, 1.3, False))
    return found


def night_figure(night: Night) -> Figure:
    """Judge the figures of an ordinary night."""
    return Figure("figures of a night", night.seconds, NIGHT_S, "limit", "s", night.seconds / NIGHT_S, 1, False)


def file_figures(files: list[dict[str, Any]], few: int, many: int) -> list[Figure]:
    """Judge whether memory grows with the rows of a file: the peak of the largest beside that of the smallest."""
    peaks: dict[str, list[float]] = {}
    for file in files:
        peaks.setdefault(file["format"], []).append(file["peak_mb"])
    return [
        Figure(f"{form} of {many:,}, peak RSS", most, least, f"{few:,} rows", "MB", most / least, 1.2, False)
        for form, (least, *_between, most) in peaks.items()
    ]


def _print(
    asked: dict[int, Percentiles], nights: dict[int, list[Night]], files: list[dict[str, Any]], intake: dict[str, float]
) -> None:
    rows = [
        (f"{name}, {number:,} reports", f"{one['p50']:.0f}", f"{one['p95']:.0f}")
        for number, found in asked.items()
        for name, one in found.items()
    ]
    output.print_rows("Pages and lists, ms", ("", "p50", "p95"), rows)
    taken = [
        (f"{night.on}", f"{night.reports:,}", f"{night.figures:,}", f"{night.seconds:.1f}", f"{night.wrong}")
        for found in nights.values()
        for night in found
    ]
    output.print_rows("Figures of a night", ("as of", "reports", "figures", "seconds", "wrong"), taken)
    written = [
        (file["format"], f"{file['rows']:,}", f"{file['bytes'] / 2**20:.1f}", f"{file['read_s']:.1f}",
         f"{file['write_s']:.1f}", f"{file['before_mb']:.0f}", f"{file['peak_mb']:.0f}")
        for file in files
    ]  # fmt: skip
    columns = ("file", "rows", "MB", "s read", "s written", "RSS before, MB", "peak RSS, MB")
    output.print_rows("Files of public reports", columns, written)
    output.console.print(
        f"intake: {intake['new_per_s']:.0f} rows/s new, {intake['again_per_s']:.0f} rows/s known already"
    )
