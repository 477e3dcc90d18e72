"""Where the files stand: a folder for each dataset, in it one for each version, in that the files and what they are.

A version is written beside the others and put in its place whole, by one renaming: nobody ever reads half of one. After
that it is never touched, until it is old and goes whole.
"""

import datetime as dt
import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from opendata.dataset import Dataset
from opendata.formats import FORMATS

MANIFEST: Final = "isi.json"
UNFINISHED: Final = ".belum-"
"""How the names of folders begin that are being written."""
_NAME: Final = re.compile(r"\d{4}-\d\d-\d\d-\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a version: its name, the ending that names its format, its size in bytes and SHA-256."""

    name: str
    suffix: str
    media_type: str
    size: int
    sha256: str

    @property
    def label(self) -> str:
        """What people call the format."""
        return FORMATS[self.suffix].name


@dataclass(frozen=True, slots=True)
class Version:
    """A dataset as it was at a moment. `name` sorts by that moment."""

    dataset: str
    name: str
    made_at: dt.datetime
    rows: int
    licence: str
    files: tuple[File, ...]
    folder: Path

    def file(self, name: str) -> File | None:
        """Return a file by its name."""
        return next((file for file in self.files if file.name == name), None)


def root() -> Path:
    """Return the folder of all datasets."""
    return Path(settings.OPEN_DATA_ROOT)


def name_of(moment: dt.datetime) -> str:
    """Return the name of a version that was made at a moment."""
    return f"{timezone.localtime(moment):%Y-%m-%d-%H%M%S}"


def write_manifest(folder: Path, made_at: dt.datetime, rows: int, files: list[File]) -> None:
    """Say in a folder what is in it."""
    told = {
        "made_at": made_at.isoformat(),
        "rows": rows,
        "licence": settings.DATA_LICENCE,
        "files": [asdict(file) for file in files],
    }
    (folder / MANIFEST).write_text(json.dumps(told, indent=1))


def versions(dataset: Dataset, *, within: Path | None = None) -> list[Version]:
    """Return the versions of a dataset, the newest first."""
    folder = (within or root()) / dataset.name
    found = (
        sorted((one for one in folder.iterdir() if _NAME.fullmatch(one.name)), reverse=True) if folder.is_dir() else []
    )
    return [version for one in found if (version := _read(dataset, one))]


def latest(dataset: Dataset) -> Version | None:
    """Return the newest version; None before the first night."""
    return next(iter(versions(dataset)), None)


def version(dataset: Dataset, name: str) -> Version | None:
    """Return a version by its name."""
    return _read(dataset, root() / dataset.name / name) if _NAME.fullmatch(name) else None


def put(folder: Path, dataset: Dataset, name: str, *, within: Path | None = None) -> Version:
    """Put a folder that is complete in its place.

    Raises
    ------
    OSError
        There is such a version: it is not overwritten.
    """
    place = (within or root()) / dataset.name / name
    folder.rename(place)
    made = _read(dataset, place)
    assert made is not None  # noqa: S101 - it has just been written
    return made


def clear(dataset: Dataset, now: dt.datetime) -> int:
    """Remove the versions that are older than a dataset keeps them, but never the newest; return how many."""
    since = now - dt.timedelta(days=dataset.kept_days)
    old = [one.folder for one in versions(dataset)[1:] if one.made_at < since]
    for folder in (*old, *_left_behind(dataset, now)):
        shutil.rmtree(folder)
    return len(old)


def _left_behind(dataset: Dataset, now: dt.datetime) -> list[Path]:
    """Return folders of writers that were killed."""
    yesterday = (now - dt.timedelta(days=1)).timestamp()
    return [one for one in (root() / dataset.name).glob(f"{UNFINISHED}*") if one.stat().st_mtime < yesterday]


def _read(dataset: Dataset, folder: Path) -> Version | None:
    """Read what a folder says of itself; None where it is not there, or going."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except FileNotFoundError:
        return None
    files = tuple(File(**file) for file in told["files"])
    made_at = dt.datetime.fromisoformat(told["made_at"])
    return Version(dataset.name, folder.name, made_at, told["rows"], told["licence"], files, folder)
