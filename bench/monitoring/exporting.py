"""One file of the open data, written in a process of its own that tells the most memory it ever used.

python -m bench.monitoring.exporting FORMAT ROWS FOLDER prints one line of JSON.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

DATASET: Final = "laporan"
FORMATS: Final = ("csv", "geojson", "gpkg", "parquet", "xlsx")


def measure_export(form: str, rows: int, folder: Path) -> dict[str, Any]:
    """Write a file of the first `rows` public reports; return rows, bytes, seconds and peak RSS in MB.

    `before` is the peak when everything is loaded and nothing read yet: what grows beyond it is due to the rows.
    """
    command = [sys.executable, "-m", "bench.monitoring.exporting", form, str(rows), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)
    if done.returncode:
        raise RuntimeError(f"{form}, {rows:,} rows: {done.returncode}\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _write(form: str, rows: int, folder: Path) -> dict[str, Any]:
    import django

    django.setup()  # before anything that knows models
    from django.utils import timezone

    from maps.layers.ask import Sql
    from opendata.datasets import DATASETS
    from opendata.formats import FORMATS as WRITERS
    from opendata.publishing import LONGEST_SECONDS, Kept, write_file

    whole = DATASETS[DATASET]
    dataset = replace(whole, source=lambda: Sql(f"{whole.source().text} LIMIT {rows}", whole.source().values))
    before = _peak()
    started = time.perf_counter()
    kept = Kept(*dataset.query(), LONGEST_SECONDS)
    read = time.perf_counter()
    file = write_file(dataset, WRITERS[form], kept, folder, timezone.now())
    told = {
        "format": form, "rows": kept.features, "bytes": file.size, "read_s": read - started,
        "write_s": time.perf_counter() - read, "before_mb": before, "peak_mb": _peak(),
    }  # fmt: skip
    kept.close()
    (folder / file.name).unlink()
    return told


def _peak() -> float:
    """Return the most memory of this process in MB; ru_maxrss would begin at that of the bench, which started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    print(json.dumps(_write(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))
