"""Reports as columns: where towns and scenes of the real country are, in three years, in every state."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.utils import timezone

from bench.areas import Array
from boundaries.locator import locate_many
from boundaries.place import Setting
from reports.demo import points
from reports.demo.texts import describe
from reports.models import Category, State
from reports.places import public_place
from reports.responsibility import responsibility_many

DAYS, CHUNK, SEED = 3 * 365, 500_000, 20261122
SPARE = 1.1
"""Points to draw for each that is wanted: those abroad are nobody's."""

SHARES = {"scenes": 0.3, "town_edges": 0.55, "anywhere": 0.15}
RARE = {"A7": 1, "H4": 1}
"""Categories that the demonstration's plan has in its scenes alone."""

TEXTS = 40
"""Accounts of each category: enough that they differ, few enough that making them takes no time."""

# Shares of reports to which it happens.
CONFIDENTIAL, HELD, PRACTICE, NO_POINT, JOINED = 0.04, 0.003, 0.002, 0.01, 0.06
# After these days most cases are at an end; a few are archived.
SETTLED, ARCHIVED, STILL_OPEN = 75, 0.04, 0.06
OPEN = (State.NEW, State.VERIFIED, State.DISPOSED, State.IN_FOLLOW_UP, State.AWAITING_REPORTER, State.ON_HOLD)
STATES = (*OPEN, State.REOPENED, State.CLOSED, State.ARCHIVED)

NONE = -1
TYPES = {
    "id": "int8",
    "category": "int4",
    "state": "int4",
    "text": "int4",
    "confidential": "bool",
    "held": "bool",
    "practice": "bool",
    "point": "bool",
    "lon": "float8",
    "lat": "float8",
    "public_lon": "float8",
    "public_lat": "float8",
    "cell_m": "float8",
    "accuracy": "float8",
    "setting": "int4",
    "doubtful": "bool",
    "regency": "int8",
    "province": "int8",
    "agency": "int8",
    "rule": "int4",
    "joined_to": "int8",
    "received": "float8",
}


def texts() -> list[str]:
    """Return the accounts that reports give, TEXTS of each category, categories in the order of their codes."""
    rng, parts = np.random.default_rng(SEED), points.read("texts")
    return [describe(parts, code, rng) for code in _codes() for _ in range(TEXTS)]


def draw(first: int, number: int) -> Iterator[dict[str, Array]]:
    """Yield `number` reports as columns of TYPES, in chunks, ids from `first`; the same for the same ids and day."""
    for start in range(first, first + number, CHUNK):
        size = min(CHUNK, first + number - start)
        yield _draw_chunk(start, size, np.random.default_rng((SEED, start)))


def _draw_chunk(first: int, size: int, rng: np.random.Generator) -> dict[str, Array]:
    lonlat, categories, ages = _wished(size, rng)
    columns: dict[str, Array] = {"id": first + np.arange(size)}
    _join_some(columns, lonlat, categories, ages, rng)
    places = locate_many(lonlat[:, 0], lonlat[:, 1])
    decisions = responsibility_many(places, categories)
    rows = {code: row for row, code in enumerate(_codes())}
    columns["category"] = np.array([rows[code] for code in categories])
    columns["text"] = columns["category"] * TEXTS + rng.integers(TEXTS, size=size)
    columns["state"] = _states(ages, rng)
    columns["received"] = time.time() - (ages + rng.random(size)) * 86_400
    columns["accuracy"] = np.where(rng.random(size) < 0.3, np.nan, rng.gamma(2, 8, size))
    columns |= _places(places)
    columns["agency"], columns["rule"] = decisions.agency_id, decisions.rule
    columns["point"] = (rng.random(size) >= NO_POINT) | (columns["regency"] == NONE)
    columns["doubtful"] = columns["doubtful"] | ~columns["point"]
    columns |= _shown(lonlat, categories, columns["point"], rng)
    return columns


def _wished(size: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Draw points on our soil and in our seas: lon/lat, category codes, days before today."""
    plan = points.read("scenes")
    plan = {**plan, "shares": SHARES, "anywhere": {**plan["anywhere"], **RARE}}
    drawn = points.draw(plan, round(size * SPARE) + 20, DAYS, timezone.localdate().month, rng)
    ours = locate_many(drawn.points[:, 0], drawn.points[:, 1]).setting != Setting.ABROAD
    kept = np.flatnonzero(ours)[:size]
    assert len(kept) == size, "more points lie abroad than SPARE allows for"
    return drawn.points[kept], drawn.categories[kept], drawn.ages[kept]


def _join_some(
    columns: dict[str, Array], lonlat: Array, categories: Array, ages: Array, rng: np.random.Generator
) -> None:
    """Let some reports tell again what an earlier one has told, and be joined to it: same category, a stone's throw."""
    size = len(ages)
    again = np.flatnonzero(rng.random(size) < JOINED)
    again = again[again > 0]
    told = (rng.random(len(again)) * again).astype(int)
    firsts = ~np.isin(told, again)
    again, told = again[firsts], told[firsts]
    lonlat[again] = lonlat[told] + rng.normal(0, 0.0005, (len(again), 2))
    categories[again], ages[again] = categories[told], np.maximum(ages[told] - 2, 0)
    columns["joined_to"] = np.full(size, NONE)
    columns["joined_to"][again] = columns["id"][told]


def _states(ages: Array, rng: np.random.Generator) -> Array:
    """Draw how each stands: of the old ones most are closed, the new ones are anywhere."""
    size, chance = len(ages), rng.random(len(ages))
    state = rng.integers(len(OPEN) + 1, size=size)
    old = (ages > SETTLED) & (chance >= STILL_OPEN)
    state[old | (chance > 0.7)] = STATES.index(State.CLOSED)
    state[old & (chance > 1 - ARCHIVED)] = STATES.index(State.ARCHIVED)
    return state


def _places(places: Any) -> dict[str, Array]:
    """Return what a report keeps of its place; NONE where there is no area."""
    regencies = np.array([*(area.id for area in places.names.regencies), NONE])
    provinces = np.array([*(area.id for area in places.names.provinces), NONE])
    return {
        "setting": places.setting_position,
        "doubtful": places.doubtful,
        "regency": regencies[places.regency],
        "province": provinces[places.province],
    }


def _shown(lonlat: Array, categories: Array, has_point: Array, rng: np.random.Generator) -> dict[str, Array]:
    """Return the points, what the public may know of them, and which reports it may know at all."""
    known = {category.code: category for category in Category.objects.all()}
    coarse = np.array([known[code].coarse_place for code in categories])
    confidential = np.array([known[code].confidential for code in categories])
    shown, cell_m = lonlat.copy(), np.full(len(lonlat), np.nan)
    for k in np.flatnonzero(coarse & has_point).tolist():
        point, cell_m[k] = public_place((lonlat[k, 0], lonlat[k, 1]), coarse=True)
        shown[k] = point.coords
    chance = rng.random(len(lonlat))
    return {
        "lon": lonlat[:, 0], "lat": lonlat[:, 1], "public_lon": shown[:, 0], "public_lat": shown[:, 1],
        "cell_m": cell_m, "confidential": confidential | (chance < CONFIDENTIAL),
        "held": chance > 1 - HELD, "practice": (chance > 0.5) & (chance < 0.5 + PRACTICE),
    }  # fmt: skip


def _codes() -> list[str]:
    return sorted(Category.objects.values_list("code", flat=True))
