"""Reports filed over HTTP, with place, decision, history, clocks and the task that tells, beside a bare insert."""

import http.client
import json
import shutil
from pathlib import Path

import numpy as np

from bench.points import Points
from bench.serving import load, server

VIEWS = {"file a report": "api/v1/reports/", "bare ORM insert": "bare-insert/"}
PATHS = 1000

_SCRIPT = """
local bodies = {%s}
local k = 0
function request()
  k = k %% #bodies + 1
  return wrk.format("POST", "/%s", {["Content-Type"] = "application/json", ["Accept-Language"] = "id"}, bodies[k])
end
"""


def measure_filing(points: Points, folder: Path, seconds: int, rounds: int) -> dict[str, dict[str, float]]:
    """Return requests per second and latency of filing and of the bare insert: medians over rounds, by turns.

    Raises RuntimeError where wrk is missing, the server does not start, or a report is refused.
    """
    if not shutil.which("wrk"):
        raise RuntimeError("wrk is not installed: apt-get install wrk, or script/setup for tests")
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in VIEWS}
    with server(folder) as address:
        for path in VIEWS.values():
            _check(address, path, _body(points, 0))
            load(address, _script(points, path), folder, 1)
        for _ in range(rounds):
            for name, path in VIEWS.items():
                runs[name].append(load(address, _script(points, path), folder, seconds))
    if failed := {name: run for name, found in runs.items() for run in found if run["errors"]}:
        raise RuntimeError(f"requests failed: {failed}")
    keys = ("rps", "p50_ms", "p99_ms")
    return {name: {key: float(np.median([run[key] for run in found])) for key in keys} for name, found in runs.items()}


def _check(address: str, path: str, body: dict[str, object]) -> None:
    """File once, past any proxy; raise RuntimeError with what is said where it is refused."""
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        connection.request("POST", f"/{path}", json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        if response.status != http.HTTPStatus.CREATED:
            raise RuntimeError(f"{path}: {response.status} {response.read()[:500]!r}")
    finally:
        connection.close()


def _script(points: Points, path: str) -> str:
    bodies = ", ".join(json.dumps(json.dumps(_body(points, i))) for i in range(min(PATHS, len(points.lons))))
    return _SCRIPT % (bodies, path)


def _body(points: Points, i: int) -> dict[str, object]:
    return {
        "category": "W1",
        "description": "Tumpukan sampah di pinggir jalan dekat pasar, sudah dua minggu tidak diangkut.",
        "lon": round(float(points.lons[i]), 6),
        "lat": round(float(points.lats[i]), 6),
        "accuracy_m": 12,
    }
