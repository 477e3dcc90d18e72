"""What was measured of the maps, as tables on the terminal."""

from bench.maps.agreeing import Counts
from bench.maps.asking import Contender
from bench.maps.filling import Filled
from bench.maps.page import PageLoad
from bench.output import console, print_rows


def print_filled(filled: Filled) -> None:
    """Print what filling and counting took."""
    rows = [(name, f"{seconds:.1f}") for name, seconds in filled.seconds.items()]
    rows.append(("altogether", f"{sum(filled.seconds.values()):.1f}"))
    print_rows(f"{filled.reports:,} reports made and counted: seconds", ("", "s"), rows)


def print_counts(counts: Counts) -> None:
    """Print in how many ways was counted, and the sums that differ from the table's."""
    wrong = {what: pair for what, pair in counts.items() if pair[0] != pair[1]}
    console.print(f"{len(counts)} sums compared with GROUP BY over the table: {len(wrong)} differ")
    for what, (ours, table) in wrong.items():
        console.print(f"[red]{what}[/red]: {ours:,} for {table:,}")


def print_tiles(askings: dict[str, list[Contender]], number: int) -> None:
    """Print milliseconds by zoom and contender."""
    columns = ("zoom", "", "tiles", "cold p50", "cold p95", "warm p50", "warm p95", "kB")
    for name, contenders in askings.items():
        rows = []
        summaries = {each.name: each.summary() for each in contenders}
        for zoom in summaries[contenders[0].name]:
            for contender, summary in summaries.items():
                if found := summary.get(zoom):
                    times = (f"{found[key]:,.1f}" for key in columns[3:7])
                    rows.append((str(zoom), contender, f"{found['tiles']:.0f}", *times, f"{found['kB']:,.1f}"))
        print_rows(f"Tiles, {number:,} reports, {name}: milliseconds over HTTP", columns, rows)


def print_page(page: PageLoad) -> None:
    """Print what the page fetches and when it can be used."""
    console.print(
        f"/titik-rawan/ of the whole country: {page.data_kb:,.0f} kB of page and data, {page.rest_kb:,.0f} kB of "
        f"scripts, styles and pictures in {page.requests:.0f} requests; can be used after {page.interactive_s:.2f} s"
    )
