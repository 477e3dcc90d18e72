"""Repairing an outline keeps its ground, or the import stops and says whose it would lose."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from boundaries.importing.errors import RepairError
from boundaries.importing.repair import area_km2, repair
from boundaries.models import Area
from tests.boundaries import files
from tests.boundaries.importing import run

ISLET = [(131.0, -1.0), (131.0, -0.999), (131.001, -0.999), (131.001, -1.0), (131.0, -1.0)]
MAINLAND = [(131.2, -1.0), (131.2, -0.5), (131.9, -0.5), (131.9, -1.0), (131.2, -1.0)]
LAKE = [(131.4, -0.8), (131.6, -0.8), (131.6, -0.6), (131.4, -0.6), (131.4, -0.8)]


def _one(geometry: BaseGeometry) -> tuple[BaseGeometry, float]:
    fixed, repairs = repair(np.array([geometry], dtype=object))
    return fixed[0], repairs[0].change if repairs else 0.0


def test_a_mainland_filed_as_hole_of_an_islet_survives() -> None:
    """Kabupaten Sorong 96.01 of the Kemendagri set; buffer(0) leaves of it the islet, 1 of 12,783 km²."""
    drawn = shapely.Polygon(ISLET, holes=[MAINLAND, LAKE])
    assert area_km2(shapely.MultiPolygon([drawn.buffer(0)])) < 1
    outline, change = _one(drawn)
    assert change < 0.001
    assert area_km2(outline) == pytest.approx(area_km2(shapely.Polygon(MAINLAND, holes=[LAKE])), rel=1e-4)


def test_a_figure_of_eight_has_no_sure_area() -> None:
    eight = shapely.Polygon([(110.2, -7.8), (110.4, -7.6), (110.4, -7.8), (110.2, -7.6), (110.2, -7.8)])
    outline, change = _one(eight)
    assert change == pytest.approx(1, abs=0.01)
    assert shapely.get_num_geometries(outline) == 2


@pytest.mark.parametrize(
    "drawn",
    [
        shapely.Polygon([*MAINLAND[:2], (131.2, -0.2), (131.2, -0.5), *MAINLAND[2:]]),
        shapely.Polygon(MAINLAND, holes=[[(131.1, -0.9), (131.21, -0.9), (131.21, -0.89), (131.1, -0.9)]]),
        shapely.MultiPolygon([shapely.Polygon(MAINLAND), shapely.Polygon(ISLET), shapely.Polygon(ISLET)]),
    ],
    ids=["spike", "hole across the border", "part twice"],
)
def test_small_faults_are_repaired_within_the_tolerance(drawn: BaseGeometry) -> None:
    assert not drawn.is_valid
    outline, change = _one(drawn)
    assert outline.is_valid
    assert outline.geom_type == "MultiPolygon"
    assert change < 0.01


def test_a_valid_outline_is_not_touched() -> None:
    outline, change = _one(shapely.Polygon(MAINLAND, holes=[LAKE]))
    assert change == 0
    assert outline.equals(shapely.MultiPolygon([shapely.Polygon(MAINLAND, holes=[LAKE])]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(95, 141, width=32), st.floats(-11, 6, width=32)), min_size=3, max_size=12, unique=True)
)
def test_whatever_is_drawn_ends_valid_and_polygonal(corners: list[tuple[float, float]]) -> None:
    outline, _change = _one(shapely.Polygon(corners))
    assert outline.is_valid
    assert outline.geom_type == "MultiPolygon"
    assert area_km2(outline) >= 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["34.04", "kabupaten sleman"])
def test_a_changed_area_is_an_error_until_it_is_accepted_by_name(tmp_path: Path, name: str) -> None:
    path = files.bowtie(tmp_path)
    with pytest.raises(RepairError, match=r"34.04 Kabupaten Sleman"):
        run(path)
    report = run(path, accept=[name])
    assert report.accepted == ["34.04"]
    assert report.repaired[0]["before_km2"] < report.repaired[0]["after_km2"]


@pytest.mark.django_db
def test_repairs_are_counted(tmp_path: Path) -> None:
    frame = files.real()
    frame.loc[3, "geometry"] = _with_spike(frame.geometry.iloc[3])
    report = run(files.geojson(tmp_path, frame))
    assert [(r["code"], r["change"] < 0.01) for r in report.repaired] == [("34.04", True)]
    stored = Area.objects.get(edition__name="trial", code="34.04")
    assert stored.geometry.valid
    assert stored.area_km2 == pytest.approx(area_km2(files.real().geometry.iloc[3]), rel=1e-6)


def _with_spike(outline: shapely.MultiPolygon) -> shapely.MultiPolygon:
    corners = shapely.get_coordinates(outline.geoms[0].exterior).tolist()
    west = min(range(len(corners) - 1), key=lambda index: corners[index][0])
    x, y = corners[west]
    return shapely.MultiPolygon([shapely.Polygon([*corners[: west + 1], (x - 0.2, y), *corners[west:]])])


def test_real_outlines_have_the_area_that_geopandas_measures() -> None:
    frame = files.real()
    equal_area = gpd.GeoSeries(frame.geometry, crs=4326).to_crs("+proj=cea +lon_0=110 +lat_ts=-7.8 +units=m").area / 1e6
    for outline, expected in zip(frame.geometry, equal_area, strict=True):
        assert area_km2(outline) == pytest.approx(expected, rel=0.001)
