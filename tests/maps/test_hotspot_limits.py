"""Pages, pictures and files of hotspots give up in time, and are made a few at a time, whichever process makes them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.test import Client

from maps.bins.folding import fold_all
from maps.layers.limits import TooHeavyError, time_limit
from maps.layers.slots import LOCKS, BusyError, slot
from tests.factories import ReportFactory
from tests.maps.gathering import hotspot

pytestmark = pytest.mark.django_db

LIST, EMBED, PRINT = "/titik-rawan/daftar/", "/titik-rawan/sematan/", "/titik-rawan/cetak/"
SVG, PNG, CSV = "/titik-rawan/peta.svg", "/titik-rawan/peta.png", "/peta/lapis/heksagon.csv"
PAGES = [LIST, PRINT, EMBED, "/titik-rawan/"]
FILES = [SVG, PNG]
HEAVY = [SVG, PNG, PRINT, EMBED, CSV, "/peta/lapis/wilayah.gpkg"]


@contextmanager
def sluggish(*tables: str) -> Iterator[None]:
    """Let the database think for a minute about everything that it is asked of some tables."""

    def wait(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if any(table in sql for table in tables):
            execute("SELECT pg_sleep(60)", None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wait):
        yield


@pytest.fixture(autouse=True)
def hurry(settings: Any) -> None:
    settings.LAYER_SECONDS, settings.HEAVY_WAIT_SECONDS = 0.3, 0


@pytest.fixture
def others() -> Iterator[Any]:
    """Another session of the database, as another process has it."""
    words = connection.get_connection_params()
    session = psycopg2.connect(**{name: words[name] for name in words if not name.endswith("_factory")})
    session.autocommit = True
    yield session.cursor()
    session.close()


def take_all(others: Any, settings: Any) -> None:
    for number in range(settings.HEAVY_SLOTS):
        others.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, number])
        assert others.fetchone() == (True,)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_takes_too_long_says_so_in_its_place(
    client: Client, address: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maps.hotspot_page.view.SECONDS", 0.3)
    with sluggish("maps_bin", "maps_areabin", "maps_hotspot"):
        answer = client.get(address)
        english = client.get(f"/en{address}")
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (503, "text/html")
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer["Cache-Control"]
    assert "took longer than 0.3 seconds and was given up" in english.content.decode()
    settings.LAYER_SECONDS = 60
    assert client.get(LIST).status_code == 200, "the connection goes on working"


def test_the_list_keeps_what_was_chosen(client: Client) -> None:
    with sluggish("maps_hotspot"):
        page = client.get(f"{LIST}?theme=W&since=2026-01").content.decode()
    assert 'value="2026-01"' in page
    assert '<option value="W" selected' in page


def test_the_page_of_a_hotspot_is_given_up_as_a_whole(client: Client, settings: Any) -> None:
    address = hotspot().url
    with sluggish("maps_hotspotmember"):
        answer = client.get(f"/en{address}")
    assert answer.status_code == 503
    settings.LAYER_SECONDS = 60
    assert client.get(address).status_code == 200
    assert f'href="/en{address}"' in answer.content.decode(), "it can be tried again"


def test_the_page_of_an_area_goes_without_its_hotspots(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LAYER_SECONDS = 60
    monkeypatch.setattr("maps.area.view.HOTSPOTS_SECONDS", 0.3)
    with sluggish("maps_hotspot"):
        answer = client.get("/en/wilayah/64.08/")
    assert answer.status_code == 200
    assert "and was given up" in answer.content.decode()


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize("table", ["maps_bin", "boundaries_overlay"])
def test_figures_and_ground_of_a_picture_have_the_same_limit(client: Client, address: str, table: str) -> None:
    with sluggish(table):
        answer = client.get(f"/en{address}")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert "0.3 seconds" in answer.json()["detail"]
    assert int(answer["Retry-After"]) > 0


def test_a_limit_within_another_does_not_lift_it() -> None:
    with time_limit(7):
        with time_limit(2):
            assert _timeout() == "2s"
        assert _timeout() == "7s"
        with time_limit(20):
            assert _timeout() == "7s"
        with pytest.raises(TooHeavyError), time_limit(0.05):
            _slept()
        assert _timeout() == "7s"
    assert _timeout() not in {"7s", "2s"}


def _timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


def _slept() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(60)")


@pytest.mark.parametrize("address", HEAVY)
def test_when_enough_is_being_made_one_more_is_asked_to_come_back(
    client: Client, address: str, others: Any, settings: Any
) -> None:
    settings.LAYER_SECONDS = 60
    ReportFactory()
    fold_all()
    take_all(others, settings)
    answer = client.get(f"/en{address}")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Many maps and files are being made" in answer.content.decode()
    others.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, settings.HEAVY_SLOTS - 1])
    assert client.get(address).status_code == 200


def test_what_is_light_needs_no_slot(client: Client, others: Any, settings: Any) -> None:
    settings.LAYER_SECONDS = 60
    take_all(others, settings)
    for address in ("/titik-rawan/", LIST, "/peta/lapis/heksagon/4/12/8.mvt"):
        assert client.get(address).status_code == 200


def test_a_slot_is_free_again_whatever_becomes_of_the_work(others: Any, settings: Any) -> None:
    settings.HEAVY_SLOTS = 1
    with pytest.raises(TooHeavyError), slot(), time_limit(0.05):
        _slept()
    take_all(others, settings)
    with pytest.raises(BusyError), slot():
        pass


def test_who_holds_a_slot_goes_on_in_it(others: Any, settings: Any) -> None:
    settings.HEAVY_SLOTS = 1
    with slot():
        with slot():
            pass
        others.execute("SELECT pg_try_advisory_lock(%s, 0)", [LOCKS])
        assert others.fetchone() == (False,), "it is still held"
    take_all(others, settings)
