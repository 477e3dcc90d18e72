"""What a place is called: from what is known, and nothing that is not."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.utils.translation import override

from boundaries.models import Locality, Overlay
from maps.hotspot.naming import Name, name_of
from maps.models import Hotspot
from tests.factories import area
from tests.maps.gathering import spot

FEWEST = 5
WILD = (116.2, 1.3)
"""In Kutai Timur, far from every place of the gazetteer."""


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"near": "Sangatta", "regency": "Kabupaten Kutai Timur"}, "near Sangatta, Kabupaten Kutai Timur"),
        (
            {"near": "Sangatta", "near_km": 6, "regency": "Kabupaten Kutai Timur"},
            "6 km from Sangatta, Kabupaten Kutai Timur",
        ),
        (
            {"near": "Muara Wahau", "district": "Muara Wahau", "regency": "Kabupaten Kutai Timur"},
            "near Muara Wahau, Kec. Muara Wahau, Kabupaten Kutai Timur",
        ),
        (
            {"in_basin": "Sungai Wahau", "regency": "Kabupaten Kutai Timur"},
            "in the river basin Sungai Wahau, Kabupaten Kutai Timur",
        ),
        (
            {"in_basin": "Sungai Wahau", "near": "Telen", "regency": "Kabupaten Kutai Timur"},
            "near Telen, Kabupaten Kutai Timur",
        ),
        ({"regency": "Kabupaten Kutai Timur"}, "Kabupaten Kutai Timur"),
        ({"at_sea": True, "province": "Aceh"}, "sea off Aceh"),
        ({"province": "Aceh"}, "Aceh"),
        ({}, "place not known"),
    ],
)
def test_a_name_is_made_of_what_is_known(parts: dict[str, object], name: str) -> None:
    with override("en"):
        assert Hotspot(**parts).place_name == name


def keys(*args: object, **values: object) -> list[int]:
    return [report.pk for report in spot(6, *args, **values)]  # type: ignore[arg-type]


def village(kind: str, name: str, east: float = 0.0, **more: object) -> None:
    point = spot(1, (WILD[0] + east, WILD[1]))[0].point
    Locality.objects.create(kind=kind, name=name, regency_code="64.08", point=point, source="uji", **more)


@pytest.mark.django_db
def test_far_from_everything_only_the_areas_are_named() -> None:
    assert name_of(keys(WILD), FEWEST) == Name(
        regency_code="64.08", regency="Kabupaten Kutai Timur", province_code="64", province="Kalimantan Timur"
    )
    assert name_of([], FEWEST) == Name()


@pytest.mark.django_db
def test_a_district_is_told_of_a_village_that_lies_there_and_of_no_town() -> None:
    reports = keys(WILD)
    village("town", "Kota Uji", parent_name="Bukan Kecamatan")
    assert (name_of(reports, FEWEST).near, name_of(reports, FEWEST).district) == ("Kota Uji", "")
    Locality.objects.filter(source="uji").delete()
    village("village", "Desa Uji", parent_name="Telen")
    assert (name_of(reports, FEWEST).near, name_of(reports, FEWEST).district) == ("Desa Uji", "Telen")
    Locality.objects.filter(source="uji").delete()
    village("village", "Desa Uji", 0.06, parent_name="Telen")
    found = name_of(reports, FEWEST)
    assert (found.near, found.near_km, found.district) == ("Desa Uji", 7, "")


@pytest.mark.django_db
def test_a_river_is_named_as_the_basin_that_it_is() -> None:
    box = Polygon.from_bbox((WILD[0] - 0.1, WILD[1] - 0.1, WILD[0] + 0.1, WILD[1] + 0.1))
    Overlay.objects.create(
        kind=Overlay.Kind.RIVER_BASIN,
        code="uji",
        name="Sungai Uji",
        geometry=MultiPolygon(box, srid=4326),
        source="uji",
    )
    assert name_of(keys(WILD), FEWEST).in_basin == "Sungai Uji"
    assert name_of(keys(WILD, confidential=True), FEWEST).in_basin == ""


@pytest.mark.django_db
def test_the_regency_is_that_of_most() -> None:
    reports = keys(WILD)
    others = [report.pk for report in spot(4, WILD, regency=area("61.03"))]
    assert name_of(reports + others, FEWEST).regency_code == "64.08"
