"""The index gives PostGIS's answer for every point, over the embedded edition and over drawn ones full of trouble."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shapely
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.locator.locator import Engine, Locator
from boundaries.models import Overlay
from boundaries.place import Place
from tests.boundaries.crafted import add_edition, add_foreign_land

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.exhaustive]

quickly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
accuracies = st.sampled_from([None, 0.0, 40.0, 1_000.0, 15_000.0])


def assert_same(engine: Engine, lon: float, lat: float, accuracy_m: float | None = None) -> Place:
    """Both ways of looking up must agree: on every word, on metres to half a metre or a ten-thousandth."""
    assert engine.index is not None
    mine, reference = engine.index.locate(lon, lat, accuracy_m), engine.reference.locate(lon, lat, accuracy_m)
    assert replace(mine, border_m=None) == replace(reference, border_m=None)
    assert (mine.border_m is None) == (reference.border_m is None)
    if mine.border_m is not None:
        assert mine.border_m == pytest.approx(reference.border_m, rel=1e-4, abs=0.5)
    code = mine.regency.code if mine.regency else None
    assigned = engine.index.assign(lon, lat)
    assert (assigned.code if assigned else None) == code
    many = engine.index.locate_many(np.array([lon]), np.array([lat]), accuracy_m)
    assert many.regency_code[0] == (code or "")
    assert (many.setting[0], many.method[0], bool(many.doubtful[0])) == (mine.setting, mine.method, mine.doubtful)
    return mine


@pytest.fixture(scope="module")
def embedded(django_db_setup: None, django_db_blocker: object) -> Iterator[Engine]:
    """The engine of the edition that comes with the platform."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield Locator().engine()


@pytest.fixture(scope="module")
def vertices(embedded: Engine, django_db_blocker: object) -> np.ndarray:
    """Corners of all regencies and of the neighbours' land."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT ST_AsBinary(geometry) FROM boundaries_area WHERE level = 'regency' AND edition_id = %s",
            [embedded.reference.edition.pk],
        )
        areas = shapely.from_wkb([bytes(row[0]) for row in cursor])
        land = [shapely.from_wkb(bytes(o.geometry.wkb)) for o in Overlay.objects.foreign_land()]
    return shapely.get_coordinates([*areas, *land])


class TestEmbeddedEdition:
    @quickly
    @given(lon=st.floats(94.0, 142.0), lat=st.floats(-12.0, 7.0), accuracy_m=accuracies)
    def test_agrees_anywhere_around_the_archipelago(
        self, embedded: Engine, lon: float, lat: float, accuracy_m: float | None
    ) -> None:
        assert_same(embedded, lon, lat, accuracy_m)

    @settings(quickly, max_examples=10)  # the reference measures to every regency
    @given(lon=st.floats(-180, 180), lat=st.floats(-90, 90))
    def test_agrees_anywhere_on_earth(self, embedded: Engine, lon: float, lat: float) -> None:
        assert_same(embedded, lon, lat)

    @pytest.mark.parametrize("lon", [180.0, -180.0, 179.999, -179.999, 94.0])
    @pytest.mark.parametrize("lat", [0.0, -89.99, 90.0, 12.0])
    def test_agrees_at_the_antimeridian_and_the_poles(self, embedded: Engine, lon: float, lat: float) -> None:
        assert_same(embedded, lon, lat)

    @quickly
    @given(
        at=st.integers(0, 10**9),
        east=st.floats(-1, 1),
        north=st.floats(-1, 1),
        reach=st.sampled_from([0.0, 1e-10, 2e-9, 1e-7, 1e-5, 1e-3, 1e-2, 0.1, 0.3]),
        accuracy_m=accuracies,
    )
    def test_agrees_at_and_around_vertices(
        self,
        embedded: Engine,
        vertices: np.ndarray,
        at: int,
        east: float,
        north: float,
        reach: float,
        accuracy_m: float,
    ) -> None:
        lon, lat = vertices[at % len(vertices)]
        assert_same(embedded, float(lon + east * reach), float(lat + north * reach), accuracy_m)

    @quickly
    @given(at=st.integers(0, 10**9), share=st.floats(0, 1), accuracy_m=accuracies)
    def test_agrees_on_edges(
        self, embedded: Engine, vertices: np.ndarray, at: int, share: float, accuracy_m: float | None
    ) -> None:
        first = at % (len(vertices) - 1)
        lon, lat = vertices[first] + share * (vertices[first + 1] - vertices[first])
        assert_same(embedded, float(lon), float(lat), accuracy_m)


ENCLAVE = shapely.box(111.4, -1.6, 111.6, -1.4)
LAKE = shapely.box(112.9, -1.3, 113.1, -1.1)
TROUBLE = {
    "61.01": shapely.box(111, -2, 112, -1),
    "61.71": ENCLAVE,  # its surroundings were drawn without a hole
    "61.02": shapely.box(111.98, -2, 113, -1),  # overlaps its neighbour in the west and its neighbour in the east
    "62.01": shapely.difference(shapely.box(112.999, -2, 114, -1), LAKE),
    "62.02": shapely.difference(
        shapely.union(shapely.box(112, -1, 113.5, -0.5), shapely.box(115, -1.2, 115.01, -1.19)), LAKE
    ),
    "63.01": shapely.Polygon([(112.2, -2.3), (112.7, -2.35), (112.4, -2.2)]),
    "64.01": shapely.Polygon([(110.0, -0.1), (116.0, 0.3), (113.0, 0.6)]),  # long straight edges
}


@pytest.fixture
def trouble(no_editions: None, tmp_path: object) -> Engine:
    """An edition with an enclave, overlaps, a lake cut out, islands, an approximate outline and foreign land."""
    Overlay.objects.all().delete()
    lake = shapely.difference(LAKE, shapely.union_all(list(TROUBLE.values())))
    gaps = tuple(p for p in shapely.get_parts(lake) if p.area > 0)
    add_edition(TROUBLE, precision_m=400.0, approximate=("63.01",), gaps=gaps)
    add_foreign_land("XA", shapely.box(110, -2, 111.001, -1))
    add_foreign_land("XB", shapely.box(120, 5, 130, 12))
    add_foreign_land("XC", shapely.box(115.9, -1.0, 116.4, -0.5), precision_m=5_000.0)
    add_foreign_land("XD", shapely.box(115.04, -1.25, 115.3, -1.15), precision_m=3_000.0)
    return Locator(folder=tmp_path).engine()  # type: ignore[arg-type]


class TestDrawnEdition:
    @quickly
    @given(lon=st.floats(109.5, 116.5), lat=st.floats(-3.0, 1.2), accuracy_m=accuracies)
    def test_agrees_anywhere(self, trouble: Engine, lon: float, lat: float, accuracy_m: float | None) -> None:
        assert_same(trouble, lon, lat, accuracy_m)

    @quickly
    @given(
        lon=st.sampled_from(
            [110, 110.999, 111, 111.001, 111.4, 111.5, 112, 112.5, 112.999, 113, 113.1, 115.01, 115.04, 115.3, 115.9]
        ),
        lat=st.sampled_from([-2.35, -2, -1.6, -1.5, -1.25, -1.2, -1.19, -1.15, -1.1, -1, -0.5, 0.1]),
        east=st.sampled_from([0.0, 1e-10, -1e-10, 3e-9, -3e-9, 1e-6, -1e-6, 0.002, -0.002, 0.0036, 0.01, 0.027, 0.045]),
        north=st.sampled_from([0.0, 1e-10, -1e-10, 3e-9, 1e-6, -1e-6, 0.002, -0.0036]),
        accuracy_m=accuracies,
    )
    def test_agrees_on_its_lines_and_corners(
        self, trouble: Engine, lon: float, lat: float, east: float, north: float, accuracy_m: float | None
    ) -> None:
        assert_same(trouble, lon + east, lat + north, accuracy_m)

    @pytest.mark.parametrize(
        ("lon", "lat", "setting", "method", "regency", "doubtful"),
        [
            (111.2, -1.5, "land", "covered", "61.01", False),
            (111.5, -1.5, "land", "overlap", "61.71", True),  # the smaller one wins
            (111.99, -1.5, "land", "overlap", "61.01", True),
            (113.06, -1.2, "land", "nearest", "62.01", True),  # in the lake
            (112.4, -2.3, "land", "nearest", "63.01", True),  # covered by an approximate outline
            (115.012, -1.195, "coast", "nearest", "62.02", False),
            (110.9995, -1.5, "land", "nearest", "61.01", True),  # two states' lines disagree here
            (110.5, -1.5, "abroad", "none", None, False),
            (125.0, 8.0, "abroad", "none", None, False),
            (115.1, -1.1, "sea_12nm", "sea", None, False),
            (115.1, -1.195, "abroad", "none", None, False),
            (115.1, -1.14, "abroad", "none", None, False),  # off its coast, within what that is good for
            (115.03, -1.195, "sea_12nm", "sea", None, False),  # as near to it, but nearer to a regency
            (116.43, -0.75, "abroad", "none", None, False),
            (116.43, -0.45, "sea_beyond", "sea", None, False),
            (118.0, -3.0, "sea_beyond", "sea", None, False),
        ],
    )
    def test_follows_the_rules(
        self, trouble: Engine, lon: float, lat: float, setting: str, method: str, regency: str | None, doubtful: bool
    ) -> None:
        place = assert_same(trouble, lon, lat)
        assert (place.setting, place.method, place.doubtful) == (setting, method, doubtful)
        assert (place.regency.code if place.regency else None) == regency

    def test_lists_those_that_hold_the_point_before_those_nearby(self, trouble: Engine) -> None:
        place = assert_same(trouble, 111.998, -1.0005)
        assert [area.code for area in place.candidates] == ["61.01", "61.02", "62.02"]

    def test_gives_the_sea_to_a_province_and_names_the_regency_for_information(self, trouble: Engine) -> None:
        place = assert_same(trouble, 114.1, -1.5)
        assert (place.regency, place.province.code, place.nearest_regency.code) == (None, "62", "62.01")
