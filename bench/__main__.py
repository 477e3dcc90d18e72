"""python -m bench: run by script/bench, which starts the database and sets the environment."""

import argparse
import sys
from pathlib import Path

from bench.scratch import ScratchError, scratch


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/bench",
        description="Measure look-ups, import and HTTP against their peers, answers compared point by point. "
        "Works in a database of its own, dropped at the end. Exit code 1: an answer differs without a reason.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--edition", choices=["embedded"], default="embedded", help="the edition that comes with the code"
    )
    what.add_argument("--file", type=Path, help="import this file of boundaries and measure on it")
    parser.add_argument("--layer-level", default="regency", choices=["regency"], help="level of the file's areas")
    parser.add_argument("--precision", type=float, default=0, metavar="M", help="precision of --file, metres")
    parser.add_argument("--accept", action="append", default=[], metavar="CODE", help="as import_boundaries takes it")
    parser.add_argument("--points", type=int, default=1_000_000, metavar="N", help="points looked up at once")
    parser.add_argument("--lookups", type=int, default=10_000, metavar="N", help="points looked up one by one")
    parser.add_argument("--seconds", type=int, default=4, metavar="S", help="of requests, per view and round")
    parser.add_argument("--quick", action="store_true", help="a fortieth of the work, to see that all of it runs")
    parser.add_argument("--cases", action="store_true", help="only filing and the officers' pages")
    parser.add_argument("--hotspots", action="store_true", help="only the statistics of hotspots")
    parser.add_argument("--maps", action="store_true", help="only the layers of the maps, beside tipg, and their page")
    parser.add_argument("--monitoring", action="store_true", help="only figures, files and lists of many reports")
    parser.add_argument("--reports", type=int, default=1_000_000, metavar="N", help="reports on the maps, or measured")
    parser.add_argument("--ten", action="store_true", help="then ten times as many on the maps: 30 GB for some time")
    parser.add_argument("--tiles", type=int, default=24, metavar="N", help="different tiles asked for at a zoom")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="times that they are asked for")
    parser.add_argument("--no-http", action="store_true", help="leave the server out")
    options = parser.parse_args()
    if options.file and not options.file.is_file():
        parser.error(f"{options.file}: no such file")
    numbers = ("points", "lookups", "seconds", "reports", "tiles", "rounds")
    if min(getattr(options, name) for name in numbers) < 1:
        parser.error(f"--{', --'.join(numbers)} must be 1 or more")
    if options.quick:
        options.points, options.lookups, options.seconds = 25_000, 500, 1
        options.reports, options.tiles, options.rounds = 20_000, 4, 1
    return options


def main() -> int:
    """Measure; return the exit code."""
    options = _arguments()
    try:
        with scratch() as folder:
            import django

            django.setup()
            from bench.cases.run import run_cases  # models can be imported only now
            from bench.hotspots.run import run_hotspots
            from bench.maps.run import run_maps
            from bench.monitoring.run import run_monitoring
            from bench.run import run

            parts = (
                (options.cases, run_cases), (options.hotspots, run_hotspots), (options.maps, run_maps),
                (options.monitoring, run_monitoring),
            )  # fmt: skip
            chosen = next((part for asked, part in parts if asked), run)
            return chosen(options, folder)
    except ScratchError as error:
        print(f"script/bench: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
