"""The embedded edition: what lies under fixtures/ is whole, clean and says what it should. Needs no database."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path

import geopandas
import pytest
import shapely

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def rows_of(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def regencies() -> geopandas.GeoDataFrame:
    return geopandas.read_file(FIXTURES / "boundaries" / "regencies.fgb")


@pytest.fixture(scope="module")
def foreign() -> geopandas.GeoDataFrame:
    return geopandas.read_file(FIXTURES / "boundaries" / "foreign.fgb")


@pytest.fixture(scope="module")
def localities() -> list[dict[str, str]]:
    with gzip.open(FIXTURES / "gazetteer" / "localities.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def holders(frame: geopandas.GeoDataFrame, lon: float, lat: float) -> list[str]:
    return sorted(frame.loc[frame.covers(shapely.Point(lon, lat)), "code"])


def test_all_514_regencies_are_there_with_the_registers_names(regencies: geopandas.GeoDataFrame) -> None:
    columns = ["code", "province_code", "name", "kind", "time_zone"]
    register = sorted(tuple(row[column] for column in columns) for row in rows_of("register/regencies.csv"))
    assert sorted(regencies[columns].itertuples(index=False, name=None)) == register
    assert Counter(regencies["kind"]) == {"kabupaten": 416, "kota": 98}


def test_every_regency_stands_in_its_official_province(regencies: geopandas.GeoDataFrame) -> None:
    provinces = {row["code"]: row["name"] for row in rows_of("register/provinces.csv")}
    assert len(provinces) == 38
    assert (regencies["code"].str[:2] == regencies["province_code"]).all()
    assert regencies["province_name"].tolist() == [provinces[code] for code in regencies["province_code"]]
    assert set(regencies["province_code"]) == set(provinces)


def test_geometry_is_valid_flat_and_shares_its_edges(regencies: geopandas.GeoDataFrame) -> None:
    land = regencies.geometry.to_numpy()
    assert regencies.crs.to_epsg() == 4326
    assert set(regencies.geom_type) == {"MultiPolygon"}
    assert shapely.is_valid(land).all()
    assert not shapely.has_z(land).any()
    assert shapely.coverage_is_valid(land), "neighbours overlap or their edges do not match"


def test_land_area_is_that_of_indonesia(regencies: geopandas.GeoDataFrame) -> None:
    square_km = regencies.to_crs("ESRI:54034").area / 1e6
    assert square_km.sum() == pytest.approx(1_890_000, rel=0.05)
    assert square_km.min() > 5


def test_poor_areas_are_marked_and_few(regencies: geopandas.GeoDataFrame) -> None:
    poor = set(regencies.loc[regencies["approximate"], "code"])
    assert {"31.01", "95.07", "96.05"} <= poor
    assert len(poor) < 30
    assert "81.08" in set(regencies["code"]) - poor, "Maluku Barat Daya is in the source and good"


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (117.55, 0.53, "64.08"),  # Sangatta
        (110.36, -7.80, "34.71"),  # Kota Yogyakarta, an island in Sleman and Bantul
        (107.61, -6.91, "32.73"),  # twins: Kota Bandung …
        (107.52, -7.03, "32.04"),  # … and Kabupaten Bandung (Soreang)
        (131.52, -1.10, "96.01"),  # Klamono, Kabupaten Sorong
        (140.66, -2.61, "91.71"),  # Abepura, Kota Jayapura
        (126.40, -7.80, "81.08"),  # Wetar, Maluku Barat Daya
        (104.75, -2.99, "16.71"),  # Palembang
        (95.32, 5.55, "11.71"),  # Banda Aceh
        (140.40, -8.47, "93.01"),  # Merauke
        (114.63, -3.44, "63.03"),  # Kabupaten Banjar, not Kota Banjar 32.79
    ],
)
def test_known_places(regencies: geopandas.GeoDataFrame, lon: float, lat: float, code: str) -> None:
    assert holders(regencies, lon, lat) == [code]


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (110.35, 1.55, "MYS"),  # Kuching
        (101.69, 3.14, "MYS"),  # Kuala Lumpur
        (114.94, 4.89, "BRN"),  # Bandar Seri Begawan
        (103.82, 1.35, "SGP"),
        (125.57, -8.56, "TLS"),  # Dili
        (124.37, -9.25, "TLS"),  # Oecusse, an exclave in Timor Tengah Utara
        (141.30, -2.69, "PNG"),  # Vanimo
        (105.64, -10.48, "AUS"),  # Christmas Island
    ],
)
def test_neighbours_land(
    regencies: geopandas.GeoDataFrame, foreign: geopandas.GeoDataFrame, lon: float, lat: float, code: str
) -> None:
    assert holders(foreign, lon, lat) == [code]
    assert holders(regencies, lon, lat) == []


def test_foreign_land_never_overlaps_a_regency(
    regencies: geopandas.GeoDataFrame, foreign: geopandas.GeoDataFrame
) -> None:
    land, abroad = regencies.geometry.to_numpy(), foreign.geometry.to_numpy()
    assert shapely.is_valid(abroad).all()
    assert set(foreign.geom_type) == {"MultiPolygon"}
    area, country = shapely.STRtree(abroad).query(land, predicate="intersects")
    assert shapely.area(shapely.intersection(land[area], abroad[country])).sum() == pytest.approx(0, abs=1e-12)


def test_sea_and_lake_belong_to_nobody(regencies: geopandas.GeoDataFrame, foreign: geopandas.GeoDataFrame) -> None:
    for lon, lat in ((106.83, -5.90), (95.0, -8.0), (98.85, 2.60)):  # Java Sea, Indian Ocean, Danau Toba
        assert holders(foreign, lon, lat) == []
    assert holders(regencies, 106.83, -5.90) == []
    assert holders(regencies, 95.0, -8.0) == []


def test_edition_states_what_an_import_needs() -> None:
    edition = json.loads((FIXTURES / "boundaries" / "edition.json").read_text(encoding="utf-8"))
    assert set(edition) == {
        "name", "source", "licence", "attribution", "legal_basis", "valid_from", "precision_m", "note_id", "note_en"
    }  # fmt: skip
    assert all(edition.values())
    assert date.fromisoformat(edition["valid_from"]) == date(2022, 12, 8)
    assert 250 <= edition["precision_m"] <= 5000


def test_localities_are_complete_and_their_points_lie_near_their_regency(
    localities: list[dict[str, str]], regencies: geopandas.GeoDataFrame
) -> None:
    count = Counter(row["kind"] for row in localities)
    assert (count["village"], count["district"]) == (83_762, 7_285)
    assert count["island"] > 17_000
    assert count["town"] > 2_000
    land = regencies.set_index("code").geometry
    assert {row["regency_code"] for row in localities if row["kind"] != "island"} <= set(land.index)
    placed = [row for row in localities if row["lon"] and row["kind"] != "island"]
    points = shapely.points([[float(row["lon"]), float(row["lat"])] for row in placed])
    own = land.loc[[row["regency_code"] for row in placed]].to_numpy()
    assert shapely.dwithin(points, own, 0.0501).all()


def test_islands_given_back_to_aceh_singkil_are_under_it(localities: list[dict[str, str]]) -> None:
    names = {row["name"] for row in localities if row["kind"] == "island" and row["regency_code"] == "11.10"}
    assert {"Pulau Lipan", "Pulau Panjang", "Pulau Mangkir Gadang", "Pulau Mangkir Ketek"} <= names
