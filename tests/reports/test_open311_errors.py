"""Open311: whatever is asked wrongly is answered with a code and a sentence, in the format asked for."""

import io
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.reports import open311
from tests.reports.open311 import ROOT, complaints, parsed, partner_key, said

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"

ASKED_WRONGLY = [
    ("requests.{}?page=-1", 400),
    ("requests.{}?page=0", 400),
    ("requests.{}?page=1.5", 400),
    ("requests.{}?page=9999999", 400),
    ("requests.{}?page=٣٤", 400),
    ("requests.{}?page_size=1001", 400),
    ("requests.{}?page_size=x", 400),
    ("requests.{}?status=selesai", 400),
    ("requests.{}?start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:01Z", 400),
    ("requests.{}?start_date=2026-03-01T00:00:00Z&end_date=2026-02-01T00:00:00Z", 400),
    ("requests.{}?start_date=2026-01-01", 400),
    ("requests.{}?start_date=2026-01-01T00:00:00", 400),
    ("requests.{}?start_date=2026-02-30T00:00:00Z", 400),
    ("requests.{}?start_date=2026-01-01T25:00:00Z", 400),
    ("requests.{}?start_date=1767225600", 400),
    ("requests.{}?start_date=9999-12-31T00:00:00Z", 400),
    ("requests.{}?end_date=0001-01-01T00:00:00Z", 400),
    ("requests.{}?end_date=0001-01-01T00:00:00%2B14:00", 400),
    ("requests.{}?end_date=%00", 400),
    ("requests.{}?service_code=W1,ZZ", 404),
    ("requests.{}?service_code=%00", 404),
    ("requests.{}?jurisdiction_id=kota.contoh", 404),
    ("requests.{}?jurisdiction_id=%00", 404),
    ("requests.{}?jurisdiction_id=64.08.01", 404),
    ("requests.{}?service_request_id=" + ",".join(map(str, range(1_001))), 400),
    ("requests.{}?" + "&".join(f"n{number}=1" for number in range(1_200)), 400),
    ("requests/2345-6789.{}", 404),
    ("requests/%00.{}", 404),
    ("requests/%0a.{}", 404),
    ("requests/..%2f..%2fservices.{}", 404),
    (f"requests/{'9' * 5000}.{{}}", 404),
    ("requests/2345-6789.{}?jurisdiction_id=99.99", 404),
    ("services/ZZ.{}", 404),
    ("services/w1.{}", 404),
    ("services/%F0%9F%90%9F.{}", 404),
    ("services.{}?jurisdiction_id=99", 404),
    ("tokens/12345.{}", 404),
    ("tokens/00000000-0000-4000-8000-000000000000.{}", 404),
    ("request.{}", 404),
    ("%0a.{}", 404),
    ("a/b/c.{}", 404),
]  # fmt: skip


@pytest.mark.parametrize(("address", "status"), ASKED_WRONGLY, ids=[address[:60] for address, _status in ASKED_WRONGLY])
def test_errors_come_in_the_format_asked_for(address: str, status: int) -> None:
    told = Client().get(f"{ROOT}/{address.format('json')}")
    assert told.status_code == status, told.content.decode()
    assert told["Content-Type"] == "application/json"
    assert complaints(told)
    tree = parsed(Client().get(f"{ROOT}/{address.format('xml')}"))
    assert (tree.tag, tree.findtext("error/code")) == ("errors", str(status))
    assert tree.findtext("error/description")
    assert told["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "status"),
    [("", 404), ("services", 404), ("requests", 404), ("services.csv", 400), ("requests/1.html", 400), ("v2.xml", 404)],
)
def test_without_a_format_that_is_known_errors_are_xml(address: str, status: int) -> None:
    response = Client().get(f"{ROOT}/{address}")
    assert response.status_code == status
    assert parsed(response).findtext("error/code") == str(status)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_told_which_there_are(method: str) -> None:
    response = getattr(Client(), method)(f"{ROOT}/requests.json")
    assert response.status_code == 400
    assert method.upper() in complaints(response)
    assert response["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert Client().post(f"{ROOT}/services.json")["Allow"] == "GET, HEAD, OPTIONS"


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/xml", BOMB),
        ("application/json", b"[" * 100_000),
        ("", b"service_code=W1"),
        ("multipart/form-data", b"service_code=W1"),
        ("multipart/form-data; boundary=x", b"--y\r\n"),
        (f"{FORM}; charset=latin-1", b"service_code=W1"),
        (f"{FORM}; charset=tidak-ada", b"service_code=W1"),
        (FORM, b"description=" + b"a" * 3_000_000),
        (FORM, b"&".join(b"a%d=1" % number for number in range(1_500))),
    ],
    ids=range(9),
)
def test_bodies_that_are_no_form_are_refused(content_type: str, body: bytes) -> None:
    for ending in ("json", "xml"):
        response = Client().generic("POST", f"{ROOT}/requests.{ending}", body, content_type=content_type)
        assert response.status_code in (400, 403)  # one that can be read after all has no key
        assert response["Content-Type"] != "text/html"
    assert parsed(response).tag == "errors"


def test_text_that_is_no_utf_8_does_no_harm() -> None:
    body = "&".join(f"{name}={quote(value)}" for name, value in said(partner_key(), description=None).items())
    response = Client().generic(
        "POST", f"{ROOT}/requests.xml", f"{body}&description=%ff%fe%ed%a0%80 rusak".encode(), content_type=FORM
    )
    assert response.status_code == 201, response.content.decode()
    assert parsed(response).findtext("request/service_request_id")


def test_a_million_numbers_are_too_many() -> None:
    response = Client().get(f"{ROOT}/requests.json", {"service_request_id": ",".join(map(str, range(1_000_000)))})
    assert response.status_code == 400
    assert "1" in complaints(response)


def test_errors_speak_the_language_asked_for() -> None:
    told = Client().get(f"{ROOT}/requests.json?status=x", headers={"Accept-Language": "en"})
    assert (complaints(told), told["Content-Language"]) == ("A status is open or closed.", "en")


def test_errors_may_be_read_by_pages_of_other_sites() -> None:
    assert Client().get(f"{ROOT}/requests.json?page=x")["Access-Control-Allow-Origin"] == "*"


def test_a_file_in_the_place_of_a_field_is_no_field() -> None:
    fields = {**said(partner_key()), "description": io.BytesIO(b"isi")}
    response = open311.post(fields)
    assert response.status_code == 201


def test_an_address_may_ask_so_often_and_no_oftener(settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    answers = [Client().get(f"{ROOT}/requests.json") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 61
    assert complaints(answers[2])
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]


def test_a_partner_is_told_what_is_left_of_its_hour() -> None:
    key = partner_key()
    answers = [open311.post(said(key)), open311.post(said(key) | {"service_code": "Z9"})]
    assert [answer.status_code for answer in answers] == [201, 404]
    assert [int(answer["RateLimit-Limit"]) - int(answer["RateLimit-Remaining"]) for answer in answers] == [1, 2]
