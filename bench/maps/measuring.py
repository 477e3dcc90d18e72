"""What is asked for, and of whom: hexagons, areas and points, also filtered, beside the plain way and tipg."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.core.cache import cache
from django.db import connection

from bench import output
from bench.maps.asking import Address, Contender, by_turns
from bench.maps.tiles import ZOOMS, Tile, tiles_of
from bench.maps.tipg import EVERYTHING, HEXAGONS, REGENCIES, REPORTS, tile_address, tipg
from bench.serving import server
from maps.layers.zooms import hexagon_level

OURS, AREAS, POINTS = "hexagons", "areas", "points"
TIPG, TIPG_ALL, TIPG_BINS, TIPG_AREAS = "tipg", "tipg, no limit", "tipg over our bins", "tipg, GROUP BY"
PLAIN, SQUARES, PLAIN_AREAS = "ST_AsMVT, all points", "ST_AsMVT, GROUP BY squares", "ST_AsMVT, GROUP BY regency"

THREADS: Final = ("--threads", "16", "--timeout", "600")
"""As script/server serves, but for the time that an answer may take: the plain way takes long."""

AREA_ZOOMS: Final = (4, 6, 8)
FILTERED_ZOOMS: Final = (5, 8, 11)
POINT_ZOOMS: Final = (12, 13, 14)


@dataclass(frozen=True)
class Filter:
    """A filter in our grammar, which the plain views read too, and in tipg's."""

    name: str
    ours: str
    tipg: str


def filters() -> list[Filter]:
    """Return what the tiles are filtered by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM boundaries_area WHERE code = '32' AND level = 'province' LIMIT 1")
        province = cursor.fetchone()[0]
    half = "since=2026-01&until=2026-06"
    datetime = "datetime=2025-12-31T17:00:00Z/2026-06-30T17:00:00Z"
    return [
        Filter("category", "category=W1", "category=W1"),
        Filter("six months", half, datetime),
        Filter("state", "state=selesai", "state=selesai"),
        Filter("province", "province=32", f"province={province}"),
        Filter("all four", f"category=W1&{half}&state=selesai&province=32",
               f"category=W1&state=selesai&province={province}&{datetime}"),
    ]  # fmt: skip


def measure_tiles(folder: Path, per_zoom: int, rounds: int) -> dict[str, list[Contender]]:
    """Ask for tiles without filter, of areas, of points and with each filter; return the contenders of each asking.

    Before every round the server is started anew and what it had kept is thrown away, so that a first answer is one.
    The database is warm for all: what it has read once stays in the memory of the machine.
    """
    askings: dict[str, list[Contender]] = {}
    with ExitStack() as stack:
        limited, all_of_it = stack.enter_context(tipg(folder)), stack.enter_context(tipg(folder, EVERYTHING))
        for number in range(rounds):
            cache.clear()
            with server(folder, *THREADS) as ours:
                made = _askings(ours, limited, all_of_it)
                for name, (contenders, zooms, share) in made.items():
                    known = askings.setdefault(name, contenders)
                    for contender, former in zip(contenders, known, strict=True):
                        former.address = contender.address
                    output.say(f"tiles, {name}, round {number + 1} of {rounds} …")
                    for zoom in zooms:
                        by_turns(known, tiles_of(zoom, round(per_zoom * share)))
    return askings


def _askings(ours: str, limited: str, all_of_it: str) -> dict[str, tuple[list[Contender], Sequence[int], float]]:
    """Return what is asked for: contenders, ours first, the zooms, and the share of the tiles of a zoom."""
    found: dict[str, tuple[list[Contender], Sequence[int], float]] = {
        "everything": ([
            Contender(OURS, ours, _layer("heksagon")),
            Contender(TIPG, limited, _tipg(REPORTS)),
            Contender(TIPG_ALL, all_of_it, _tipg(REPORTS)),
            Contender(PLAIN, ours, _plain("points")),
            Contender(SQUARES, ours, _plain("squares")),
            Contender(TIPG_BINS, all_of_it, _tipg_bins),
        ], ZOOMS, 1),
        "areas": ([
            Contender(AREAS, ours, _layer("wilayah")),
            Contender(TIPG_AREAS, limited, _tipg(REGENCIES)),
            Contender(PLAIN_AREAS, ours, _plain("regencies")),
        ], AREA_ZOOMS, 0.5),
        "points": ([
            Contender(POINTS, ours, _layer("titik")),
            Contender(TIPG, limited, _tipg(REPORTS)),
            Contender(PLAIN, ours, _plain("points")),
        ], POINT_ZOOMS, 1),
    }  # fmt: skip
    for each in filters():
        found[each.name] = ([
            Contender(OURS, ours, _layer("heksagon", each.ours)),
            Contender(TIPG, limited, _tipg(REPORTS, each.tipg)),
            Contender(SQUARES, ours, _plain("squares", each.ours)),
        ], FILTERED_ZOOMS, 0.5)  # fmt: skip
    return found


def _layer(name: str, query: str = "") -> Address:
    rest = f"?{query}" if query else ""
    return lambda tile: f"/peta/lapis/{name}/{tile.z}/{tile.x}/{tile.y}.mvt{rest}"


def _plain(kind: str, query: str = "") -> Address:
    rest = f"?{query}" if query else ""
    return lambda tile: f"/plain/{kind}/{tile.z}/{tile.x}/{tile.y}.mvt{rest}"


def _tipg(collection: str, query: str = "") -> Address:
    return lambda tile: tile_address(collection, *tile, query)


def _tipg_bins(tile: Tile) -> str:
    return tile_address(HEXAGONS, *tile, f"level={hexagon_level(tile.z)}")
