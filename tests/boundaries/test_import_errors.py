"""Every way a file can be unusable has an error of its own, one line long, and leaves the database as it was."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from boundaries.importing import errors
from boundaries.models import Area, Edition, Gap
from tests.boundaries import files

CASES: list[tuple[Callable[[Path], Path], type[errors.BoundaryFileError], str]] = [
    (files.missing, errors.MissingFileError, "no such file"),
    (files.empty, errors.EmptyFileError, "0 bytes"),
    (files.no_features, errors.EmptyFileError, "no features"),
    (files.pdf, errors.NotGeographicError, "a PDF document"),
    (files.table, errors.NotGeographicError, "not a file of boundaries"),
    (files.zeros, errors.NotGeographicError, "filled with zeros"),
    (files.other_json, errors.NotGeographicError, "not GeoJSON"),
    (files.truncated_gpkg, errors.TruncatedFileError, "truncated"),
    (files.truncated_fgb, errors.TruncatedFileError, "truncated"),
    (files.truncated_geojson, errors.TruncatedFileError, "truncated"),
    (files.truncated_shp, errors.TruncatedFileError, "truncated"),
    (files.truncated_dbf, errors.TruncatedFileError, "truncated"),
    (files.truncated_parquet, errors.TruncatedFileError, "truncated"),
    (files.truncated_zip, errors.TruncatedFileError, "truncated"),
    (files.shp_without_dbf, errors.MissingCompanionError, ".dbf"),
    (files.zip_without_shx, errors.MissingCompanionError, ".shx"),
    (files.zip_of_pictures, errors.ArchiveError, "photo.jpg"),
    (files.bomb, errors.ArchiveError, "would unpack to"),
    (files.several_layers, errors.LayerError, "layers found: satu, dua"),
    (files.no_columns, errors.ProfileError, "columns found: fid_1, luas"),
    (files.points, errors.GeometryTypeError, "found point"),
    (files.no_outline, errors.GeometryTypeError, "Kabupaten Gunungkidul"),
    (files.no_crs_in_metres, errors.MissingCrsError, "add the .prj file"),
    (files.metres_called_degrees, errors.WrongCrsError, "declares EPSG:4326"),
    (files.degrees_called_metres, errors.WrongCrsError, "declares EPSG:32749"),
    (files.neighbouring_zone, errors.WrongCrsError, "EPSG:32750"),
    (files.swapped_axes, errors.SwappedAxesError, "longitude comes first"),
    (files.elsewhere, errors.OutsideIndonesiaError, "outside Indonesia"),
    (files.wrong_zone, errors.OutsideIndonesiaError, "EPSG:32729"),
    (files.doubled_code, errors.CodeError, "doubled codes: 34.01"),
    (files.codes_of_provinces, errors.CodeError, "code of level province"),
    (files.neither_code_nor_name, errors.CodeError, "feature 4"),
    (files.unknown_name, errors.CodeError, "like Kabupaten Sleman"),
    (files.bowtie, errors.RepairError, "34.04 Kabupaten Sleman"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "error", "words"), CASES, ids=[case[0].__name__ for case in CASES])
def test_a_bad_file_is_refused_with_its_own_error(
    tmp_path: Path, make: Callable[[Path], Path], error: type[Exception], words: str
) -> None:
    before = (Edition.objects.count(), Area.objects.count(), Gap.objects.count())
    with pytest.raises(CommandError) as raised:
        call_command(
            "import_boundaries",
            str(make(tmp_path)),
            level="regency",
            edition="bad",
            valid_from="2024-01-01",
            commit=True,
        )
    assert type(raised.value.__cause__) is error
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)
    assert (Edition.objects.count(), Area.objects.count(), Gap.objects.count()) == before


@pytest.mark.django_db
def test_all_unsure_areas_are_named_at_once(tmp_path: Path) -> None:
    frame = files.real((*files.YOGYAKARTA, *files.BANDUNG)).drop(columns="kode").rename(columns={"nama": "shapeName"})
    frame["shapeName"] = ["Kulon Progo", "Bantol", "Gunungkidul", "Sleman", "Yogyakarta", "Bandung", "Bandung"]
    with pytest.raises(CommandError) as raised:
        call_command(
            "import_boundaries",
            str(files.geojson(tmp_path, frame)),
            level="regency",
            edition="bad",
            valid_from="2024-01-01",
        )
    assert "3 areas without a sure code" in str(raised.value)
    assert "'Bantol' is not in the register (like Kabupaten Bantul" in str(raised.value)
    assert str(raised.value).count("'Bandung' is ambiguous (32.04 Kabupaten Bandung or 32.73 Kota Bandung)") == 2


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["kemarin", "2024-13-01"])
def test_a_nonsense_date_is_refused_where_it_was_typed(text: str) -> None:
    with pytest.raises(CommandError, match="is no date"):
        call_command("import_boundaries", "x.gpkg", "--level=regency", "--edition=bad", f"--valid-from={text}")
