"""A place is found by the words people use for it."""

import pytest
from django.test import Client

from reports.place_search import search_places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "name", "within"),
    [
        ("sangatta", "Sangatta", "Kabupaten Kutai Timur"),
        ("SANGATTA UTARA", "Sangatta Utara", "Kabupaten Kutai Timur"),
        ("desa Singa Gembara", "Singa Gembara", "Sangatta Utara"),
        ("sukamaju, garut", "Sukamaju", "Kabupaten Garut"),
        ("kec. Cilawu kab. Garut", "Cilawu", "Kabupaten Garut"),
        ("sukamaju garut", "Sukamaju", "Kabupaten Garut"),
        ("64.08", "Kabupaten Kutai Timur", "Kalimantan Timur"),
        ("6408", "Kabupaten Kutai Timur", "Kalimantan Timur"),
        ("kutai timur", "Kabupaten Kutai Timur", "Kalimantan Timur"),
        ("kalimantan timur", "Kalimantan Timur", ""),
        ("Sngatta", "Sangatta", "Kabupaten Kutai Timur"),
    ],
)
def test_the_likeliest_place_comes_first(text: str, name: str, within: str) -> None:
    first = search_places(text)[0]
    assert first.name == name
    assert within in first.detail


@pytest.mark.parametrize(
    "text", ["", "a", "%", "100%_\\'", "\x00", "tidakadatempatsepertiini", "x" * 500, ", ,", "kab"]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    assert isinstance(search_places(text), list)


def test_a_wildcard_is_a_letter_like_any_other() -> None:
    assert search_places("%%%") == []


def test_a_hit_has_a_point_or_the_bounds_of_its_regency(client: Client) -> None:
    results = client.get("/api/v1/places/", {"q": "singa gembara"}).json()["results"]
    village = results[0]
    assert village["regency"]["code"] == "64.08"
    assert village["lon"] is None
    west, south, east, north = village["bounds"]
    assert west < 117.55 < east
    assert south < 0.53 < north


def test_too_short_a_query_is_a_problem(client: Client) -> None:
    response = client.get("/api/v1/places/", {"q": "a"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
