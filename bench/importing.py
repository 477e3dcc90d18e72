"""The edition under test: a file imported by `import_boundaries` into the scratch database, with what it takes."""

import io
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from boundaries.actions import activate_edition, import_overlay, load_register
from boundaries.actions.defaults import FOLDER
from boundaries.actions.overlays import OverlayRequest
from boundaries.models import Edition, Overlay


@dataclass(frozen=True)
class Wanted:
    """What to import."""

    file: Path
    name: str
    level: str = "regency"
    precision_m: float = 0
    accept: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """Return the name as part of a file's name."""
        return re.sub(r"\W+", "-", self.name.lower()).strip("-")


@dataclass(frozen=True)
class Imported:
    """What came of it; `seconds` is the whole command, `steps` its parts."""

    edition: Edition
    seconds: float
    steps: dict[str, float]
    report: dict[str, Any]


def embedded() -> Wanted:
    """Return the edition that every installation begins with."""
    metadata = json.loads((FOLDER / "boundaries" / "edition.json").read_text(encoding="utf-8"))
    return Wanted(FOLDER / "boundaries" / "regencies.fgb", "embedded", precision_m=metadata["precision_m"])


def prepare_database() -> None:
    """Make the tables, the register of codes and the neighbours' land: what an import stands on. Not measured."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    load_register(FOLDER / "register", "register of the measuring")
    land = OverlayRequest(
        files=[str(FOLDER / "boundaries" / "foreign.fgb")], kind=Overlay.Kind.FOREIGN_LAND, licence="", precision_m=0
    )
    import_overlay(land, commit=True)


def import_measured(wanted: Wanted, folder: Path) -> Imported:
    """Import an edition through the command that operators use, and activate it."""
    report = folder / "import.json"
    start = time.perf_counter()
    call_command(
        "import_boundaries",
        str(wanted.file),
        level=wanted.level,
        edition=wanted.name,
        valid_from=timezone.localdate(),
        precision=wanted.precision_m,
        accept=list(wanted.accept),
        commit=True,
        report=report,
        stdout=io.StringIO(),
    )
    edition = Edition.objects.get(name=wanted.name)
    with transaction.atomic():
        activate_edition(edition)
        seconds = time.perf_counter() - start  # what activating does once it is committed is the index, measured apart
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum would soon; without it PostgreSQL picks a plan ten times slower
    found = json.loads(report.read_text(encoding="utf-8"))
    return Imported(Edition.objects.get(name=wanted.name), seconds, found["seconds"], found)
