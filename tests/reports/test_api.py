"""The API of reports: the rules of the form, problem details for every error."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reports.models import Report, StagedPhoto
from tests.factories import SANGATTA
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db
URL = "/api/v1/reports/"


@pytest.fixture
def said() -> dict[str, Any]:
    return {
        "category": "W1",
        "lon": SANGATTA[0],
        "lat": SANGATTA[1],
        "description": "Tumpukan sampah di pinggir jalan.",
    }


@pytest.fixture
def client() -> Client:
    """A program: it has no CSRF token."""
    return Client(enforce_csrf_checks=True)


def post(client: Client, body: Any, **headers: str) -> Any:
    return client.post(URL, json.dumps(body), content_type="application/json", headers=headers)


def test_a_report_filed_as_json_can_be_tracked(client: Client, said: dict[str, Any]) -> None:
    response = post(client, said)
    body = response.json()
    assert response.status_code == 201
    assert body["place"]["regency"] == {"code": "64.08", "name": "Kabupaten Kutai Timur"}
    assert response["Location"] == body["links"]["self"]
    assert "no-store" in response["Cache-Control"]
    opened = Client().post("/lacak/", {"number": body["number"], "pin": body["pin"]})
    assert opened.status_code == 302
    assert Report.objects.get().channel == "api"
    public = client.get(body["links"]["self"]).json()
    assert (public["state"], public["content"], public["view"]) == ("baru", None, "public")


def test_the_same_key_answers_with_the_same_report(client: Client, said: dict[str, Any]) -> None:
    key = str(uuid4())
    first = post(client, said, **{"Idempotency-Key": key})
    second = post(client, {**said, "idempotency_key": key})
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json()["number"], first.json()["pin"]) == (second.json()["number"], second.json()["pin"])
    conflict = post(client, {**said, "description": "Sama sekali lain halnya."}, **{"Idempotency-Key": key})
    assert conflict.status_code == 409
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"category": "H1"},  # whose public place is a cell
        {"category": "A7", "lon": 131.0, "lat": -0.75},  # at sea
        {"category": "A1", "permit_issuer": "province", "dispute": "Ini urusan menteri."},
        {"category": "A4", "crossing": "regency"},
        {"lon": 117.5, "lat": 0.17, "accuracy_m": 40_000},  # so rough that a neighbour may be meant
        {"lon": None, "lat": None, "place_choice": "regency:64.08"},  # known by its name alone
    ],
)
def test_the_first_answer_says_what_is_stored(client: Client, said: dict[str, Any], changes: dict[str, Any]) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first, from_the_database = post(client, {**said, **changes}, **key), post(client, {**said, **changes}, **key)
    assert (first.status_code, from_the_database.status_code) == (201, 200)
    assert first.json() == from_the_database.json()


def test_photos_come_by_multipart(client: Client, said: dict[str, Any]) -> None:
    photo = SimpleUploadedFile("a.jpg", telling_jpeg(), "image/jpeg")
    assert client.post(URL, {**said, "photos": [photo]}).status_code == 201
    assert Report.objects.get().photos.count() == 1


def test_a_refused_request_leaves_no_photo_behind(client: Client, said: dict[str, Any]) -> None:
    photo = SimpleUploadedFile("a.jpg", telling_jpeg(), "image/jpeg")
    assert client.post(URL, {**said, "lon": 110.35, "lat": 1.55, "photos": [photo]}).status_code == 422
    assert not StagedPhoto.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "X9"}, "category"),
        ({"category": None}, "category"),
        ({"description": "pendek"}, "description"),
        ({"lon": 0.53, "lat": 117.55}, "lat"),
        ({"lon": "NaN"}, "lon"),
        ({"lon": 110.35, "lat": 1.55}, "lat"),
        ({"lon": None}, "lon"),
        ({"lon": None, "lat": None}, "place_choice"),
        ({"occurred_on": "2999-01-01"}, "occurred_on"),
        ({"email": "x"}, "email"),
        ({"kind": "gosip"}, "kind"),
        ({"permit_issuer": "gubernur"}, "permit_issuer"),
        ({"crossing": "ya"}, "crossing"),
        ({"dispute": "x" * 501}, "dispute"),
        ({"unknown": "x"}, "unknown"),
        ({"leave_empty": ""}, "leave_empty"),
        ({"description": {"nested": "x"}}, "description"),
    ],
)
def test_errors_are_problem_details_that_name_the_field(
    client: Client, said: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    response = post(client, {**said, **changes})
    body = response.json()
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert (body["type"], body["status"]) == ("about:blank", 422)
    assert list(body["errors"]) == [field]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"<x/>", "application/xml", 415),
        (b"", "text/plain", 415),
        (b"--x", "multipart/form-data", 400),
    ],
)
def test_what_cannot_be_read_is_said_so(client: Client, content: bytes, content_type: str, status: int) -> None:
    response = client.post(URL, content, content_type=content_type)
    assert response.status_code == status
    assert response.json()["status"] == status


def test_reports_are_read_and_filed_here_and_nothing_else(client: Client) -> None:
    response = client.delete(URL)
    allowed = "GET, POST, HEAD, OPTIONS"
    assert (response.status_code, response["Allow"], response.json()["status"]) == (405, allowed, 405)


def test_a_key_is_a_uuid(client: Client, said: dict[str, Any]) -> None:
    assert post(client, said, **{"Idempotency-Key": "1"}).status_code == 400


def test_too_many_reports_are_told_when_to_try_again(client: Client, said: dict[str, Any], settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    assert post(client, said).status_code == 201
    response = post(client, said)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3601


def test_forwarded_addresses_count_only_behind_our_own_proxies(
    client: Client, said: dict[str, Any], settings: Any
) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    assert post(client, said, **{"X-Forwarded-For": "1.1.1.1"}).status_code == 201
    assert post(client, said, **{"X-Forwarded-For": "2.2.2.2"}).status_code == 429
    settings.TRUSTED_PROXIES = 1
    assert post(client, said, **{"X-Forwarded-For": "6.6.6.6, 2.2.2.2"}).status_code == 201
    assert post(client, said, **{"X-Forwarded-For": "7.7.7.7, 2.2.2.2"}).status_code == 429


def test_a_session_gives_a_program_no_power(said: dict[str, Any]) -> None:
    response = post(Client(enforce_csrf_checks=True), said)
    assert "sessionid" not in response.cookies


def test_categories_come_with_both_languages(client: Client) -> None:
    body = client.get("/api/v1/categories/").json()
    assert len(body["categories"]) == 26
    assert [theme["code"] for theme in body["themes"]] == ["L", "A", "H", "U", "W"]
    fish = next(row for row in body["categories"] if row["code"] == "A4")
    assert (fish["name"]["id"], fish["name"]["en"], fish["urgency"]) == ("Ikan mati massal", "Mass fish kill", "D")
    assert "ikan mati" in fish["words"]


def test_categories_say_what_they_ask_besides(client: Client) -> None:
    asked = {row["code"]: row["asks"] for row in client.get("/api/v1/categories/").json()["categories"]}
    assert (asked["A2"], asked["W1"]) == (["crossing", "permit_issuer"], [])


def test_the_answer_to_filing_names_who_must_act(client: Client, said: dict[str, Any]) -> None:
    more = {"category": "A2", "permit_issuer": "province", "dispute": "Ini wewenang menteri."}
    body = post(client, {**said, **more}).json()
    told = body["responsibility"]
    assert (told["agency"]["code"], told["rule"], told["dispute"]) == ("DLH-64", 13, "Ini wewenang menteri.")
    assert told["answer_due_on"] == str(Report.objects.get().answer_due_on)
    public = client.get(body["links"]["self"]).json()["responsibility"]
    assert public["agency"] == told["agency"]
    assert "dispute" not in public


@pytest.mark.parametrize(("number", "status"), [("AAAA", 400), ("AAAA-AAAA", 400), ("0000-0000", 404)])
def test_a_number_that_leads_nowhere(client: Client, number: str, status: int) -> None:
    response = client.get(f"{URL}{number}/")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
