"""Whatever a program or a bent link sends, the answer is an error that says so, never a failure of ours."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client, RequestFactory

from reports.models import Report
from reports.photos import MAX_BYTES
from reports.place_search import search_places
from reports.receiving import MAX_FILES
from reports.throttle import client_address
from tests.factories import SANGATTA

pytestmark = pytest.mark.django_db
URL = "/api/v1/reports/"
SAID = {
    "category": "W1",
    "lon": SANGATTA[0],
    "lat": SANGATTA[1],
    "description": "Tumpukan sampah di pinggir jalan.",
}


def post(body: bytes | str, content_type: str = "application/json") -> Any:
    return Client().generic("POST", URL, body, content_type=content_type)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("occurred_on", 20260101),
        ("occurred_on", True),
        ("occurred_on", 1.5),
        ("lon", 10**400),
        ("lon", float("nan")),
        ("lat", float("inf")),
        ("accuracy_m", 10**400),
        ("accuracy_m", -1),
        ("category", 5),
        ("description", True),
        ("description", "nol \x00 di tengah"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_at_its_field(field: str, value: Any) -> None:
    response = post(json.dumps({**SAID, field: value}))
    assert response.status_code == 422
    assert field in response.json()["errors"]
    assert not Report.objects.exists()


@pytest.mark.parametrize("field", ["description", "name", "coordinates", "place_choice", "no such field"])
def test_half_a_character_is_no_json(field: str) -> None:
    assert post(json.dumps({**SAID, field: "setengah \ud800 huruf"})).status_code == 400


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b"{", b"\xff\xfe", b"1" * 5_000])
def test_json_too_deep_or_damaged_is_refused(body: bytes) -> None:
    assert post(body).status_code == 400


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b" " * 3_000_000, "application/json", 413),
        (b"name=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", 413),
        (b"a=b&" * 1_100, "application/x-www-form-urlencoded", 400),
        (b"x", "multipart/form-data", 400),
    ],
)
def test_a_body_that_cannot_be_taken_in_is_a_problem_as_all_others(body: bytes, content_type: str, status: int) -> None:
    response = post(body, content_type)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(("sent", "kept"), [(0, False), (1, True), (False, False), (True, True), ("false", False)])
def test_a_programs_yes_and_no_are_understood(sent: Any, kept: bool) -> None:
    assert post(json.dumps({**SAID, "confidential": sent})).status_code == 201
    assert Report.objects.get().confidential is kept


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/lapor/?category=%00", 200),
        ("/lapor/terkirim/%00/", 302),
        ("/lapor/terkirim/%00/simpan.txt", 404),
        ("/laporan/%00/", 404),
        ("/lacak/?number=%00", 200),
    ],
)
def test_a_zero_byte_in_an_address_does_no_harm(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_of_a_huge_upload_little_is_kept_and_nothing_typed_is_lost(
    typed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []
    whole = TemporaryFileUploadHandler.receive_data_chunk

    def counting(self: Any, raw_data: bytes, start: int) -> Any:
        kept.append(len(raw_data))
        return whole(self, raw_data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", counting)
    huge = SimpleUploadedFile("besar.jpg", b"\xff\xd8\xff" + bytes(3 * MAX_BYTES), "image/jpeg")
    response = Client().post("/lapor/", {**typed, "photos": [huge]})
    assert response.status_code == 422
    assert MAX_BYTES < sum(kept) < 1.1 * MAX_BYTES
    assert "besar.jpg" in str(response.context["form"].errors["photos"])
    assert typed["description"] in response.content.decode()


def test_of_very_many_files_the_first_ones_stand_for_the_rest(typed: dict[str, str]) -> None:
    files = [SimpleUploadedFile(f"{n}.jpg", b"x", "image/jpeg") for n in range(50)]
    response = Client().post("/lapor/", {**typed, "photos": files})
    assert response.status_code == 422
    assert len(response.context["form"].errors["photos"]) == MAX_FILES


@pytest.mark.parametrize("address", ["locate/", "places/", "categories/", "reports/K7QM-2X9P/"])
def test_what_only_reads_says_so_to_programs(address: str) -> None:
    assert Client(enforce_csrf_checks=True).post(f"/api/v1/{address}").status_code == 405


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.1", "::ffff:203.0.113.1", True),
        ("203.0.113.1", "203.0.113.2", False),
    ],
)
def test_a_network_of_ipv6_counts_as_one_visitor(rf: RequestFactory, one: str, other: str, same: bool) -> None:
    found = {client_address(rf.get("/", REMOTE_ADDR=address)) for address in (one, other)}
    assert (len(found) == 1) is same


def test_a_search_of_many_words_asks_the_database_a_bounded_number_of_times(
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(17):
        search_places("ka " * 33)
