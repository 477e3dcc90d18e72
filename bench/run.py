"""The order of the measuring."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connection

from bench import figures, machine, ours, output
from bench.areas import Areas, read_areas
from bench.compare import Comparison
from bench.importing import Wanted, embedded, import_measured, prepare_database
from bench.lookups import Lookups, measure_lookups
from bench.million import Million, measure_many
from bench.overlays import measure_overlays
from bench.points import Points, in_box, on_land
from bench.reassignment import measure_reassignment
from bench.responsibility import measure_responsibility
from bench.serving import measure_views


def run(options: argparse.Namespace, folder: Path) -> int:
    """Measure everything asked for, print it, write it; return 1 where an answer differs without a reason."""
    start = time.perf_counter()
    wanted = _wanted(options)
    facts = {"edition": f"{wanted.name} ({wanted.file.name}, precision {wanted.precision_m:g} m)", **machine.facts()}
    output.print_facts(facts)
    output.say("tables, register, import …")
    prepare_database()
    try:
        imported = import_measured(wanted, folder)
    except CommandError as error:
        output.console.print(f"[red]the file is refused:[/red] {error}")
        return 2
    first_s, build_s, megabytes = ours.build_twice(folder)
    output.print_import(imported, build_s, first_s, megabytes)
    judged = figures.build_figures(build_s, imported.seconds, megabytes)

    areas = read_areas(imported.edition)
    facts["areas"] = f"{len(areas.codes)} regencies, {imported.report['vertices']:,} vertices in the file"
    sets = [on_land(areas, options.points), in_box(areas, options.points)]
    lookups, many = _measure_points(areas, sets, options.lookups, imported.edition.pk)
    judged += figures.lookup_figures(lookups["land"].micros)
    judged += figures.million_figures(many["land"].seconds, options.points)

    output.say("overlays …")
    over = measure_overlays(areas, sets[0], options.lookups, folder / "overlays")
    output.print_overlays(over)
    judged += figures.overlay_figures(next(cost.seconds for cost in over if cost.name == "demonstration"))

    output.say("who is responsible …")
    responsible = measure_responsibility(sets)
    output.print_responsible(responsible)
    judged += figures.responsibility_figures(responsible[0].seconds, responsible[0].reports)

    views: dict[str, dict[str, float]] = {}
    if not options.no_http:
        output.say("requests …")
        views = measure_views(sets[0], folder, options.seconds, rounds=1 if options.quick else 3)
        output.print_views(views)
        judged += figures.http_figures({name: view["rps"] for name, view in views.items()})
    output.say("reports reassigned …")
    reassigned = measure_reassignment(imported.edition, *sets)
    output.print_reassigned(reassigned)
    judged += figures.reassignment_figures(reassigned.seconds, reassigned.reports)
    if options.quick:
        output.say("no goals are judged on so little work")
    else:
        output.print_goals(judged)
    found: list[Lookups | Million] = [*lookups.values(), *many.values()]
    unexplained = sum(comparison.failed for each in found for comparison in each.comparisons.values())
    unexplained += sum(cost.failed for cost in over) + sum(each.wrong for each in responsible)
    path = output.write_json(
        wanted.slug,
        {
            "facts": facts,
            "goals": judged,
            "unexplained": unexplained,
            "import": {"seconds": imported.seconds, "steps": imported.steps},
            "index": {"build_seconds": build_s, "first_build_seconds": first_s, "megabytes": megabytes},
            "one": {name: _lookups_json(found) for name, found in lookups.items()},
            "many": {name: _many_json(found) for name, found in many.items()},
            "overlays": [cost.as_dict() for cost in over],
            "responsibility": [each.as_dict() for each in responsible],
            "reassignment": reassigned.as_dict(),
            "http": views,
        },
    )
    took = time.perf_counter() - start
    output.console.print(f"{took:.0f} s altogether; {unexplained} answers unexplained; written to {path}")
    return 1 if unexplained else 0


def _measure_points(
    areas: Areas, sets: list[Points], number: int, edition: int
) -> tuple[dict[str, Lookups], dict[str, Million]]:
    """Measure look-ups in each set of points: `number` of them one by one, all of them at once."""
    connection.ensure_connection()
    cursor = connection.connection.cursor()  # psycopg2's own: nothing of Django's is timed
    lookups: dict[str, Lookups] = {}
    many: dict[str, Million] = {}
    for points in sets:
        output.say(f"one look-up, {points.name} …")
        some = Points(points.name, points.meaning, points.lons[:number], points.lats[:number])
        lookups[points.name] = measure_lookups(areas, some, cursor, edition)
        output.print_lookups(lookups[points.name])
        output.say(f"{len(points.lons):,} points, {points.name} …")
        many[points.name] = measure_many(areas, points, cursor, edition)
        output.print_many(many[points.name])
    return lookups, many


def _wanted(options: argparse.Namespace) -> Wanted:
    if options.file is None:
        return embedded()
    return Wanted(options.file, options.file.stem, options.layer_level, options.precision, tuple(options.accept))


def _comparisons_json(comparisons: dict[str, Comparison]) -> dict[str, Any]:
    return {name: {**c.counts, "examples": c.unexplained} for name, c in comparisons.items()}


def _lookups_json(found: Lookups) -> dict[str, Any]:
    return {
        "points": {"count": len(found.points.lons), "drawn": found.points.meaning},
        "microseconds": found.micros,
        "answers": _comparisons_json(found.comparisons),
    }


def _many_json(found: Million) -> dict[str, Any]:
    return {
        "points": {"count": len(found.points.lons), "drawn": found.points.meaning},
        "seconds": found.seconds,
        "runs": found.runs,
        "answers": _comparisons_json(found.comparisons),
        "settings": found.settings,
        "plans": found.plans,
    }
