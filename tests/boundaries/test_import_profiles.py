"""Files of every publisher are recognised by their columns, and their areas end with Kemendagri codes."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from boundaries.importing.errors import ProfileError
from boundaries.models import Area
from tests.boundaries import files
from tests.boundaries.importing import run

pytestmark = pytest.mark.django_db

BARE = ["Kulon Progo", "Bantul", "Gunung Kidul", "Sleman", "Kota Yogyakarta", "Bandung", "Kota Bandung", "Banyu Asin"]
PROVINCES = ["DI Yogyakarta"] * 5 + ["Jawa Barat"] * 2 + ["Sumatera Selatan"]
CODES = [*files.YOGYAKARTA, *files.BANDUNG, "16.07"]
BPS = ["3401", "3402", "3403", "3404", "3471", "3204", "3273", "1607"]


def _like(columns: dict[str, Any]) -> gpd.GeoDataFrame:
    outlines = files.real(CODES)
    return gpd.GeoDataFrame(columns, geometry=outlines.geometry, crs=4326)


PUBLISHERS = {
    "big": lambda: _like({"WADMKK": BARE, "WADMPR": PROVINCES, "LUASWH": [1.5] * 8, "METADATA": ["RBI"] * 8}),
    "kemendagri": lambda: _like({"kode": CODES, "nama": BARE}),
    "geoboundaries": lambda: _like(
        {"shapeName": BARE, "shapeID": [f"B{i}" for i in range(8)], "shapeGroup": "IDN", "shapeType": "ADM2"}
    ),
    "hdx": lambda: _like(
        {
            "ADM2_EN": BARE,
            "ADM2_PCODE": [f"ID{code}" for code in BPS],
            "ADM1_EN": PROVINCES,
            "ADM1_PCODE": [f"ID{code[:2]}" for code in BPS],
            "validOn": "2020-04-01",
        }
    ),
    "gadm": lambda: _like(
        {
            "GID_2": [f"IDN.{i}_1" for i in range(8)],
            "NAME_1": [name.replace(" ", "") for name in PROVINCES],
            "NAME_2": [name.removeprefix("Kota ").replace(" ", "") for name in BARE],
            "TYPE_2": ["Kota" if name.startswith("Kota ") else "Kabupaten" for name in BARE],
            "CC_2": BPS,
        }
    ),
    "plain": lambda: _like({"code": CODES, "name": BARE}),
}


@pytest.mark.parametrize("publisher", PUBLISHERS)
def test_a_publisher_is_recognised_and_twins_are_told_apart(tmp_path: Path, publisher: str) -> None:
    report = run(files.geojson(tmp_path, PUBLISHERS[publisher]()))
    assert report.profile == publisher
    areas = dict(Area.objects.filter(edition__name="trial", level="regency").values_list("code", "name"))
    assert sorted(areas) == sorted(CODES)
    assert areas["32.04"] == "Kabupaten Bandung"
    assert areas["32.73"] == "Kota Bandung"
    bandung = Area.objects.get(edition__name="trial", code="32.73")
    assert bandung.geometry.contains(bandung.point_on_surface)
    assert bandung.area_km2 < 300, "the city's outline, not the regency's"


@pytest.mark.parametrize(("publisher", "kept"), [("hdx", "ID3273"), ("gadm", "3273"), ("geoboundaries", "B6")])
def test_the_publishers_own_code_is_kept_beside_ours(tmp_path: Path, publisher: str, kept: str) -> None:
    run(files.geojson(tmp_path, PUBLISHERS[publisher]()))
    assert Area.objects.get(edition__name="trial", code="32.73").source_code == kept


def test_lakes_drawn_among_the_regencies_are_left_out_and_said_to_be(tmp_path: Path) -> None:
    frame = PUBLISHERS["geoboundaries"]()
    frame.loc[7, "shapeName"] = "Danau Toba"
    report = run(files.geojson(tmp_path, frame))
    assert report.left_out == ["Danau Toba"]
    assert report.areas == 7


def test_columns_can_be_named_by_hand(tmp_path: Path) -> None:
    frame = _like({"KD": CODES, "NM": BARE})
    report = run(files.geojson(tmp_path, frame), profile="columns:code=kd,name=NM")
    assert report.columns == {"code": "KD", "name": "NM"}
    assert report.areas == 8


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("gadm", "not of profile gadm"),
        ("lain", "is no profile"),
        ("columns:code=KODE_X", "no column 'KODE_X'; columns found: kode, nama"),
        ("columns:warna=kode", "'warna' is no field of ours"),
        ("columns:", "name at least"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused(tmp_path: Path, profile: str, words: str) -> None:
    with pytest.raises(ProfileError, match=words):
        run(files.geojson(tmp_path), profile=profile)
