"""The data a new installation begins with: register, gazetteer, neighbours' land, edition and successions."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from boundaries.actions.editions import import_edition
from boundaries.actions.overlays import OverlayRequest, import_overlay
from boundaries.actions.register import load_gazetteer, load_register
from boundaries.actions.succession import import_succession
from boundaries.importing.errors import MissingFileError
from boundaries.importing.pipeline import ImportRequest
from boundaries.importing.steps import Steps
from boundaries.models import Edition, Overlay, SeedFile

FOLDER = Path(__file__).resolve().parents[2] / "fixtures"
FOREIGN_PRECISION_M = 2_000.0
"""Of the neighbours' coasts: Natural Earth's 1:10m leaves the town of Tawau 1.3 km out at sea."""


def load_defaults(folder: Path = FOLDER, steps: Steps | None = None) -> list[str]:
    """Load what of the embedded data is not loaded yet, or has changed; return a line for each part.

    The embedded edition is loaded once: editions in force are never edited. Everything goes through the same
    imports as users' files.

    Parameters
    ----------
    folder
        Holds boundaries/, register/, gazetteer/ and succession/, as fixtures/README.md describes them.
    """
    steps = steps or Steps()
    metadata = _metadata(folder / "boundaries" / "edition.json")

    def register() -> str:
        name = metadata.get("register") or metadata["legal_basis"].split(" (")[0]
        return f"register of codes and names: {load_register(folder / 'register', name):,} entries"

    def gazetteer() -> str:
        return f"gazetteer: {load_gazetteer(folder / 'gazetteer' / 'localities.csv.gz'):,} places"

    def foreign() -> str:
        request = OverlayRequest(
            files=[str(folder / "boundaries" / "foreign.fgb")],
            kind=Overlay.Kind.FOREIGN_LAND,
            licence="stated for each state in its source",
            precision_m=FOREIGN_PRECISION_M,
        )
        return f"land of other states: {len(import_overlay(request, commit=True).overlays)} states"

    def succession() -> str:
        reports = [import_succession(file, commit=True) for file in sorted((folder / "succession").glob("*.csv"))]
        return f"successions of areas: {sum(report.rows for report in reports)} by law"

    with transaction.atomic():
        lines = []
        with steps.step("register"):
            lines.append(_once(folder, "register", register))
        with steps.step("gazetteer"):
            lines.append(_once(folder, "gazetteer", gazetteer))
        with steps.step("land of other states"):
            lines.append(_once(folder, "boundaries/foreign.fgb", foreign))
        lines.append(_edition(folder, metadata, steps))
        with steps.step("successions"):
            lines.append(_once(folder, "succession", succession))
    return lines


def _edition(folder: Path, metadata: dict[str, Any], steps: Steps) -> str:
    if Edition.objects.filter(name=metadata["name"]).exists():
        return f"edition {metadata['name']}: loaded already"
    request = ImportRequest(
        files=[str(folder / "boundaries" / "regencies.fgb")],
        level="regency",
        edition=metadata["name"],
        valid_from=dt.date.fromisoformat(metadata["valid_from"]),
        source=metadata["source"],
        licence=metadata["licence"],
        attribution=metadata["attribution"],
        legal_basis=metadata["legal_basis"],
        precision_m=metadata["precision_m"],
        note="\n\n".join(metadata[key] for key in ("note_id", "note_en") if metadata.get(key)),
    )
    report = import_edition(request, commit=True, activate=True, steps=steps)
    return f"edition {report.edition}: {report.areas} regencies, {len(report.provinces_built)} provinces"


def _once(folder: Path, part: str, load: Callable[[], str]) -> str:
    """Load a part unless its files are those that were loaded last."""
    digest = hashlib.sha256()
    path = folder / part
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if not file.is_file():
            raise MissingFileError(f"{file}: no such file")
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    if SeedFile.objects.filter(path=part, sha256=digest.hexdigest()).exists():
        return f"{part}: loaded already"
    line = load()
    SeedFile.objects.update_or_create(path=part, defaults={"sha256": digest.hexdigest()})
    return line


def _metadata(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise MissingFileError(f"{path}: no such file")
    metadata: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return metadata
