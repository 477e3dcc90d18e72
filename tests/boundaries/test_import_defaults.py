"""A new installation's data: loaded once, through the same imports, and left alone when nothing changed."""

import gzip
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from django.core.management import call_command
from django.core.management.base import CommandError

from boundaries.actions import load_gazetteer
from boundaries.importing.errors import ProfileError
from boundaries.models import Area, Edition, Locality, Overlay, OverlayPiece, RegisterEntry
from tests.boundaries import files

pytestmark = pytest.mark.django_db


def test_the_reference_data_is_whole() -> None:
    edition = Edition.objects.active().get(valid_to=None)
    assert edition.areas.regencies().count() == 514
    assert edition.areas.provinces().count() == 38
    assert list(RegisterEntry.objects.filter(level="regency").values_list("code", flat=True)) == list(
        edition.areas.regencies().values_list("code", flat=True)
    )
    assert Overlay.objects.foreign_land().filter(name="Malaysia").exists()
    assert not Area.objects.filter(level="regency", time_zone="").exists()
    assert edition.precision_m > 0


def test_loading_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = list(Edition.objects.values_list("pk", "checksum", "activated_at"))
    call_command("load_boundaries")
    assert capsys.readouterr().out.count("loaded already") == 5
    assert list(Edition.objects.values_list("pk", "checksum", "activated_at")) == before


def test_a_folder_without_the_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"edition.json: no such file"):
        call_command("load_boundaries", folder=tmp_path)


def test_an_overlay_file_takes_the_place_of_the_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["MYS"], "name": ["Malaysia"], "source": ["a survey"]},
        geometry=[shapely.box(110, 1.5, 114, 3)],
        crs=4326,
    )
    path = str(files.geojson(tmp_path, frame))
    states = Overlay.objects.foreign_land().count()
    call_command("import_overlays", path, kind="foreign_land")
    assert "dry run" in capsys.readouterr().out
    assert Overlay.objects.foreign_land().count() == states > 1
    call_command("import_overlays", path, kind="foreign_land", commit=True)
    overlay = Overlay.objects.foreign_land().get()
    assert (overlay.name, overlay.source) == ("Malaysia", "a survey")
    assert OverlayPiece.objects.filter(overlay=overlay).count() >= 1


def test_an_overlay_without_names_is_refused(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"code": ["MYS"]}, geometry=[shapely.box(110, 1.5, 114, 3)], crs=4326)
    with pytest.raises(CommandError, match="needs both code and name"):
        call_command("import_overlays", str(files.geojson(tmp_path, frame)), kind="foreign_land", commit=True)


def test_the_gazetteer_keeps_places_without_a_point(tmp_path: Path) -> None:
    path = tmp_path / "places.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("kind,code,name,parent_name,regency_code,lon,lat,source\n")
        file.write('village,34.04.01.2001,"Trihanggo, ""Gamping""",Gamping,34.04,110.35,-7.75,x\n')
        file.write("town,,Wonosari,,34.03,,,y\n")
    assert load_gazetteer(path) == 2
    village = Locality.objects.get(kind="village")
    assert village.name == 'Trihanggo, "Gamping"'
    assert village.point is not None
    assert village.point.coords == (110.35, -7.75)
    assert Locality.objects.get(kind="town").point is None


def test_a_gazetteer_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("kind,name\n", encoding="utf-8")
    with pytest.raises(ProfileError, match="column code, parent_name, regency_code, lon, lat, source is missing"):
        load_gazetteer(path)
