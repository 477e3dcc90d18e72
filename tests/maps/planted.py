"""Reports in numbers, at places and times that a test knows: what the statistics are to find."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.contrib.gis.geos import Point

from reports import places
from reports.models import Category, Report
from tests.factories import agency, area

NOW = dt.datetime(2026, 11, 15, 5, tzinfo=dt.UTC)
LonLat = tuple[float, float]
JAVA = (106.8, -7.6, 111.8, -6.9)


def scattered(n: int, seed: int) -> list[LonLat]:
    """Places anywhere in a box over Java."""
    rng, (west, south, east, north) = np.random.default_rng(seed), JAVA
    return list(zip(rng.uniform(west, east, n).tolist(), rng.uniform(south, north, n).tolist(), strict=True))


def heaped(n: int, at: LonLat, seed: int, spread: float = 0.002) -> list[LonLat]:
    """Places within some hundred metres of one."""
    rng = np.random.default_rng(seed)
    return [(at[0] + float(east), at[1] + float(north)) for east, north in rng.normal(0, spread, (n, 2))]


def plant(spots: Sequence[LonLat], category: str = "W1", *, days: Sequence[int] = (), **more: Any) -> list[Report]:
    """Store reports at places, each told in words of its own, `days` before NOW (else spread over ten months)."""
    kind = Category.objects.get(pk=category)
    common = {
        "category": kind, "regency": area("34.04"), "province": area("34"), "edition": area("34").edition,
        "agency": agency("DLH-34.04"), "setting": "land", "point_source": "map", "channel": "web",
    }  # fmt: skip
    reports = []
    for k, spot in enumerate(spots):
        public_point, cell_m = places.public_place(spot, coarse=kind.coarse_place)
        reports.append(
            Report(
                number=uuid.uuid4().hex[:12],
                point=Point(*spot, srid=4326),
                public_point=public_point,
                public_cell_m=cell_m,
                received_at=NOW - dt.timedelta(days=days[k] if days else 1 + (k * 37) % 300),
                **{"description": words(k)} | common | more,
            )
        )
    return Report.objects.bulk_create(reports)


def words(k: int) -> str:
    """Return a text that no other report has, letters only."""
    return "Tumpukan sampah di pinggir jalan dekat rumah " + "".join(chr(97 + int(digit)) for digit in str(k * 7919))
