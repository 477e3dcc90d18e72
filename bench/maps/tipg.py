"""tipg, the peer: a tile server over PostGIS, in an environment of its own, for it must not share ours.

tipg asks the database through asyncpg and is served by uvicorn; the versions are those of tipg.txt. To make that file
again: `uv pip compile` as docs/decisions/0001 says it, of "tipg", "uvicorn", "uvloop" and "httptools".
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.conf import settings
from django.db import connection

from bench.maps.views import PUBLIC
from bench.serving import WORKERS

REQUIREMENTS = Path(__file__).with_name("tipg.txt")
REPORTS, HEXAGONS, REGENCIES = "bench_reports", "bench_hexagons", "bench_regencies"
EVERYTHING = 1_000_000_000
"""As many features in a tile as there are; tipg's own limit is 10,000, and what is beyond it is left out."""

PATIENCE = ("--timeout-worker-healthcheck", "600")
"""A worker that packs a tile of megabytes answers nobody meanwhile; uvicorn would think it dead after 5 seconds."""

# The reports that the public may know; the bins that our own tiles are drawn from; and the counts by regency.
VIEWS = f"""
    CREATE OR REPLACE VIEW {REPORTS} AS
        SELECT id, category_id AS category, state, urgency, received_at, province_id AS province, public_point
        FROM reports_report WHERE {PUBLIC};
    CREATE OR REPLACE VIEW {HEXAGONS} AS
        SELECT h.cell AS id, b.level, b.n, b.incidents, h.geometry
        FROM maps_bin b JOIN maps_hexagon h USING (cell) WHERE b.grain = 0 AND b.public;
    CREATE OR REPLACE VIEW {REGENCIES} AS
        SELECT a.id, a.code, a.name, r.n, a.generalised
        FROM boundaries_area a
        JOIN (SELECT regency_id, count(*) AS n FROM reports_report WHERE {PUBLIC} GROUP BY regency_id) r
            ON r.regency_id = a.id;
"""


def tile_address(collection: str, z: int, x: int, y: int, query: str = "") -> str:
    """Return the address of a tile of a collection; `query` without question mark."""
    address = f"/collections/public.{collection}/tiles/WebMercatorQuad/{z}/{x}/{y}"
    return f"{address}?{query}" if query else address


@contextmanager
def tipg(folder: Path, most_features: int | None = None) -> Iterator[str]:
    """Serve the views on a free port of the loopback with as many workers as ours; give the address.

    `most_features` replaces tipg's own limit of features in a tile. Nothing is read again in the background while it
    is measured (TIPG_CATALOG_TTL), and it is spared the extents at its start. Raises RuntimeError where it cannot be
    installed or does not start.
    """
    python = _installed()
    with connection.cursor() as cursor:
        cursor.execute(VIEWS)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / f"tipg-{port}.log"
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": tipg_url(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
        "TIPG_DB_TABLES": json.dumps([f"public.{view}" for view in (REPORTS, HEXAGONS, REGENCIES)]),
        "TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS": '["public"]',
        "TIPG_DB_DATETIME_EXTENT": "false",
        "TIPG_DB_SPATIAL_EXTENT": "false",
        "TIPG_CATALOG_TTL": "0",
        **({"TIPG_MAX_FEATURES_PER_TILE": str(most_features)} if most_features else {}),
    }
    command = [python, "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--workers", str(WORKERS)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--no-access-log", *PATIENCE], stdout=output, stderr=output, env=environment, cwd=folder
        )
    try:
        _wait(port, process, log)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def _installed() -> str:
    """Return the Python of tipg's environment, made where it is missing or was made of other versions."""
    home = Path(settings.VAR) / "bench" / "tipg"
    python, stamp = home / "bin" / "python", home / "made-of.txt"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        uv = [str(Path(sys.executable).with_name("uv"))]
        for command in (
            [*uv, "venv", "-q", "--clear", "--python", sys.executable, str(home)],
            [*uv, "pip", "install", "-q", "--python", str(python), "--require-hashes", "-r", str(REQUIREMENTS)],
        ):
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(f"tipg cannot be installed (is the package registry in reach?):\n{done.stderr}")
        stamp.write_text(wanted, encoding="utf-8")
    return str(python)


def tipg_url(url: str, database: str) -> str:
    """Return DATABASE_URL as tipg takes it: a folder of sockets stands in the place of the host."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    who, _, where = parts.netloc.rpartition("@")
    where = quote(unquote(query.pop("host")), safe="") if "host" in query else where
    rest = f"?{urlencode(query)}" if query else ""
    return f"postgresql://{who}{'@' if who else ''}{where}/{quote(database)}{rest}"


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(120):
        connection_ = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection_.request("GET", f"/collections/public.{REPORTS}?f=json")
            if connection_.getresponse().status == 200:
                return
        except OSError:
            if process.poll() is not None:
                break
        finally:
            connection_.close()
        time.sleep(0.25)
    raise RuntimeError(f"tipg did not start:\n{log.read_text()[-2000:]}")
