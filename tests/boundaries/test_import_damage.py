"""However a file was cut or scrambled on its way, the import ends in one of its own errors or in whole areas."""

import contextlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from boundaries.importing.errors import BoundaryFileError
from tests.boundaries import files
from tests.boundaries.importing import run

pytestmark = pytest.mark.django_db


def _gpkg(folder: Path) -> Path:
    files.real().to_file(folder / "areas.gpkg", driver="GPKG")
    return folder / "areas.gpkg"


def _fgb(folder: Path) -> Path:
    files.real().to_file(folder / "areas.fgb", driver="FlatGeobuf")
    return folder / "areas.fgb"


def _parquet(folder: Path) -> Path:
    files.real().to_parquet(folder / "areas.parquet")
    return folder / "areas.parquet"


def _zip(folder: Path) -> Path:
    files.shapefile(folder)
    return files.zipped(folder, sorted(folder.glob("areas.*")))


WRITERS = [_gpkg, _fgb, _parquet, _zip, files.geojson, files.shapefile]


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__.strip("_"))
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path)
    whole = path.read_bytes()
    for share in (0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(BoundaryFileError):
            run(path, commit=False)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__.strip("_"))
def test_noise_in_a_file_ends_in_an_error_of_ours_or_in_whole_areas(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    path = write(tmp_path)
    whole = path.read_bytes()
    chance = random.Random(6408)
    for count in (1, 1, 1, 3, 3, 10, 10, 40, 40, 200):
        noisy = bytearray(whole)
        for _byte in range(count):
            noisy[chance.randrange(len(noisy))] = chance.randrange(256)
        path.write_bytes(noisy)
        with contextlib.suppress(BoundaryFileError):
            assert run(path, commit=False).areas == 5
