"""The same areas come out of every format, coordinate reference system and packing."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.importing.errors import LayerError
from boundaries.models import Area
from tests.boundaries import files
from tests.boundaries.importing import run

pytestmark = pytest.mark.django_db


def _gpkg(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    path = folder / "areas.gpkg"
    frame.to_file(path, driver="GPKG", layer="kabupaten_kota")
    frame.iloc[:1].to_file(path, driver="GPKG", layer="provinsi")
    return path


def _fgb(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    path = folder / "areas.fgb"
    frame.to_file(path, driver="FlatGeobuf")
    return path


def _parquet(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    path = folder / "areas.parquet"
    frame.to_parquet(path, write_covering_bbox=True)
    return path


def _zipped_shapefile(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    files.shapefile(folder, frame)
    return files.zipped(folder, sorted(folder.glob("areas.*")))


def _many_geojson(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    for index in range(len(frame)):
        files.geojson(folder, frame.iloc[[index]], f"{index}.geojson")
    return folder


FORMATS: list[Callable[[Path, gpd.GeoDataFrame], Path]] = [
    _gpkg,
    _fgb,
    _parquet,
    _zipped_shapefile,
    _many_geojson,
    files.shapefile,
    files.geojson,
]


def _areas() -> dict[str, BaseGeometry]:
    rows = Area.objects.filter(edition__name="trial", level="regency")
    return {row.code: shapely.from_wkb(bytes(row.geometry.wkb)) for row in rows}


@pytest.mark.parametrize("write", FORMATS, ids=lambda write: write.__name__.strip("_"))
def test_every_format_gives_the_same_areas(tmp_path: Path, write: Callable[[Path, gpd.GeoDataFrame], Path]) -> None:
    frame = files.real()
    report = run(write(tmp_path, frame))
    imported = _areas()
    assert report.areas == 5
    assert sorted(imported) == list(files.YOGYAKARTA)
    for code, outline in zip(frame["kode"], frame.geometry, strict=True):
        assert imported[code].symmetric_difference(outline).area < 1e-9


@pytest.mark.parametrize("crs", [32749, 3857, 4755, 23889])
def test_any_crs_ends_as_longitude_and_latitude(tmp_path: Path, crs: int) -> None:
    frame = files.real()
    report = run(_gpkg(tmp_path, frame.to_crs(crs)))
    assert report.crs == [f"EPSG:{crs}"]
    for code, outline in zip(frame["kode"], frame.geometry, strict=True):
        assert _areas()[code].hausdorff_distance(outline) < 1e-5


def test_heights_are_dropped_and_collections_split(tmp_path: Path) -> None:
    frame = files.real()
    frame.geometry = [
        shapely.GeometryCollection([shapely.force_3d(outline, 12.5), shapely.Point(110.4, -7.7, 3)])
        for outline in frame.geometry
    ]
    report = run(files.geojson(tmp_path, frame))
    assert (report.flattened, report.collections) == (5, 5)
    assert not any(outline.has_z for outline in _areas().values())
    assert {outline.geom_type for outline in _areas().values()} == {"MultiPolygon"}


def test_degrees_without_a_stated_crs_are_taken_and_said_to_be(tmp_path: Path) -> None:
    path = files.shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    assert run(path).crs == ["EPSG:4326 (assumed)"]


def test_a_layer_is_chosen_by_level_or_by_name(tmp_path: Path) -> None:
    path = files.several_layers(tmp_path)
    assert run(path, layer="dua").areas == 5
    with pytest.raises(LayerError, match="no layer is called 'tiga'"):
        run(path, layer="tiga", edition="other")


def test_the_layer_of_a_level_is_found_in_an_archive_of_all_levels(tmp_path: Path) -> None:
    """HDX packs adm0 to adm4 together, with a date that begins with 2 in every name."""
    for level in range(5):
        files.shapefile(tmp_path, files.real(), f"idn_admbnda_adm{level}_bps_20200401.shp")
    report = run(files.zipped(tmp_path, sorted(tmp_path.glob("idn_*"))))
    assert (report.files, report.areas) == (1, 5)


def test_patterns_name_files_and_a_dry_run_reads_them_all(tmp_path: Path) -> None:
    _many_geojson(tmp_path, files.real())
    report = run(tmp_path / "*.geojson", commit=False)
    assert (report.files, report.features) == (5, 5)


def test_more_features_than_a_batch_are_all_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boundaries.importing.reading.BATCH", 2)
    for write in (_gpkg, _parquet):
        assert run(write(tmp_path, files.real()), commit=False).areas == 5
