"""script/bench --maps: a million reports and more, and how fast the maps are with them, beside whom."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from bench import machine, output
from bench.areas import read_areas
from bench.hotspots.run import measure_speed
from bench.maps import figures, printing
from bench.maps.agreeing import Counts, compare_ours, compare_tipg
from bench.maps.asking import Contender, client_of
from bench.maps.filing import measure_filing
from bench.maps.filling import Filled, fill
from bench.maps.measuring import THREADS, filters, measure_tiles
from bench.maps.page import measure_page
from bench.maps.tipg import EVERYTHING, tipg
from bench.points import on_land
from bench.serving import server
from boundaries.models import Edition
from maps.bins.checking import check

ALL_COMPARED = 1_000_000
"""Reports up to which tipg is asked for all of them, and every single row of counts is held against the table."""

Askings = dict[str, list[Contender]]


def run_maps(options: argparse.Namespace, folder: Path) -> int:
    """Measure, print, write; return 1 where a count differs from the table's."""
    start = time.perf_counter()
    facts = {**machine.facts(), "tipg": figures.tipg_versions()}
    output.print_facts(facts)
    output.say("tables, reference data …")
    for command in ("migrate", "createcachetable", "load_reference_data"):
        call_command(command, verbosity=0)
    sizes = [options.reports, *([10 * options.reports] if options.ten else [])]
    results: dict[str, Any] = {"facts": facts}
    judged, askings, wrong = [], {}, 0
    there = 0
    for number in sizes:
        filled, counts = _grown(number, number - there, folder)
        there = number
        wrong += sum(ours != table for ours, table in counts.values())
        askings[number] = measure_tiles(folder, options.tiles, options.rounds)
        printing.print_tiles(askings[number], number)
        judged += figures.tile_figures(askings[number], number)
        results[f"{number:,} reports"] = {
            "filled": filled, "counts": counts, "tiles": figures.tiles_json(askings[number]),
        }  # fmt: skip
        if number == options.reports:
            more, found = _beside_tiles(folder, options)
            results |= found
            judged += more
    if options.ten:
        judged += figures.growth_figures(askings[sizes[0]], askings[sizes[1]])
    if options.quick:
        output.say("no goals are judged on so little work")
    else:
        output.print_goals(judged)
    path = output.write_json("maps", {"goals": judged, "wrong": wrong, **results})
    took = time.perf_counter() - start
    output.console.print(f"{took:.0f} s altogether; {wrong} counts unlike the table's; written to {path}")
    return 1 if wrong else 0


def _grown(number: int, more: int, folder: Path) -> tuple[Filled, Counts]:
    """Add reports until there are so many, count them, compare."""
    output.say(f"{number:,} reports …")
    filled = fill(more)
    output.say("counts …")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE maps_bin, maps_areabin")  # to be made from nothing, whatever was there before
    start = time.perf_counter()
    call_command("refresh_hotspots", verbosity=0)
    filled.seconds["refresh_hotspots"] = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    printing.print_filled(filled)
    output.say("counts compared …")
    with server(folder, *THREADS) as ours, client_of(ours) as client:
        counts = compare_ours(client, filters())
    if number <= ALL_COMPARED:
        with tipg(folder, EVERYTHING) as address, client_of(address) as client:
            counts |= compare_tipg(client)
        counts["rows of counts unlike the table"] = check().wrong, 0
    printing.print_counts(counts)
    return filled, counts


def _beside_tiles(folder: Path, options: argparse.Namespace) -> tuple[list[figures.Figure], dict[str, Any]]:
    """Measure the page, the statistics and filing."""
    output.say("the page …")
    with server(folder, *THREADS) as ours:
        page = measure_page(f"http://{ours}", 1 if options.quick else 5)
    output.say("statistics …")
    seconds = measure_speed()
    output.say("filing …")
    land = on_land(read_areas(Edition.objects.in_force().get()), 1_000)
    filing = measure_filing(land, 2) if options.quick else measure_filing(land)
    printing.print_page(page)
    judged = [*figures.page_figures(page), *figures.speed_figures(seconds), *figures.filing_figures(filing)]
    return judged, {"page": page, "statistics_seconds": seconds, "filing": filing}
