"""What counting costs a filing: reports filed with the trigger and the news, and without, by turns; then the fold."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from django.test import Client

from bench.points import Points
from maps.bins.job import fold
from maps.receivers import count_soon
from reports.signals import case_changed, report_submitted

BLOCK, TURNS, WARM_UP, FOLDED = 25, 24, 50, 8
"""Reports filed in one turn, turns of each kind, reports filed before, and pairs of turns that are folded together."""

NEWS = (report_submitted, case_changed)
TRIGGERS = ("maps_count_report", "maps_recount_report")


@dataclass(frozen=True)
class Filing:
    """Milliseconds of a filing at the median, with counting and without; and of the fold, for each report folded."""

    reports: int
    counted: float
    uncounted: float
    fold: float


def measure_filing(points: Points, turns: int = TURNS) -> Filing:
    """File reports over the API, in this process, through all of Django; return what counting adds to it."""
    fold()
    bodies, client = _bodies(points), Client(headers={"host": "127.0.0.1"})
    for _ in range(WARM_UP):
        _file(client, next(bodies))
    millis: dict[bool, list[float]] = {True: [], False: []}
    folds = []
    for turn in range(turns):
        for counted in (turn % 2 == 0, turn % 2 == 1):  # the first of a pair by turns, too
            with _counting(counted):
                millis[counted] += [_file(client, next(bodies)) for _ in range(BLOCK)]
        if (turn + 1) % FOLDED == 0 or turn + 1 == turns:
            folds.append(_fold())
    with_it, without = (float(np.median(millis[counted])) for counted in (True, False))
    return Filing(2 * turns * BLOCK, with_it, without, float(np.median(folds)))


def _fold() -> float:
    """Fold what waits; return milliseconds for each change."""
    start = time.perf_counter()
    folded = fold()
    return (time.perf_counter() - start) * 1000 / max(folded, 1)


@contextmanager
def _counting(wanted: bool) -> Iterator[None]:
    """Let changes be written down and told, or not."""
    if wanted:
        yield
        return
    with connection.cursor() as cursor:
        for trigger in TRIGGERS:
            cursor.execute(f"ALTER TABLE reports_report DISABLE TRIGGER {trigger}")
        for signal in NEWS:
            signal.disconnect(count_soon)
        try:
            yield
        finally:
            for signal in NEWS:
                signal.connect(count_soon)
            for trigger in TRIGGERS:
                cursor.execute(f"ALTER TABLE reports_report ENABLE TRIGGER {trigger}")


def _bodies(points: Points) -> Iterator[dict[str, Any]]:
    k = 0
    while True:
        yield {
            "category": "W1",
            "description": "Tumpukan sampah di pinggir jalan dekat pasar, sudah dua minggu tidak diangkut.",
            "lon": round(float(points.lons[k % len(points.lons)]), 6),
            "lat": round(float(points.lats[k % len(points.lats)]), 6),
            "accuracy_m": 12,
        }
        k += 1


def _file(client: Client, body: dict[str, Any]) -> float:
    start = time.perf_counter()
    response = client.post("/api/v1/reports/", json.dumps(body), content_type="application/json")
    millis = (time.perf_counter() - start) * 1000
    if response.status_code != 201:
        raise RuntimeError(f"a report is refused: {response.status_code} {response.content[:500]!r}")
    return millis
