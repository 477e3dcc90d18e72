"""How areas lie to each other: overlaps, gaps, lakes, neighbours' land; outlines for maps that still fit together."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from boundaries.importing.generalise import generalise
from boundaries.importing.topology import find_gaps, find_overlaps, share_outside
from boundaries.models import Area, Gap, Overlay
from tests.boundaries import files
from tests.boundaries.importing import run

NOTHING = np.array([], dtype=object)


def _array(*geometries: BaseGeometry) -> np.ndarray:
    return np.array([shapely.MultiPolygon(shapely.get_parts(g).tolist()) for g in geometries], dtype=object)


def _ring(outer: BaseGeometry, inner: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """Two halves around a hole."""
    west, south, east, north = outer.bounds
    middle = (west + east) / 2
    whole = outer.difference(inner)
    return whole & shapely.box(west, south, middle, north), whole & shapely.box(middle, south, east, north)


def test_overlaps_are_measured_and_touching_is_none() -> None:
    areas = _array(shapely.box(110, -8, 111, -7), shapely.box(110.9, -8, 112, -7), shapely.box(112, -8, 113, -7))
    (overlap,) = find_overlaps(areas)
    assert (overlap.first, overlap.second) == (0, 1)
    assert overlap.km2 == pytest.approx(0.1 * 111.32 * 0.9914 * 110.6, rel=0.01)


def test_a_lake_between_areas_is_a_gap_and_its_island_is_not() -> None:
    lake, island = shapely.box(110.4, -7.6, 110.6, -7.4), shapely.box(110.48, -7.52, 110.52, -7.48)
    west, east = _ring(shapely.box(110, -8, 111, -7), lake)
    (gap,) = find_gaps(_array(west.union(island), east), NOTHING)
    assert gap.equals(lake.difference(island))


def test_foreign_land_inside_is_no_gap() -> None:
    hole = shapely.box(110.4, -7.6, 110.6, -7.4)
    areas = _array(*_ring(shapely.box(110, -8, 111, -7), hole))
    assert find_gaps(areas, _array(hole)) == []
    (rest,) = find_gaps(areas, _array(shapely.box(110.4, -7.6, 110.5, -7.4)))
    assert rest.equals(shapely.box(110.5, -7.6, 110.6, -7.4))


def test_an_open_bay_is_no_gap() -> None:
    bay = shapely.box(110, -8, 111, -7).difference(shapely.box(110.4, -7.6, 110.6, -6.9))
    assert find_gaps(_array(bay), NOTHING) == []


def test_the_share_outside_a_parent() -> None:
    parent = shapely.box(110, -8, 111, -7)
    children = _array(shapely.box(110, -8, 110.5, -7), shapely.box(110.75, -8, 111.25, -7))
    assert share_outside(children, _array(parent, parent)).tolist() == pytest.approx([0, 0.5])


@pytest.mark.django_db
def test_gaps_of_an_import_are_stored_without_foreign_land(tmp_path: Path) -> None:
    frame = files.real(("34.01", "34.02", "34.03", "34.04"))  # without the city, which they enclose
    report = run(files.geojson(tmp_path, frame))
    largest = max(Gap.objects.filter(edition__name="trial"), key=lambda gap: gap.area_km2)
    city = files.real(("34.71",)).geometry.iloc[0]
    assert shapely.from_wkb(bytes(largest.geometry.wkb)).symmetric_difference(city).area < 1e-3
    assert report.largest_gaps[0]["km2"] == pytest.approx(largest.area_km2, abs=0.001)
    Overlay.objects.create(
        kind=Overlay.Kind.FOREIGN_LAND, code="X", name="X", source="test", geometry=_multi_geos(city.buffer(0.01))
    )
    assert run(files.geojson(tmp_path, frame), edition="other").gaps < report.gaps


def _multi_geos(geometry: Any) -> Any:
    return f"SRID=4326;{shapely.MultiPolygon([geometry]).wkt}"


def _country() -> np.ndarray:
    frame = gpd.read_file(files.FOLDER / "boundaries" / "regencies.fgb")
    return shapely.force_2d(frame[frame["province_code"].isin(["31", "34", "32"])].geometry.to_numpy())


def test_outlines_for_maps_share_their_edges_and_lose_no_area() -> None:
    areas = _country()
    outlines = generalise(areas)
    assert shapely.coverage_is_valid(outlines)
    assert shapely.is_valid(outlines).all()
    assert not shapely.is_empty(outlines).any()
    assert shapely.get_num_coordinates(outlines).sum() < shapely.get_num_coordinates(areas).sum()
    assert shapely.get_num_geometries(outlines).tolist() == shapely.get_num_geometries(areas).tolist()


def test_outlines_of_overlapping_areas_still_fit_together() -> None:
    city, regency = shapely.box(110.4, -7.6, 110.6, -7.4), shapely.box(110, -8, 111, -7)
    outlines = generalise(_array(regency, city))
    assert shapely.coverage_is_valid(outlines)
    assert outlines[1].area == pytest.approx(city.area)
    assert outlines[0].intersection(outlines[1]).area == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.floats(1e-4, 0.5), st.floats(0, 0.02))
def test_however_small_no_area_vanishes(count: int, size: float, overlap: float) -> None:
    areas = _array(
        *[shapely.box(110 + i * size, -7.5, 110 + (i + 1) * size + overlap * size, -7.5 + size) for i in range(count)]
    )
    outlines = generalise(areas)
    assert not shapely.is_empty(outlines).any()
    assert shapely.is_valid(outlines).all()


@pytest.mark.django_db
def test_the_outline_of_a_province_is_that_of_its_regencies(tmp_path: Path) -> None:
    run(files.geojson(tmp_path, files.real()))
    province = Area.objects.get(edition__name="trial", code="34")
    children = shapely.from_wkb([bytes(child.generalised.wkb) for child in province.children.all()])
    outline = shapely.from_wkb(bytes(province.generalised.wkb))
    assert outline.symmetric_difference(shapely.union_all(children)).area < 1e-9
