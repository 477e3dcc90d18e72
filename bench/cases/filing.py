"""Reports filed over HTTP, with place, decision, history, clocks and the task that tells, beside a bare insert."""

import http.client
import json
from pathlib import Path

from bench.points import Points
from bench.serving import by_turns

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
    scripts = {name: _script(points, path) for name, path in VIEWS.items()}
    return by_turns(
        scripts, folder, seconds, rounds, lambda address, name: _check(address, VIEWS[name], _body(points, 0))
    )


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
