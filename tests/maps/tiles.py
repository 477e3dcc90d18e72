"""Tiles and views asked for over HTTP and taken apart, and what must be in them, counted by hand."""

import json
import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

import h3
import mapbox_vector_tile
from django.test import Client

from reports.models import Report
from reports.querysets import FINISHED_STATES, OPEN_STATES
from tests.maps.counting import cell_of, month_of

EXTENT = 4096
COUNTRY = "94,-12,142,8"


def tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile that holds a place."""
    size = 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * size), int(y * size)


def decoded(content: bytes, layer: str) -> list[dict[str, Any]]:
    """The features of a tile, which holds this layer and no other."""
    if not content:
        return []
    found = mapbox_vector_tile.decode(content)
    assert set(found) == {layer}
    assert found[layer]["extent"] == EXTENT
    return list(found[layer]["features"])


def in_tiles(
    client: Client, layer: str, zoom: int, query: str, places: Iterable[tuple[float, float]]
) -> dict[Any, Any]:
    """What all tiles of a zoom say together: {first property: properties}. One feature is the same in each tile."""
    told: dict[Any, Any] = {}
    for x, y in {tile_of(*place, zoom) for place in places}:
        response = client.get(f"/peta/lapis/{layer}/{zoom}/{x}/{y}.mvt?{query}")
        assert response.status_code == 200, response.content
        assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"
        for feature in decoded(response.content, layer):
            properties = feature["properties"]
            key = properties.get("cell") or properties.get("number") or properties.get("code")
            key = key or (properties["lon"], properties["lat"])
            assert told.setdefault(key, properties) == properties
    return told


def in_view(client: Client, layer: str, zoom: int, query: str, box: str = COUNTRY) -> list[dict[str, Any]]:
    """The features of a view."""
    response = client.get(f"/peta/lapis/{layer}.geojson?bbox={box}&zoom={zoom}&{query}")
    assert response.status_code == 200, response.content
    found = json.loads(response.content)
    assert found["type"] == "FeatureCollection"
    return list(found["features"])


def meets(report: Report, query: dict[str, str]) -> bool:
    """Whether a report is in a selection, by another way than the one under test: in Python, one by one."""
    month = f"{month_of(report) // 12}-{month_of(report) % 12 + 1:02d}"
    states = {"open": OPEN_STATES, "finished": FINISHED_STATES}.get(query.get("state", ""), (query.get("state"),))
    return (
        report.category_id.startswith(query.get("theme", ""))
        and query.get("category", report.category_id) == report.category_id
        and ("regency" not in query or (report.regency is not None and report.regency.code == query["regency"]))
        and ("province" not in query or (report.province is not None and report.province.code == query["province"]))
        and query.get("since", month) <= month <= query.get("until", month)
        and ("state" not in query or report.state in states)
        and query.get("urgency", report.category.urgency) == report.category.urgency
    )


def by_cell(reports: Iterable[Report], level: int) -> dict[str, tuple[int, int]]:
    """Reports and incidents by hexagon, as layers write it."""
    n: Counter[str] = Counter()
    incidents: Counter[str] = Counter()
    for report in reports:
        if cell := cell_of(report, level):
            n[h3.int_to_str(cell)] += 1
            incidents[h3.int_to_str(cell)] += report.merged_into_id is None
    return {cell: (n[cell], incidents[cell]) for cell in n}


def by_area(reports: Iterable[Report]) -> dict[str, int]:
    """Reports by regency."""
    return dict(Counter(report.regency.code for report in reports if report.regency))
