"""What overlays cost: whole Places of many points without any, under those of the demonstration, and under a thick
layer of them; the answers held against GeoPandas and against the PostGIS reference."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry

from bench.areas import Areas, Array
from bench.points import Points
from bench.timing import Calls, Task, call_by_turns, take_turns
from boundaries.actions.overlays import load_demo_overlays, store_overlays
from boundaries.locator.locator import Engine, Locator
from boundaries.locator.overlay_build import build_overlays
from boundaries.locator.source import read_overlay_polygons
from boundaries.models import Overlay

ROUNDS = 3
THICK = 2_000
"""Overlays of the thick layer: each 0.35° wide on average, of 120 corners, so that most of the land has one or more."""

CORNERS = 120
PRECISION_M = 100.0
SAMPLE = 400
SEED = 41


@dataclass(frozen=True)
class OverlayCost:
    """Figures of one set of overlays. `wrong` counts answers that differ, from GeoPandas over all points and from the
    reference over a sample."""

    name: str
    overlays: int
    share: float
    """Of points that have an overlay."""
    build_s: float
    megabytes: float
    seconds: dict[str, float]
    micros: dict[str, float]
    wrong: dict[str, int]

    @property
    def failed(self) -> int:
        """Return the number of answers that differ."""
        return sum(self.wrong.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return dict(self.__dict__)


def measure_overlays(areas: Areas, points: Points, lookups: int, folder: Path) -> list[OverlayCost]:
    """Measure no overlays, then each set of them; the database holds none afterwards."""
    found = []
    sets: dict[str, Callable[[], object]] = {
        "none": lambda: None,
        "demonstration": load_demo_overlays,
        "thick": lambda: store_overlays(thick_layer(areas)),
    }
    for name, load in sets.items():
        Overlay.objects.jurisdictions().delete()
        load()
        found.append(_measured(name, points, lookups, folder))
    Overlay.objects.jurisdictions().delete()
    return found


def thick_layer(areas: Areas) -> list[Overlay]:
    """Draw rough rounds of forest on land, many over each other."""
    rng = np.random.default_rng(SEED)
    holders = rng.choice(len(areas.km2), THICK, p=areas.km2 / areas.km2.sum())
    functions = list(Overlay.FUNCTIONS[Overlay.Kind.FOREST])
    rows = []
    for number, holder in enumerate(holders):
        centre = shapely.get_coordinates(shapely.point_on_surface(areas.polygons[holder]))[0] + rng.uniform(-1, 1, 2)
        turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        waves = sum(rng.uniform(0.02, 0.1) * np.sin(k * turn + rng.uniform(0, 6)) for k in (2, 5, 9, 17))
        radius = rng.uniform(0.05, 0.3) * (1 + np.asarray(waves))
        corners = centre + radius[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
        shape: Any = GEOSGeometry(
            memoryview(shapely.to_wkb(shapely.MultiPolygon([shapely.Polygon(corners)]))), srid=4326
        )
        rows.append(
            Overlay(kind=Overlay.Kind.FOREST, code=f"B{number:05}", name=f"Forest {number}", source="script/bench",
                    function=functions[number % 4], geometry=shape, precision_m=PRECISION_M, is_demo=True)
        )  # fmt: skip
    return rows


def _measured(name: str, points: Points, lookups: int, folder: Path) -> OverlayCost:
    lons, lats = points.lons, points.lats
    engine = Locator(folder).engine()
    build_s, megabytes = _built(engine)
    place = Task("whole Place", lambda _: _decided(engine, lons, lats))
    assignment = Task("assignment", lambda _: _index(engine).assign_many(lons, lats))
    _decided(engine, lons[:1000], lats[:1000])
    take_turns([assignment, place], ROUNDS)
    one = Calls("whole Place", engine.locate)
    call_by_turns([one], lons[:lookups], lats[:lookups], ROUNDS)
    places = place.answer
    return OverlayCost(
        name=name,
        overlays=len(engine.reference.jurisdictions),
        share=float((places.overlay_set > 0).mean()),
        build_s=build_s,
        megabytes=megabytes,
        seconds={task.name: task.median for task in (assignment, place)},
        micros=one.summary(),
        wrong=_wrong(engine, places, points),
    )


def _built(engine: Engine) -> tuple[float, float]:
    """Build the file of overlays once more; return seconds and megabytes."""
    overlays = engine.reference.jurisdictions
    if not overlays:
        return 0.0, 0.0
    start = time.perf_counter()
    memory = build_overlays(read_overlay_polygons([overlay.id for overlay in overlays]))
    return time.perf_counter() - start, memory.nbytes / 1e6


def _index(engine: Engine) -> Any:
    if engine.index is None:
        raise RuntimeError("no index could be built; the log says why")
    return engine.index


def _decided(engine: Engine, lons: Array, lats: Array) -> Any:
    """Look up many, the combination of overlays of each included."""
    places = engine.locate_many(lons, lats)
    _ = places.overlay_set
    return places


def _wrong(engine: Engine, places: Any, points: Points) -> dict[str, int]:
    """Count the points whose overlays another way of looking names otherwise."""
    sample = np.random.default_rng(SEED).choice(len(points.lons), min(SAMPLE, len(points.lons)), replace=False)
    reference = sum(
        places.overlay_sets[places.overlay_set[k]] != engine.reference.locate(points.lons[k], points.lats[k]).overlays
        for k in sample.tolist()
    )
    return {"reference": reference, "geopandas": _unlike_geopandas(places, points)}


def _unlike_geopandas(places: Any, points: Points) -> int:
    """Count the points that GeoPandas finds in other overlays than ours says they are inside of."""
    rows = Overlay.objects.jurisdictions().order_by("pk")
    if not rows:
        return 0
    shapes = [shapely.from_wkb(bytes(row.geometry.wkb)) for row in rows]
    frame = geopandas.GeoDataFrame({"overlay": [row.pk for row in rows]}, geometry=shapes, crs=4326)
    spots = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(points.lons, points.lats), crs=4326)
    joined = geopandas.sjoin(spots, frame, predicate="intersects")
    theirs = np.zeros(len(points.lons), np.uint64)
    np.add.at(theirs, joined.index.to_numpy(), _scattered(joined["overlay"].to_numpy()))
    inside = [sum(int(_scattered(np.array([hit.id]))[0]) for hit in hits if hit.inside) for hits in places.overlay_sets]
    mine = np.array([number % 2**64 for number in inside], np.uint64)[places.overlay_set]
    mine[places.setting == "abroad"] = theirs[places.setting == "abroad"]
    return int((mine != theirs).sum())


def _scattered(ids: Array) -> Array:
    """Turn numbers into others whose sums tell sets apart (Knuth's multiplicative hash, squared)."""
    spread = ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return spread * (spread >> np.uint64(17))
