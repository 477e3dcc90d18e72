"""The same counts everywhere: our tiles and the peers' against GROUP BY over the table of reports."""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from django.http import QueryDict

from bench.maps.asking import Answer
from bench.maps.measuring import Filter
from bench.maps.mvt import features
from bench.maps.tiles import tiles_over
from bench.maps.tipg import REPORTS, tile_address
from maps.selection import Selection
from reports.models import Report

BOX = (88.0, -18.0, 147.0, 14.0)
"""Indonesia's waters: no report lies outside."""

HEXAGON_ZOOMS, AREA_ZOOM, TIPG_ZOOM = (5, 7), 6, 5

Counts = dict[str, tuple[int, int]]


class Asked(Protocol):
    """Whoever can be asked for an address (bench.maps.asking.Client)."""

    def ask(self, path: str) -> Answer:
        """Return the answer."""


def compare_ours(client: Asked, filters: Sequence[Filter], zooms: Sequence[int] = HEXAGON_ZOOMS) -> Counts:
    """Return, by what is counted, what our tiles show altogether and what the table of reports has.

    Of regencies: how many of them have the same count in both, and how many there are. Tiles overlap by a margin: a
    hexagon or an area counts once, whichever tile shows it.
    """
    found: Counts = {}
    for each in [Filter("everything", "", ""), *filters]:
        public = Selection.parse(QueryDict(each.ours)).apply(Report.objects.public())
        table = public.filter(public_point__isnull=False).count()
        for zoom in zooms:
            shown = _shown(client, "heksagon", zoom, "cell", each.ours)
            found[f"hexagons, zoom {zoom}, {each.name}"] = sum(shown.values()), table
        counted = json.loads(client.ask(f"/plain/regencies/?{each.ours}").body)["regencies"]
        shown = _shown(client, "wilayah", AREA_ZOOM, "code", each.ours)
        found[f"regencies, {each.name}"] = sum(shown.get(code) == n for code, _name, n in counted), len(counted)
    return found


def compare_tipg(client: Asked) -> Counts:
    """Return how many reports the tiles of tipg without limit show, and how many the table has."""
    seen = set[int]()
    for tile in tiles_over(TIPG_ZOOM, *BOX):
        seen |= {row["id"] for row in features(client.ask(tile_address(REPORTS, *tile)).body)}
    table = Report.objects.public().filter(public_point__isnull=False).count()
    return {f"tipg without limit, zoom {TIPG_ZOOM}": (len(seen), table)}


def _shown(client: Asked, layer: str, zoom: int, key: str, query: str) -> dict[Any, int]:
    """Return `n` of every feature of all tiles of a zoom."""
    shown: dict[Any, int] = {}
    for tile in tiles_over(zoom, *BOX):
        answer = client.ask(f"/peta/lapis/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt?{query}")
        shown |= {row[key]: row["n"] for row in features(answer.body)}
    return shown
