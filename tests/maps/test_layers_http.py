"""Layers over HTTP: what may be kept and by whom, what is sent packed, and what is wrong with a question."""

import gzip
import json
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import brotli
import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maps.bins.folding import fold_all
from maps.layers import kept, remembered, views
from maps.layers.ask import Ask, Sql
from maps.layers.kept import Answer, Kept
from maps.layers.layer import DEGREES, Column, Layer
from maps.layers.registry import LAYERS
from tests.cast import staff
from tests.factories import SANGATTA, ReportFactory, UserFactory
from tests.maps import tiles

pytestmark = pytest.mark.django_db

ZOOM = 9
PLACE = tiles.tile_of(*SANGATTA, ZOOM)
HERE = f"{ZOOM}/{PLACE[0]}/{PLACE[1]}.mvt"
TILE = f"/peta/lapis/heksagon/{HERE}"
VIEW = "/peta/lapis/wilayah.geojson?bbox=116,-1,119,2&zoom=7"
ADDRESSES = [
    *(f"/peta/lapis/{name}/{HERE}" for name in LAYERS),
    *(f"/peta/lapis/{name}.geojson?bbox=116,-1,119,2&zoom=7" for name in LAYERS),
]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    kept.here.clear()
    remembered.forget()
    cache.clear()


@pytest.fixture
def keeping(settings: Any) -> None:
    settings.LAYERS_KEPT_SECONDS = 60


@pytest.fixture
def report() -> Any:
    found = ReportFactory()
    fold_all()
    return found


# Who may keep an answer


@pytest.mark.usefixtures("keeping", "report")
@pytest.mark.parametrize("address", ADDRESSES)
def test_visitors_answers_may_be_kept_and_others_may_not(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=60"
    assert {"Cookie", "Accept-Encoding"} <= {name.strip() for name in answer["Vary"].split(",")}
    citizen = Client()
    citizen.force_login(UserFactory())
    for client in (citizen, staff()):
        assert client.get(address)["Cache-Control"] == "private, no-cache"


@pytest.mark.usefixtures("keeping")
def test_what_staff_count_reaches_nobody_else() -> None:
    ReportFactory(confidential=True)
    fold_all()
    officer = staff()
    for client, expected in ((Client(), 0), (officer, 1), (Client(), 0), (officer, 1), (staff("DLH-34.04"), 0)):
        assert len(tiles.decoded(client.get(TILE).content, "heksagon")) == expected
        found = json.loads(client.get(VIEW).content)["features"]
        assert next(f["properties"]["n"] for f in found if f["properties"]["code"] == "64.08") == expected


@pytest.mark.usefixtures("keeping", "report")
def test_staff_see_at_once_what_visitors_see_a_minute_later() -> None:
    visitor, officer = Client(), staff()
    assert tiles.decoded(visitor.get(TILE).content, "heksagon")[0]["properties"]["n"] == 1
    ReportFactory()
    fold_all()
    assert tiles.decoded(visitor.get(TILE).content, "heksagon")[0]["properties"]["n"] == 1
    assert tiles.decoded(officer.get(TILE).content, "heksagon")[0]["properties"]["n"] == 2
    kept.here.clear()
    assert tiles.decoded(visitor.get(TILE).content, "heksagon")[0]["properties"]["n"] == 2


@pytest.mark.usefixtures("keeping", "report")
def test_an_answer_that_is_kept_asks_the_database_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = Client().get(TILE)
    with django_assert_num_queries(0):
        again = Client().get(TILE)
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])


@pytest.mark.usefixtures("keeping", "report")
def test_the_same_selection_is_made_once_however_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    tile = Layer.tile

    def noted(layer: Layer, ask: Ask) -> bytes:
        made.append(ask)
        return tile(layer, ask)

    monkeypatch.setattr(Layer, "tile", noted)
    for query in ("theme=W&state=open", "state=open&theme=W", "state=open&theme=W&category="):
        Client().get(f"{TILE}?{query}")
    assert len(made) == 1
    Client().get(f"{TILE}?theme=W")
    assert len(made) == 2


@pytest.mark.usefixtures("keeping", "report")
def test_what_was_dear_to_make_is_shared_by_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_DEAR_SECONDS", 0)
    first = Client().get(VIEW)
    kept.here.clear()  # as in another process
    monkeypatch.setattr(views, "statement_limit", None)  # nothing can be made any more
    assert Client().get(VIEW).content == first.content


def test_the_answers_not_asked_for_longest_are_forgotten_first(settings: Any) -> None:
    settings.LAYERS_KEPT_SECONDS = 60
    few = Kept(most_bytes=3 * Answer(b"x" * 1000, "").size)
    for name in "abc":
        few.put(name, Answer(name.encode() * 1000, ""))
    assert few.get("a")
    few.put("d", Answer(b"d" * 1000, ""))
    assert few.get("b") is None
    assert all(few.get(name) for name in "acd")
    few.put("e", Answer(b"e" * 1000, "", made=time.time() - 61))
    assert few.get("e") is None, "it is too old"


# What is sent


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_the_answer_is_not_sent_it_again(address: str) -> None:
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": f'"other", {first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    ReportFactory()
    fold_all()
    if "heksagon" in address:
        changed = Client().get(address, headers={"If-None-Match": first["ETag"]})
        assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0, gzip;q=0", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_answers_are_packed_as_the_receiver_can_take_them(accepted: str, encoding: str) -> None:
    plain = Client().get(VIEW)
    answer = Client().get(VIEW, headers={"Accept-Encoding": accepted})
    assert answer.get("Content-Encoding", "") == encoding
    assert int(answer["Content-Length"]) == len(answer.content)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert unpack(answer.content) == plain.content
    assert answer["ETag"] == plain["ETag"]


@pytest.mark.usefixtures("report")
def test_only_reading_is_possible() -> None:
    head = Client().head(TILE)
    assert (head.status_code, head.content) == (200, b"")
    for address in (TILE, VIEW, "/peta/lapis/heksagon.csv", "/titik-rawan/peta.png"):
        refused = Client(enforce_csrf_checks=True).post(address)
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
        assert refused["Content-Type"] == "application/problem+json"
        assert refused.json()["status"] == 405


# What is wrong with a question

TOO_WIDE = "bbox=-180,-90,180,90&zoom=4"
BAD = [
    ("heksagon/17/0/0.mvt", "z"),
    ("heksagon/99/1/1.mvt", "z"),
    ("heksagon/-1/0/0.mvt", "z"),
    ("heksagon/x/0/0.mvt", "z"),
    ("heksagon/99999999999999999999999/0/0.mvt", "z"),
    ("heksagon/4/16/0.mvt", "x"),
    ("heksagon/4/0/16.mvt", "y"),
    ("heksagon/4/-1/0.mvt", "x"),
    ("heksagon/4/1.5/0.mvt", "x"),
    ("heksagon/4/٣/0.mvt", "x"),
    ("heksagon.geojson?bbox=141,6,95,-11&zoom=4", "bbox"),
    ("heksagon.geojson?bbox=-11,95,6,141&zoom=4", "bbox"),  # latitude first
    (f"heksagon.geojson?{TOO_WIDE}", "bbox"),
    ("heksagon.geojson?bbox=95,-11,141,6&zoom=12", "bbox"),
    ("heksagon.geojson?bbox=95,-11,141&zoom=4", "bbox"),
    ("heksagon.geojson?bbox=95,-11,nan,6&zoom=4", "bbox"),
    ("heksagon.geojson?bbox=95,-11,inf,6&zoom=4", "bbox"),
    ("heksagon.geojson?bbox=&zoom=4", "bbox"),
    ("heksagon.geojson?bbox=95,-11,141,6", "zoom"),
    ("heksagon.geojson?bbox=95,-11,141,6&zoom=4.5", "zoom"),
    ("heksagon.geojson?bbox=95,-11,141,6&zoom=999", "zoom"),
    (f"heksagon/{HERE}?theme=Q", "theme"),
    (f"heksagon/{HERE}?category=W1%27%20OR%201=1--", "category"),
    (f"heksagon/{HERE}?theme=W&category=A1", "category"),
    (f"heksagon/{HERE}?province=64);DROP%20TABLE%20maps_bin;--", "province"),
    (f"heksagon/{HERE}?province=99", "province"),
    (f"heksagon/{HERE}?regency=64.99", "regency"),
    (f"heksagon/{HERE}?state=%00", "state"),
    (f"heksagon/{HERE}?state=diarsipkan", "state"),
    (f"heksagon/{HERE}?urgency=D%27", "urgency"),
    (f"heksagon/{HERE}?since=2016-01&until=2025-12", "since"),
    (f"heksagon/{HERE}?since=2026-03&until=2026-01", "until"),
    (f"heksagon/{HERE}?since=2026-13", "since"),
    (f"heksagon/{HERE}?since=1%20OR%201=1", "since"),
    (f"heksagon/{HERE}?edition=1945", "edition"),
    (f"heksagon/{HERE}?thema=W", "thema"),  # misspelt: passed over, it would show everything
    (f"heksagon/{HERE}?theme=W&theme=A", "theme"),
    (f"signifikansi/{HERE}?state=open", "state"),
]


@pytest.mark.parametrize(("address", "parameter"), BAD)
def test_a_wrong_question_is_told_at_its_parameter(address: str, parameter: str) -> None:
    answer = Client().get(f"/peta/lapis/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == 400
    assert list(problem["errors"]) == [parameter]
    assert all(problem["errors"][parameter])
    assert "Cache-Control" not in answer


def test_all_that_is_wrong_is_told_at_once_in_the_language_of_who_asks() -> None:
    query = "bbox=9&zoom=77&theme=Q&x=1"
    indonesian = Client().get(f"/peta/lapis/heksagon.geojson?{query}").json()
    assert set(indonesian["errors"]) == {"zoom", "theme", "x"}
    english = Client().get(f"/en/peta/lapis/heksagon.geojson?{query}").json()
    led = Client().get(f"/peta/lapis/heksagon.geojson?{query}", headers={"Accept-Language": "en"}, follow=True).json()
    assert english == led
    assert english["errors"]["theme"] == ["Select a valid choice. Q is not one of the available choices."]
    assert english["errors"]["theme"] != indonesian["errors"]["theme"]


def test_an_unknown_layer_is_not_found_and_those_that_there_are_are_named() -> None:
    for address in ("panas/4/12/8.mvt", "panas.geojson?bbox=95,-11,141,6&zoom=4"):
        answer = Client().get(f"/peta/lapis/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert all(name in answer.json()["detail"] for name in LAYERS)


def test_nothing_where_nothing_is() -> None:
    for name in ("titik", "kelompok", "heksagon", "signifikansi", "pola", "kepadatan", "titik-rawan"):
        assert Client().get(f"/peta/lapis/{name}/4/12/8.mvt").content == b""
        assert tiles.in_view(Client(), name, 4, "") == []
    assert {one["properties"]["n"] for one in tiles.in_view(Client(), "wilayah", 4, "")} == {0}


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer over which the database would sit for a minute."""
    sql = f"SELECT 'x' AS cell, ST_SetSRID(ST_MakePoint(pg_sleep(60)::text::float8, 0), {DEGREES}) AS geometry"
    layer = Layer("endless", "", (Column("cell", "text", ""),), lambda _ask: Sql(sql, []), srid=DEGREES)
    monkeypatch.setitem(LAYERS, "endless", layer)


@pytest.mark.usefixtures("endless", "report")
def test_a_question_that_takes_too_long_is_given_up(settings: Any) -> None:
    settings.LAYER_SECONDS = 0.2
    for client in (Client(), staff()):
        answer = client.get("/peta/lapis/endless/4/12/8.mvt")
        assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
        assert answer.json()["status"] == HTTPStatus.SERVICE_UNAVAILABLE
        assert int(answer["Retry-After"]) > 0
    assert len(tiles.decoded(Client().get(TILE).content, "heksagon")) == 1, "others are answered"
