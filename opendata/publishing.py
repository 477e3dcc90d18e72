"""Making a version of a dataset: taken from the database once, written in every format, put in its place whole."""

import datetime as dt
import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone, translation

from boundaries.models import Edition
from maps.downloads.files import Format
from maps.downloads.spool import Rows, Spool
from maps.downloads.table import Table
from opendata import shelf
from opendata.dataset import Dataset
from opendata.formats import formats_of

LONGEST_SECONDS: Final = 900
"""How long the database may take for the rows of a dataset; a million reports are a minute."""
_CHUNK: Final = 2**20

Told = Callable[[str, int], None]
"""Is told of what is being written, and how many rows of it are done."""


class Kept(Spool):
    """Rows that are read as often as there are formats: all files of a version say the same."""

    def __iter__(self) -> Iterator[Rows]:
        """Yield the rows in batches."""
        self._file.seek(0)
        for _ in range(self._batches):
            yield pickle.load(self._file)  # noqa: S301 - written by ourselves, to a file without a name

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def publish(dataset: Dataset, *, within: Path | None = None, told: Told | None = None) -> shelf.Version:
    """Make a version of a dataset.

    Memory does not grow with the rows: they wait in a file, and each format is written from there batch by batch.

    Parameters
    ----------
    within
        The folder of datasets, else settings.OPEN_DATA_ROOT.
    told
        Is told of each batch that was written.

    Raises
    ------
    maps.layers.limits.TooHeavyError
        The database took longer than LONGEST_SECONDS.
    """
    now = timezone.now()
    home = (within or shelf.root()) / dataset.name
    home.mkdir(parents=True, exist_ok=True)
    with (
        translation.override(settings.LANGUAGE_CODE),
        tempfile.TemporaryDirectory(prefix=shelf.UNFINISHED, dir=home) as name,
    ):
        folder = Path(name) / "isi"
        folder.mkdir()
        rows = Kept(*dataset.query(), LONGEST_SECONDS)
        try:
            files = [write_file(dataset, form, rows, folder, now, told) for form in formats_of(dataset)]
        finally:
            rows.close()
        shelf.write_manifest(folder, now, rows.features, files)
        return shelf.put(folder, dataset, shelf.name_of(now), within=within)


def write_file(
    dataset: Dataset, form: Format, rows: Kept, folder: Path, now: dt.datetime, told: Told | None = None
) -> shelf.File:
    """Write one file into a folder and return what it is."""
    counted = _counted(rows, lambda done: told(form.name, done)) if told else iter(rows)
    table = Table(dataset.name, dataset.geometry, dataset.columns, counted, about(dataset, rows.features, now))
    path, digest = folder / f"{dataset.name}.{form.suffix}", hashlib.sha256()
    with path.open("wb") as file:
        for chunk in _chunks(form.write(table)):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return shelf.File(path.name, form.suffix, form.media_type, path.stat().st_size, digest.hexdigest())


def about(dataset: Dataset, rows: int, now: dt.datetime) -> dict[str, Any]:
    """Return what the files say of themselves, where their format has a place for it."""
    edition = Edition.objects.in_force().first()
    return {
        "title": str(dataset.title),
        "description": str(dataset.about),
        "left_out": str(dataset.left_out),
        "features": rows,
        "boundaries": edition.attribution or edition.source if edition else "",
        "licence": settings.DATA_LICENCE,
        "made_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "source": f"{settings.SITE_URL}/data/{dataset.name}/",
    }


def _chunks(written: Any) -> Iterator[bytes]:
    """Yield what a format made, in pieces: a file that is finished, or a stream."""
    if not hasattr(written, "read"):
        yield from written
        return
    with written:
        while chunk := written.read(_CHUNK):
            yield chunk


def _counted(batches: Iterable[Rows], told: Callable[[int], None]) -> Iterator[Rows]:
    done = 0
    for rows in batches:
        yield rows
        done += len(rows)
        told(done)
