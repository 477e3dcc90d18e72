"""The base map: tiles of our own polygons, kept for ever under a key of their content."""

import datetime as dt
import gzip

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from boundaries import basemap
from boundaries.models import Edition, Overlay
from boundaries.outlines import outlines

pytestmark = pytest.mark.django_db


@pytest.fixture
def base() -> basemap.Basemap:
    """The base map of the embedded edition."""
    current = basemap.current()
    assert current is not None
    return current


def address(key: str, z: int, x: int, y: int) -> str:
    return reverse("boundaries:tile", kwargs={"key": key, "z": z, "x": x, "y": y})


def test_a_tile_over_java_holds_provinces_and_may_be_kept_for_ever(client: Client, base: basemap.Basemap) -> None:
    answer = client.get(address(base.key, 5, 25, 16))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "immutable" in answer["Cache-Control"]
    tile = gzip.decompress(answer.content)
    assert b"province" in tile
    assert b"Jawa Tengah" in tile
    assert b"regency" not in tile


def test_regencies_come_with_zoom_seven(base: basemap.Basemap) -> None:
    tile = basemap.draw_tile(base.edition_id, 7, 105, 63)  # about Sangatta
    assert b"Kabupaten Kutai Timur" in tile


def test_neighbours_land_is_drawn(base: basemap.Basemap) -> None:
    assert b"foreign" in basemap.draw_tile(base.edition_id, 6, 51, 31)  # Sarawak


def test_the_last_tile_before_the_date_line_holds_the_east_of_papua(base: basemap.Basemap) -> None:
    assert b"Papua" in basemap.draw_tile(base.edition_id, 3, 7, 4)


def test_the_open_sea_is_no_content(client: Client, base: basemap.Basemap) -> None:
    answer = client.get(address(base.key, 8, 197, 140))
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(("z", "x", "y"), [(3, 8, 0), (3, 0, 8), (17, 0, 0)])
def test_a_tile_off_the_grid_is_a_bad_request(client: Client, base: basemap.Basemap, z: int, x: int, y: int) -> None:
    answer = client.get(address(base.key, z, x, y))
    assert answer.status_code == 400
    assert f"{z}/{x}/{y}" in answer.content.decode()


def test_a_key_of_another_edition_is_not_found_and_nothing_is_stored_under_it(client: Client) -> None:
    key = "0" * 16
    assert client.get(address(key, 5, 25, 16)).status_code == 404
    assert basemap.stored_tile(key, 5, 25, 16) is None


def test_a_stored_tile_is_the_one_that_was_drawn(client: Client, base: basemap.Basemap) -> None:
    first = client.get(address(base.key, 6, 52, 32)).content
    assert basemap.stored_tile(base.key, 6, 52, 32) == first
    assert client.get(address(base.key, 6, 52, 32)).content == first
    assert gzip.decompress(first) == basemap.draw_tile(base.edition_id, 6, 52, 32)


def test_deep_tiles_are_drawn_but_not_stored(client: Client, base: basemap.Basemap) -> None:
    assert client.get(address(base.key, 12, 3386, 2042)).status_code == 200
    assert basemap.stored_tile(base.key, 12, 3386, 2042) is None


def test_the_key_follows_the_neighbours_land(base: basemap.Basemap) -> None:
    Overlay.objects.latest("pk").delete()
    cache.clear()
    again = basemap.current()
    assert again is not None
    assert again.key != base.key


@pytest.mark.usefixtures("no_editions")
def test_without_an_edition_there_is_no_base_map() -> None:
    assert Edition.objects.count() == 0
    assert basemap.current(dt.date(2026, 1, 1)) is None


def test_labels_speak_the_language_of_the_page(client: Client, base: basemap.Basemap) -> None:
    texts = {
        language: {
            label["text"] for label in client.get(f"/wilayah/ubin/{base.key}/{language}/label.json").json()["labels"]
        }
        for language, _name in settings.LANGUAGES
    }
    assert "Java Sea" in texts["en"]
    for text in texts.values():
        assert {"Kutai Timur", "Kota Bandung", "Bandung", "Jawa Tengah"} <= text
        assert "Kabupaten Kutai Timur" not in text


def test_labels_come_larger_areas_first(base: basemap.Basemap) -> None:
    regencies = [label["text"] for label in basemap.labels(base) if label["kind"] == "regency"]
    assert len(regencies) == 514
    assert regencies.index("Kutai Timur") < regencies.index("Kota Yogyakarta")


def test_outlines_name_every_regency_lightly_and_neighbours_share_their_edges(base: basemap.Basemap) -> None:
    found = outlines(base, "regency", 0.06)
    assert len(found) == 514
    corners = {code: _corners(area["geometry"]) for code, area in found.items()}
    assert all(corners.values())
    assert sum(map(len, corners.values())) < 20_000
    # Sleman (34.04) and Kota Yogyakarta (34.71) touch: an edge simplified once is the same on both sides
    assert len(corners["34.04"] & corners["34.02"]) + len(corners["34.04"] & corners["34.71"]) >= 2


def _corners(geometry: dict) -> set[tuple[float, float]]:
    return {tuple(point) for polygon in geometry["coordinates"] for ring in polygon for point in ring}
