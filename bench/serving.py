"""Requests per second: gunicorn with two plain workers, wrk on the loopback, views by turns."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from bench.points import Points

VIEWS = {
    "/api/v1/locate/": "api/v1/locate/",
    "bare view": "bare/",
    "PostGIS, kept connection": "kept/",
    "PostGIS, a connection per query": "connect/",
}
WORKERS, THREADS, CONNECTIONS = 2, 2, 8
PATHS = 1000

_SCRIPT = """
local points = {%s}
local k = 0
function request()
  k = k %% #points + 1
  return wrk.format("GET", "/%s?" .. points[k])
end
"""

_COUNTED = """
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nBENCH {"requests": %d, "us": %d, "p50_ms": %f, "p99_ms": %f, "errors": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def measure_views(points: Points, folder: Path, seconds: int, rounds: int) -> dict[str, dict[str, float]]:
    """Return requests per second and latency of each view: medians over the rounds.

    Raises RuntimeError where wrk is missing, the server does not start, or a view answers with an error.
    """
    scripts = {name: _script(points, path) for name, path in VIEWS.items()}
    return by_turns(
        scripts,
        folder,
        seconds,
        rounds,
        lambda address, name: _check(address, f"/{VIEWS[name]}?{_queries(points, 1)[0]}"),
    )


def by_turns(
    scripts: dict[str, str], folder: Path, seconds: int, rounds: int, check: Callable[[str, str], None]
) -> dict[str, dict[str, float]]:
    """Run the scripts of wrk against one server, by turns; return medians over the rounds, by name.

    `check` is given address and name, asks once before anything is measured, and raises where the answer is an error.
    Raises RuntimeError where wrk is missing, the server does not start, or a request fails.
    """
    if not shutil.which("wrk"):
        raise RuntimeError("wrk is not installed: apt-get install wrk, or script/setup for tests")
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in scripts}
    with server(folder) as address:
        for name, script in scripts.items():
            check(address, name)
            load(address, script, folder, 1)
        for _ in range(rounds):
            for name, script in scripts.items():
                runs[name].append(load(address, script, folder, seconds))
    if failed := {name: run for name, found in runs.items() for run in found if run["errors"]}:
        raise RuntimeError(f"requests failed: {failed}")
    keys = ("rps", "p50_ms", "p99_ms")
    return {name: {key: float(np.median([run[key] for run in found])) for key in keys} for name, found in runs.items()}


@contextmanager
def server(folder: Path, *more: str) -> Iterator[str]:
    """Run gunicorn on a free port of the loopback, `more` behind its own words; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    log = folder / "gunicorn.log"
    command = [sys.executable, "-m", "gunicorn", "geo_lapor.wsgi", "--bind", address, "--workers", str(WORKERS)]
    command += ["--preload", "--no-control-socket", *more]
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        _wait(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(60)  # it hears its last requests to the end


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(120):
        try:
            return _check(address, "/bare/")
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.25)
    raise RuntimeError(f"gunicorn did not start:\n{log.read_text()[-2000:]}")


def _check(address: str, path: str) -> None:
    """Ask once, past any proxy; raise RuntimeError where the answer is an error."""
    connection = http.client.HTTPConnection(address, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {response.read()[:500]!r}")
    finally:
        connection.close()


def load(address: str, requests: str, folder: Path, seconds: int) -> dict[str, Any]:
    """Send the requests that a script of wrk makes for some seconds; return what wrk counted."""
    script = folder / "load.lua"
    script.write_text(requests + _COUNTED)
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), f"http://{address}"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "no_proxy": "*"}, check=True)
    found: dict[str, Any] = json.loads(done.stdout.rpartition("BENCH ")[2])
    return {**found, "rps": found["requests"] / found["us"] * 1e6}


def _script(points: Points, path: str) -> str:
    return _SCRIPT % (", ".join(f'"{query}"' for query in _queries(points, PATHS)), path)


def _queries(points: Points, n: int) -> list[str]:
    return [f"lon={lon:.6f}&lat={lat:.6f}" for lon, lat in zip(points.lons[:n], points.lats[:n], strict=True)]
