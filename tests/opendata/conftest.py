"""A shelf of its own for each test."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def shelf_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.OPEN_DATA_ROOT = str(tmp_path / "opendata")
