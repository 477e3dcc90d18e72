"""What the figures were measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from django.db import connection

LIBRARIES = ("django", "numpy", "numba", "shapely", "geopandas", "pyogrio", "psycopg2-binary", "gunicorn")


def facts() -> dict[str, str]:
    """Return the machine, its load and the versions that matter."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version(), PostGIS_Lib_Version(), split_part(PostGIS_GEOS_Version(), '-', 1)")
        postgres, postgis, geos = cursor.fetchone()
        cursor.execute("SHOW max_parallel_workers_per_gather")
        workers = cursor.fetchone()[0]
    return {
        "processor": f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB",
        "load before": "{:.2f} {:.2f} {:.2f}".format(*os.getloadavg()),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "database": f"{postgres.split(' on ')[0]}, PostGIS {postgis}, GEOS {geos}, up to {workers} workers per query",
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
