"""Where demo reports lie: on spots, along the lines of named scenes, at the edges of towns, and anywhere on land."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.db.models import QuerySet
from numpy.typing import NDArray

from boundaries.models import Area, Edition, Locality

KM_PER_DEGREE = 111.2
FULL_GATHERINGS = 2_000  # with fewer reports than this, spots where they gather have fewer, too

Points = NDArray[np.float64]  # n × 2: lon, lat


@dataclass(frozen=True)
class Draw:
    """n drawn reports: points (n × 2, lon/lat), category codes, days before today and the scene of each (or "")."""

    points: Points
    categories: NDArray[np.str_]
    ages: NDArray[np.int64]
    scenes: NDArray[np.str_]


def read(name: str) -> dict[str, Any]:
    """Return the content of a fixture in fixtures/demo."""
    path = Path(settings.REFERENCE_DIR).parent / "demo" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def draw(plan: dict[str, Any], number: int, days: int, today_month: int, rng: np.random.Generator) -> Draw:
    """Draw `number` reports over the last `days` days by the shares of the plan (fixtures/demo/scenes.json)."""
    shares = plan["shares"]
    in_scenes = round(number * shares["scenes"])
    at_towns = round(number * shares["town_edges"])
    seasons = plan["seasons"]
    gathered = _draw_gatherings(plan["gatherings"], min(1.0, number / FULL_GATHERINGS), rng)
    elsewhere = number - in_scenes - at_towns - sum(len(part.ages) for part in gathered)
    parts = [
        *gathered,
        *_draw_scenes(plan["scenes"], seasons, in_scenes, days, today_month, rng),
        _draw_group(_town_edges(at_towns, rng), plan["town_edges"], seasons["even"], days, today_month, rng),
        _draw_group(_anywhere(max(0, elsewhere), rng), plan["anywhere"], seasons["even"], days, today_month, rng),
    ]
    order = rng.permutation(sum(len(part.ages) for part in parts))
    return Draw(
        *(
            np.concatenate([getattr(part, name) for part in parts])[order]
            for name in ("points", "categories", "ages", "scenes")
        )
    )


def _draw_gatherings(plan: list[dict[str, Any]], share: float, rng: np.random.Generator) -> list[Draw]:
    """Draw what gathers on a spot, phase by phase: the same number however many reports there are, fewer of few."""
    return [_draw_spot(spot, phase, round(phase["reports"] * share), rng) for spot in plan for phase in spot["phases"]]


def _draw_spot(spot: dict[str, Any], phase: dict[str, Any], size: int, rng: np.random.Generator) -> Draw:
    oldest, newest = phase["days"]
    weights = np.array(list(spot["categories"].values()), dtype=float)
    return Draw(
        points=_jitter(np.tile(np.array(spot["at"]), (size, 1)), spot["spread_m"] / 1000, rng),
        categories=rng.choice(np.array(list(spot["categories"])), size=size, p=weights / weights.sum()),
        ages=rng.integers(newest, oldest + 1, size=size),
        scenes=np.full(size, spot["name"]),
    )


def _draw_scenes(
    scenes: list[dict[str, Any]],
    seasons: dict[str, list[int]],
    number: int,
    days: int,
    month: int,
    rng: np.random.Generator,
) -> list[Draw]:
    weights = np.array([scene["weight"] for scene in scenes], dtype=float)
    counts = rng.multinomial(number, weights / weights.sum())
    return [
        _draw_group(
            _along(np.array(scene["line"]), scene["spread_km"], count, rng),
            scene["categories"],
            seasons[scene["season"]],
            days,
            month,
            rng,
            growth=scene["growth"],
            name=scene["name"],
        )
        for scene, count in zip(scenes, counts, strict=True)
    ]


def _draw_group(
    points: Points,
    weights: dict[str, int],
    season: list[int],
    days: int,
    month: int,
    rng: np.random.Generator,
    growth: float = 0.0,
    name: str = "",
) -> Draw:
    size = len(points)
    share = np.array(list(weights.values()), dtype=float)
    categories = rng.choice(np.array(list(weights)), size=size, p=share / share.sum())
    ages = _ages(size, season, growth, days, month, rng)
    return Draw(points, categories, ages, np.full(size, name))


def _ages(
    size: int, season: list[int], growth: float, days: int, month: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Days before today, by season and by a linear trend that multiplies the rate by 1 + growth over the span."""
    age = np.arange(days)
    months = (month - 1 - (age / 30.44).astype(int)) % 12
    rate = np.array(season, dtype=float)[months] * (1 + max(growth, -0.9) * (1 - age / days))
    return rng.choice(age, size=size, p=rate / rate.sum())


def _along(line: Points, spread_km: float, size: int, rng: np.random.Generator) -> Points:
    path = shapely.LineString(line)
    on_line = shapely.get_coordinates(shapely.line_interpolate_point(path, rng.random(size), normalized=True))
    return _jitter(on_line, spread_km / 2, rng)


def _town_edges(size: int, rng: np.random.Generator) -> Points:
    """Points in a ring of 1 to 5 km round towns of the gazetteer."""
    rows = Locality.objects.filter(kind=Locality.LocalityKind.TOWN, point__isnull=False).order_by("pk")
    towns = np.array([point.coords for point in rows.values_list("point", flat=True) if point])
    # Few towns have many reports and many have few, as everywhere.
    popularity = 1 / (1 + rng.permutation(len(towns))) ** 0.7
    centres = towns[rng.choice(len(towns), size=size, p=popularity / popularity.sum())]
    angle = rng.random(size) * 2 * np.pi
    radius = rng.uniform(1, 5, size) / KM_PER_DEGREE
    return _jitter(centres + np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None], 0.3, rng)


def _anywhere(size: int, rng: np.random.Generator) -> Points:
    """Points inside regencies drawn with equal chance, so that small cities and large regencies both appear."""
    return inside_areas(Area.objects.regencies().filter(edition__in=Edition.objects.in_force()), size, rng)


def inside_areas(areas: QuerySet[Area], size: int, rng: np.random.Generator) -> Points:
    """Points inside areas drawn with equal chance."""
    shapes = [shapely.from_wkb(bytes(area.generalised.wkb)) for area in areas.order_by("code")]
    chosen = rng.integers(len(shapes), size=size)
    points = np.empty((size, 2))
    for index in np.unique(chosen):
        wanted = np.flatnonzero(chosen == index)
        points[wanted] = _inside(shapes[index], len(wanted), rng)
    return points


def _inside(shape: shapely.Geometry, size: int, rng: np.random.Generator) -> Points:
    minx, miny, maxx, maxy = shapely.bounds(shape)
    found: list[Points] = []
    while sum(len(part) for part in found) < size:
        trial = rng.uniform((minx, miny), (maxx, maxy), (size * 4 + 16, 2))
        found.append(trial[shapely.contains_xy(shape, trial)])
    return np.concatenate(found)[:size]


def _jitter(points: Points, km: float, rng: np.random.Generator) -> Points:
    return points + rng.normal(0, km / KM_PER_DEGREE, points.shape)
