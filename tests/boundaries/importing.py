"""Shortcuts of the import tests."""

import datetime as dt
from pathlib import Path
from typing import Any

from boundaries.actions import import_edition
from boundaries.importing.pipeline import ImportRequest
from boundaries.importing.report import Report

VALID_FROM = dt.date(2024, 1, 1)


def request(*files: Path | str, level: str = "regency", edition: str = "trial", **more: Any) -> ImportRequest:
    """Ask for an import of files into the edition "trial"."""
    more.setdefault("valid_from", VALID_FROM)
    return ImportRequest(files=[str(file) for file in files], level=level, edition=edition, **more)


def run(*files: Path | str, commit: bool = True, activate: bool = False, **more: Any) -> Report:
    """Import files into the edition "trial"."""
    return import_edition(request(*files, **more), commit=commit, activate=activate)
