"""script/bench --cases: filing beside a bare insert, and the officers' pages with few cases and many."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management import call_command

from bench import machine, output
from bench.areas import read_areas
from bench.cases.filing import measure_filing
from bench.cases.lists import measure_lists
from bench.cases.pages import TIMES, measure_pages
from bench.figures import Figure
from bench.points import on_land
from boundaries.models import Edition
from reports.demo.load import load_demo

FEW = 10_000


def run_cases(options: argparse.Namespace, folder: Path) -> int:
    """Measure, print, write; return 0: nothing here has a right answer to compare."""
    few, times = (500, 4) if options.quick else (FEW, TIMES)
    facts = machine.facts()
    output.print_facts(facts)
    output.say("tables, reference data …")
    for command in ("migrate", "createcachetable", "load_reference_data"):
        call_command(command, verbosity=0)
    output.say("requests …")
    points = on_land(read_areas(Edition.objects.in_force().get()), 1_000)
    views = measure_filing(points, folder, options.seconds, rounds=1 if options.quick else 5)
    output.print_views(views)
    judged = [filing_figure(views)]
    output.say(f"{few:,} cases of the demonstration, then {times} times as many …")
    load_demo(few, 6408)
    pages, queries = measure_pages(times)
    output.print_pages(pages, queries)
    judged += page_figures(pages)
    lists = measure_lists()
    judged.append(list_figure(lists))
    if not options.quick:
        output.print_goals(judged)
    results: dict[str, Any] = {
        "facts": facts, "goals": judged, "filing": views, "pages_ms": pages, "queries": queries,
        "lists_ms": lists,
    }  # fmt: skip
    output.console.print(f"written to {output.write_json('cases', results)}")
    return 0


def filing_figure(views: dict[str, dict[str, float]]) -> Figure:
    """Judge requests per second of filing beside the bare insert."""
    ours, peer = views["file a report"]["rps"], views["bare ORM insert"]["rps"]
    return Figure("file a report", ours, peer, "bare ORM insert", "/s", ours / peer, 0.4)


def list_figure(lists: dict[str, dict[str, float]]) -> Figure:
    """Judge a list of a thousand features beside the bare statement: p50."""
    ours, peer = lists["API"]["p50"], lists["json_agg"]["p50"]
    return Figure("1,000 reports as GeoJSON, p50", ours, peer, "json_agg alone", "ms", ours / peer, 3.0, False)


def page_figures(pages: dict[str, dict[str, float]]) -> list[Figure]:
    """Judge what many cases cost a page beside few: p95."""
    by_page: dict[str, list[float]] = {}
    for key, found in pages.items():
        by_page.setdefault(key.rsplit(", ", 1)[0], []).append(found["p95"])
    return [
        Figure(f"{page}, p95", many, few, "with a hundredth of the cases", "ms", many / few, 1.3, False)
        for page, (few, many) in by_page.items()
    ]
