"""Visitors get layers past what pages need; what they get is the same, and whoever signs in goes the long way."""

import random
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from accounts.models import Role
from maps.bins.folding import fold_all
from maps.layers import kept, remembered
from maps.layers.shortcut import VisitorsLayers
from tests.cast import staff
from tests.maps.counting import make
from tests.maps.gathering import hotspot

TILE = "/peta/lapis/heksagon/8/211/127.mvt"
VIEW = "/peta/lapis/heksagon.geojson?bbox=116,-1,118,2&zoom=8"
SHORTCUT = f"{VisitorsLayers.__module__}.{VisitorsLayers.__name__}"
LONG_WAY = [name for name in settings.MIDDLEWARE if name != SHORTCUT]


@pytest.fixture(autouse=True)
def _two_reports(db: None, settings: Any) -> None:
    """A report that everyone may know of, and one that is confidential, near each other."""
    settings.LAYERS_KEPT_SECONDS = 60
    chance = random.Random(6408)
    make({}, chance).save()
    make({"confidential": True}, chance).save()
    fold_all()
    forget()


def forget() -> None:
    """Let answers be made anew."""
    kept.here.clear()
    remembered.forget()


@pytest.mark.parametrize("address", [TILE, VIEW])
@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_the_short_way_gives_what_the_long_one_gives(
    client: Client, settings: Any, address: str, encoding: str
) -> None:
    short = client.get(address, headers={"accept-encoding": encoding})
    forget()
    settings.MIDDLEWARE = LONG_WAY
    long = Client().get(address, headers={"accept-encoding": encoding})
    assert short.status_code == long.status_code == 200
    assert len(short.content) > 100
    assert short.content == long.content
    for name in ("ETag", "Cache-Control", "Content-Type", "Content-Encoding", "Content-Length"):
        assert short.get(name) == long.get(name), name
    assert set(short["Vary"].split(", ")) == {"Accept-Encoding", "Cookie"}


def test_a_visitor_passes_none_of_what_pages_need(client: Client, django_assert_num_queries: Any) -> None:
    client.get(TILE)
    with django_assert_num_queries(0):
        response = client.get(TILE)
    assert response.status_code == 200
    assert "Content-Security-Policy" not in response
    assert not response.cookies


def test_who_has_a_tile_already_is_told_so(client: Client) -> None:
    etag = client.get(TILE)["ETag"]
    assert client.get(TILE, headers={"if-none-match": etag}).status_code == 304


def test_whoever_signs_in_gets_what_is_theirs_also_where_it_is_kept_for_visitors(client: Client) -> None:
    assert _counted(client) == 1
    national = staff("NASIONAL", Role.NATIONAL)
    assert _counted(national) == 2
    assert national.get(VIEW)["Cache-Control"] == "private, no-cache"
    assert _counted(client) == 1


def _counted(client: Client) -> int:
    return sum(feature["properties"]["n"] for feature in client.get(VIEW).json()["features"])


@pytest.mark.parametrize(("language", "words"), [("id", "."), ("en", "The zoom is a whole number")])
def test_what_is_wrong_is_told_in_the_language_of_who_asks(client: Client, language: str, words: str) -> None:
    response = client.get("/peta/lapis/heksagon/99/0/0.mvt", headers={"accept-language": language}, follow=True)
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    assert words in response.content.decode()


def test_an_address_that_is_no_layers_goes_the_long_way(client: Client) -> None:
    assert client.get("/peta/lapis/heksagon/8/211.mvt").status_code == 404
    assert client.get("/peta/lapis/nichts/8/211/127.mvt").status_code == 404
    assert client.post(TILE).status_code == 405


def test_an_address_has_one_language_whoever_asked_before(client: Client) -> None:
    hotspot()
    view = "peta/lapis/titik-rawan.geojson?bbox=116,-1,118,2&zoom=8"
    for prefix, other in (("/", "en"), ("/en/", "id")):
        forget()
        translation.activate(other)  # what a page of this thread leaves behind
        [feature] = client.get(f"{prefix}{view}").json()["features"]
        assert feature["properties"]["url"].startswith(f"{prefix}titik-rawan/")
