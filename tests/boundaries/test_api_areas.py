"""Areas and editions for programs."""

import pytest

from boundaries.models import Area, Edition
from tests.programs import ask, program

pytestmark = pytest.mark.django_db


def test_provinces_and_regencies_are_listed_by_code_in_pages() -> None:
    address, codes = "/areas/?limit=300", []
    while address:
        body = ask(program(), address).json()
        codes += [row["code"] for row in body["results"]]
        address = body["next"].partition("/api/v1")[2] if body["next"] else ""
    stored = Area.objects.filter(edition__in=Edition.objects.in_force(), level__in=("province", "regency"))
    assert codes == list(stored.order_by("code").values_list("code", flat=True))


def test_an_area_says_what_it_belongs_to_and_consists_of() -> None:
    regency = ask(program(), "/areas/64.08/").json()
    assert (regency["name"], regency["level"], regency["parent"]) == ("Kabupaten Kutai Timur", "regency", "64")
    assert regency["ancestors"] == [{"code": "64", "name": "Kalimantan Timur"}]
    province = ask(program(), "/areas/64/").json()
    assert {"code": "64.08", "name": "Kabupaten Kutai Timur"} in province["children"]


def test_an_area_says_what_it_was_and_by_which_law() -> None:
    new = ask(program(), "/areas/96/").json()
    assert [step["code"] for step in new["predecessors"]] == ["92"] or new["predecessors"]
    assert all(step["legal_basis"] for step in new["predecessors"])


def test_outlines_come_as_geojson_generalised_or_in_full() -> None:
    rough = ask(program(), "/areas/64.08/?format=geojson").json()
    full = ask(program(), "/areas/64.08/?format=geojson&geometry=full").json()
    assert rough["geometry"]["type"] == full["geometry"]["type"] == "MultiPolygon"
    assert len(str(full)) >= len(str(rough))
    listed = ask(program(), "/areas/?parent=64&limit=2", Accept="application/geo+json").json()
    assert [feature["id"] for feature in listed["features"]] == ["64.01", "64.02"]
    lon, lat = listed["features"][0]["geometry"]["coordinates"][0][0][0]
    assert 108 < lon < 119
    assert -4 < lat < 5


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/areas/99.99/", 404), ("/areas/x/", 404), ("/areas/?level=desa", 400), ("/areas/?parent=6", 400),
        ("/areas/?edition=tidak-ada", 400), ("/areas/?on=1900-01-01", 404), ("/areas/?on=kemarin", 400),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_so(address: str, status: int) -> None:
    assert ask(program(), address).status_code == status


def test_editions_name_their_source_and_licence() -> None:
    rows = ask(program(), "/editions/").json()["results"]
    assert [row["name"] for row in rows] == list(
        Edition.objects.active().order_by("-valid_from").values_list("name", flat=True)
    )
    assert all(row["source"] and row["licence"] for row in rows)
