"""Overlays at a point: what is inside, what is uncertain, and the same answer from PostGIS and from the index."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import shapely
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from boundaries.importing.rims import rim_of
from boundaries.locator import overlay_index, overlay_kernels
from boundaries.locator.locator import Engine, Locator
from boundaries.models import AreaPiece, Edition, Overlay
from boundaries.place import OverlayHit, Place
from tests.boundaries.crafted import add_edition, add_foreign_land, add_overlay

pytestmark = pytest.mark.django_db

GEOD = Geod(ellps="WGS84")
REGENCIES = {"61.01": shapely.box(111, -2, 112, -1), "62.01": shapely.box(112, -2, 113, -1)}
PARK = shapely.box(111.5, -1.8, 112.5, -1.2)
quickly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def assert_same(engine: Engine, lon: float, lat: float) -> Place:
    """All ways of looking up name the same overlays."""
    assert engine.index is not None
    one, reference = engine.index.locate(lon, lat), engine.reference.locate(lon, lat)
    many = engine.locate_many([lon], [lat])
    assert one.overlays == reference.overlays == many.overlay_sets[many.overlay_set[0]]
    assert [hit.id for hit in one.overlays] == [hit.id for hit in reference.overlays]
    return one


def keys(place: Place) -> list[str]:
    """Overlays as locate_points writes them."""
    return [hit.key if hit.certain else f"~{hit.key}" for hit in place.overlays]


@pytest.fixture
def park(no_editions: None, tmp_path: Path) -> Locator:
    """Two regencies, a park across their border whose line is good to 500 m, foreign land beside."""
    Overlay.objects.all().delete()
    add_edition(REGENCIES, precision_m=400.0)
    add_foreign_land("XA", shapely.box(110, -2, 111, -1))
    add_overlay("conservation", "TN-X", PARK, name="Park", function="national_park", precision_m=500.0)
    return Locator(tmp_path, check_seconds=0)


class TestMeaning:
    def test_names_what_holds_the_point(self, park: Locator) -> None:
        place = assert_same(park.engine(), 112.2, -1.5)
        assert place.overlays == (OverlayHit("conservation", "TN-X", "Park", "national_park"),)
        assert place.regency.code == "62.01"
        assert place.as_dict()["overlays"] == [
            {"kind": "conservation", "code": "TN-X", "name": "Park", "function": "national_park", "inside": True,
             "certain": True}
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("metres", "inside", "certain"), [(-700, True, True), (-300, True, False), (300, False, False)]
    )
    def test_is_uncertain_as_near_to_the_line_as_its_precision(
        self, park: Locator, metres: float, inside: bool, certain: bool
    ) -> None:
        lon, lat, _back = GEOD.fwd(112, -1.2, 0, metres)  # from the middle of the northern line
        (hit,) = assert_same(park.engine(), lon, lat).overlays
        assert (hit.inside, hit.certain) == (inside, certain)

    def test_ends_where_the_precision_ends(self, park: Locator) -> None:
        lon, lat, _back = GEOD.fwd(112, -1.2, 0, 520)
        assert assert_same(park.engine(), lon, lat).overlays == ()

    def test_lists_several_by_kind_and_code(self, park: Locator) -> None:
        add_overlay("tahura", "T", PARK, function="regency")
        add_overlay("forest", "HP", PARK, function="production")
        add_overlay("forest", "HL", PARK, function="protection")
        assert keys(assert_same(park.engine(), 112.2, -1.5)) == [
            "conservation:TN-X", "forest:HL", "forest:HP", "tahura:T",
        ]  # fmt: skip

    def test_reaches_over_the_sea(self, park: Locator) -> None:
        add_overlay("conservation", "TN-SEA", shapely.box(113.0, -1.6, 113.2, -1.5))
        place = assert_same(park.engine(), 113.1, -1.55)
        assert (place.setting, keys(place)) == ("sea_12nm", ["conservation:TN-SEA"])

    def test_says_nothing_abroad(self, park: Locator) -> None:
        add_overlay("conservation", "TN-ABROAD", shapely.box(110.2, -1.8, 112, -1.2))
        assert assert_same(park.engine(), 110.5, -1.5).setting == "abroad"
        assert assert_same(park.engine(), 110.5, -1.5).overlays == ()
        assert keys(assert_same(park.engine(), 111.2, -1.5)) == ["conservation:TN-ABROAD"]

    def test_holds_only_while_it_is_in_force(self, park: Locator) -> None:
        Overlay.objects.filter(code="TN-X").update(valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2022, 1, 1))
        found = [keys(park.locate(112.2, -1.5, on=dt.date(year, 1, 1))) for year in (2019, 2020, 2021, 2022)]
        assert found == [[], ["conservation:TN-X"], ["conservation:TN-X"], []]

    def test_a_cell_with_more_overlays_than_a_key_can_tell_is_asked_of_the_reference(self, park: Locator) -> None:
        for number in range(overlay_kernels.MASK_BITS // 2 + 1):
            add_overlay(
                "other", f"O{number:02}", shapely.box(112.001, -1.4, 112.01 + number / 1e4, -1.39), precision_m=50
            )
        engine = park.engine()
        assert len(assert_same(engine, 112.005, -1.395).overlays) == overlay_kernels.MASK_BITS // 2 + 2
        assert len(assert_same(engine, 112.0112, -1.395).overlays) > 2


class TestEquality:
    @quickly
    @given(
        lon=st.sampled_from([111.0, 111.3, 111.5, 112.0, 112.11, 112.5, 113.0, 113.4]),
        lat=st.sampled_from([-2.0, -1.8, -1.55, -1.5, -1.2, -1.19, -1.0]),
        east=st.sampled_from([0.0, 1e-10, -1e-10, 3e-9, -3e-9, 1e-6, -0.0044, 0.0045, 0.01, -0.013]),
        north=st.sampled_from([0.0, 1e-10, -3e-9, 1e-6, 0.0045, -0.0046, 0.011]),
    )
    def test_on_lines_corners_holes_and_rims(
        self, park: Locator, lon: float, lat: float, east: float, north: float
    ) -> None:
        if not Overlay.objects.filter(kind="forest").exists():
            hole = shapely.box(112.11, -1.55, 112.3, -1.5)
            add_overlay("forest", "HL", shapely.difference(PARK, hole), function="protection", precision_m=1_200.0)
            add_overlay("forest", "HP", shapely.Polygon([(111.3, -2.2), (113.4, -1.55), (111.0, -1.19)]))
            add_overlay("river_basin", "WS", shapely.box(110.5, -1.5, 113.4, -0.5), precision_m=30.0)
        assert_same(park.engine(), lon + east, lat + north)

    @quickly
    @given(pick=st.integers(0, 10**9), share=st.floats(0, 1), reach=st.sampled_from([0.0, 1e-10, 1e-7, 1e-4, 0.01]))
    def test_around_the_demonstration(
        self, demo_overlays: list[str], pick: int, share: float, reach: float, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        lines = demo_lines()
        first = pick % (len(lines) - 1)
        lon, lat = lines[first] + share * (lines[first + 1] - lines[first]) + reach * np.array([share, -share])
        assert_same(Locator().engine(), float(lon), float(lat))

    def test_in_bulk(self, demo_overlays: list[str]) -> None:
        rng = np.random.default_rng(64)
        lons, lats = rng.uniform(114, 118.5, 400), rng.uniform(-2.4, 2.4, 400)
        engine = Locator().engine()
        many = engine.locate_many(lons, lats)
        expected = [engine.reference.locate(x, y).overlays for x, y in zip(lons, lats, strict=True)]
        assert [many.overlay_sets[k] for k in many.overlay_set] == expected
        assert sum(bool(hits) for hits in expected) > 20

    def test_without_an_index(self, park: Locator, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        engine = Locator(tmp_path / "file", check_seconds=0).engine()
        assert engine.index is None
        many = engine.locate_many([112.2, 111.2], [-1.5, -1.1])
        assert [many.overlay_sets[k] for k in many.overlay_set] == [engine.locate(112.2, -1.5).overlays, ()]


def demo_lines() -> np.ndarray:
    """Corners of all overlays and of their rims."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_AsBinary(geometry) FROM boundaries_overlay WHERE is_demo "
                       "UNION ALL SELECT ST_AsBinary(rim) FROM boundaries_overlay WHERE is_demo")  # fmt: skip
        return shapely.get_coordinates(shapely.from_wkb([bytes(row[0]) for row in cursor]))


class TestChange:
    def test_is_noticed_without_a_new_edition(self, park: Locator) -> None:
        before = park.engine()
        add_overlay("forest", "HL", PARK, function="protection")
        after = park.engine()
        assert after.key != before.key
        assert keys(park.locate(112.2, -1.5)) == ["conservation:TN-X", "forest:HL"]
        Overlay.objects.filter(kind="forest").delete()
        assert park.engine().key == before.key

    def test_leaves_the_file_of_the_areas_alone(self, park: Locator, tmp_path: Path) -> None:
        park.engine()
        files = {path.name for path in tmp_path.glob("*.idx")}
        add_overlay("forest", "HL", PARK, function="protection")
        park.engine()
        new = {path.name for path in tmp_path.glob("*.idx")} - files
        assert len(files) == 2
        assert [name.startswith("overlays-") for name in new] == [True]


class TestEngineOfAnEdition:
    def test_answers_for_a_draft(self, park: Locator) -> None:
        square = {"61.09": shapely.box(111, -2, 113, -1)}
        draft = add_edition(square, name="next", valid_from=dt.date(1990, 1, 1), valid_to=dt.date(1991, 1, 1))
        Edition.objects.filter(pk=draft.pk).update(status=Edition.Status.DRAFT)
        draft.refresh_from_db()
        AreaPiece.objects.filter(area__edition=draft).delete()
        engine = park.engine_of(draft)
        place = assert_same(engine, 112.2, -1.5)
        assert (place.edition, place.regency.code, keys(place)) == ("next", "61.09", ["conservation:TN-X"])
        assert engine.locate_many([112.2], [-1.5]).regency_code[0] == "61.09"
        assert park.engine_of(draft) is engine
        assert park.locate(112.2, -1.5).edition == "crafted"

    def test_lays_the_overlays_of_the_date_over_it(self, park: Locator) -> None:
        Overlay.objects.filter(code="TN-X").update(valid_to=dt.date(2020, 1, 1))
        edition = Edition.objects.get()
        assert keys(park.engine_of(edition, dt.date(2019, 1, 1)).locate(112.2, -1.5)) == ["conservation:TN-X"]
        assert keys(park.engine_of(edition).locate(112.2, -1.5)) == []


class TestNeighboursCoast:
    @pytest.mark.parametrize(
        ("lon", "lat", "setting"),
        [
            (117.89, 4.245, "abroad"),  # Tawau, a kilometre off the coast as drawn
            (103.44, 1.325, "abroad"),  # Kukup
            (117.65, 4.14, "land"),  # Nunukan, across the bay
            (117.8, 4.05, "sea_12nm"),  # between Nunukan and Sebatik's east coast
        ],
    )
    def test_is_as_coarse_as_it_is_said_to_be(self, lon: float, lat: float, setting: str) -> None:
        assert assert_same(Locator().engine(), lon, lat).setting == setting


class TestRim:
    @pytest.mark.parametrize("latitude", [-10.9, 0.0, 5.8])
    def test_is_as_wide_as_the_precision_in_every_direction(self, latitude: float) -> None:
        square = shapely.MultiPolygon([shapely.box(120, latitude, 121.3, latitude + 1.1)])
        rim = rim_of(square, 2_000)
        middle = shapely.Point(120.65, latitude + 0.55)
        for azimuth in range(0, 360, 7):
            out = GEOD.fwd(middle.x, middle.y, azimuth, 100_000)[:2]
            ray = shapely.LineString([(middle.x, middle.y), out])
            x, y = shapely.get_coordinates(shapely.intersection(ray, shapely.boundary(square)))[0]
            for side in (-1, 1):  # never farther from the line than along the ray
                near = GEOD.fwd(x, y, azimuth, side * 1_960 * 0.99)[:2]
                assert shapely.contains(rim, shapely.Point(near))
        for lon, lat in ((120.65, latitude), (120, latitude + 0.5)):
            for azimuth in (0, 90, 180, 270):
                x, y, _back = GEOD.fwd(lon, lat, azimuth, 2_030)
                if (azimuth % 180 == 0) == (lon == 120.65):  # at right angles to the line
                    assert not shapely.contains(rim, shapely.Point(x, y))

    def test_is_not_there_where_the_line_is_exact(self) -> None:
        assert rim_of(shapely.MultiPolygon([shapely.box(120, 0, 121, 1)]), 0) is None


def test_keys_name_sets_that_stay_where_they_are() -> None:
    hits = (OverlayHit("forest", "A", "A"), OverlayHit("forest", "B", "B"))
    index = overlay_index.OverlayIndex(None, hits, lambda _lon, _lat: hits)
    assert index.position(()) == 0
    assert index.resolve(overlay_kernels.CROWDED, 0, 0) == index.position(hits) == 1
    assert index.sets == [(), hits]
