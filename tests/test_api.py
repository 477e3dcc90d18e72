"""What every address of the API has in common: its errors, its headers, how often it may be asked, its description."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.request import Request

from boundaries.api.answers import answer
from boundaries.api.schema import Words
from boundaries.api.views import ApiView, Deprecation
from geo_lapor.documentation import described
from tests.factories import UserFactory
from tests.programs import API, ask, program, send

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("/nowhere/", {}, 404),
        ("/reports/0000-0000/", {}, 404),
        ("/reports/", {"Accept": "text/html"}, 406),
        ("/reports/?format=xml", {}, 400),
        ("/reports/?categry=W1", {}, 400),
        ("/reports/", {"Authorization": "Bearer nonsense"}, 401),
        ("/cases/", {}, 401),
        ("/areas/%00/", {}, 404),
        ("/hotspots/99999999999999999999/", {}, 404),
    ],
)
def test_every_error_is_a_problem(address: str, headers: dict[str, str], status: int) -> None:
    response = ask(program(), address, **headers)
    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    assert body["status"] == status
    assert body["detail"]


def test_the_root_leads_to_everything() -> None:
    index = ask(program(), "/")
    body = index.json()
    lists = {link.removeprefix("http://testserver") for link in body.pop("lists").values()}
    assert (index.status_code, body.pop("version")) == (200, "1")
    paths = {link.removeprefix("http://testserver") for link in body.values()} | lists
    answers = {path.removeprefix(API).strip("/"): Client().get(path).status_code for path in paths}
    # what needs a token, parameters or another method than GET
    assert {path: status for path, status in answers.items() if status != 200} == {
        "cases": 401, "token": 401, "webhooks": 401, "intake": 401, "locate/batch": 405, "locate": 400, "places": 400
    }  # fmt: skip
    assert lists == {path for path in described("en")["paths"] if "{" not in path} - {f"{API}/"}


def test_an_address_without_its_slash_leads_to_the_one_with_it() -> None:
    response = ask(program(), "/reports?limit=1")
    assert (response.status_code, response["Location"]) == (301, f"{API}/reports/?limit=1")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[1]", 400),
        ('{"points": [[NaN, 1]]}', 400),
        ('{"on": "2026-01-01", "on": "2026-01-02"}', 400),
        ('"\\ud800"', 400),
        ("[" * 100_000, 400),
        ('{"points": ' + "[" * 40 + "]" * 40 + "}", 400),
        (b"\xff\xfe", 400),
        ('{"points": "' + "x" * 2_200_000 + '"}', 413),
    ],
)
def test_what_is_no_json_of_ours_is_refused(body: str | bytes, status: int) -> None:
    response = send(program(), "/locate/batch/", body)
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)


def test_other_media_are_refused() -> None:
    response = program().post(f"{API}/locate/batch/", "<x/>", content_type="application/xml")
    assert (response.status_code, response["Content-Type"]) == (415, PROBLEM)


def test_other_methods_are_refused_and_the_right_ones_named() -> None:
    response = program().put(f"{API}/reports/")
    assert (response.status_code, response["Allow"]) == (405, "GET, POST, HEAD, OPTIONS")


@pytest.mark.parametrize("address", ["/reports/", "/areas/?level=province", "/rules/", "/categories/", "/agencies/"])
def test_who_has_an_answer_already_is_not_sent_it_again(address: str) -> None:
    first = ask(program(), address)
    again = ask(program(), address, **{"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["ETag"] == first["ETag"]
    assert "public" in again["Cache-Control"]


def test_pages_of_other_sites_read_what_is_public_and_nothing_else() -> None:
    assert ask(program(), "/reports/")["Access-Control-Allow-Origin"] == "*"
    assert ask(program(), "/nowhere/")["Access-Control-Allow-Origin"] == "*"
    asked_before = program().options(f"{API}/reports/")
    assert (asked_before.status_code, asked_before["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Headers" not in asked_before
    for address in ("/cases/", "/token/", "/webhooks/"):
        assert "Access-Control-Allow-Origin" not in ask(program(), address)


def test_who_asks_too_often_is_told_when_to_ask_again(settings: Any) -> None:
    settings.API_PER_MINUTE, settings.API_PER_MINUTE_BY_TOKEN = 2, 3
    left = [ask(program(), "/rules/")["RateLimit-Remaining"] for _time in range(2)]
    refused = ask(program(), "/rules/")
    assert (left, refused.status_code, refused["Content-Type"]) == (["1", "0"], 429, PROBLEM)
    assert 0 < int(refused["Retry-After"]) <= 61
    assert (refused["RateLimit-Limit"], refused["RateLimit-Remaining"]) == ("2", "0")
    other = program(UserFactory())
    assert [ask(other, "/rules/").status_code for _time in range(4)] == [200, 200, 200, 429]


def test_where_a_point_lies_is_not_counted(settings: Any) -> None:
    settings.API_PER_MINUTE = 1
    assert [ask(program(), "/locate/?lon=117.55&lat=0.53").status_code for _time in range(3)] == [200] * 3


def _addresses(resolver: Any, before: str) -> list[str]:
    found = []
    for part in resolver.url_patterns:
        route = f"{before}{part.pattern}"
        if isinstance(part, URLResolver):
            found += _addresses(part, route)
        elif isinstance(part, URLPattern):
            found.append(re.sub(r"<\w+:(\w+)>", r"{\1}", route))
    return found


def test_every_address_is_described() -> None:
    api = next(part for part in get_resolver().url_patterns if str(part.pattern) == "api/v1/")
    known = {address for address in _addresses(api, "/api/v1/") if "^" not in address}
    assert known - set(described("en")["paths"]) == {"/api/v1/schema/"}


def test_the_description_is_openapi_and_its_page_asks_nobody_else(client: Client) -> None:
    response = client.get(f"{API}/schema/")
    assert response.json()["openapi"].startswith("3.1")
    page = client.get("/api/docs/").content.decode()
    assert "swagger-ui-bundle" in page
    assert not re.search(r'(?:src|href)="https?://', page)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page)


def test_an_address_that_will_go_says_so() -> None:
    class Going(ApiView):
        authentication_classes = throttle_classes = ()
        words = {"GET": Words("going", "")}
        deprecation = Deprecation(
            dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 1, 1, tzinfo=dt.UTC), "https://contoh.id/kabar"
        )

        def get(self, request: Request) -> Any:
            return answer(request._request, {})

    response = Going.as_view()(RequestFactory().get("/"))
    assert (response["Deprecation"], response["Sunset"]) == ("@1767225600", "Fri, 01 Jan 2027 00:00:00 GMT")
    assert response["Link"] == '<https://contoh.id/kabar>; rel="deprecation"; type="text/html"'
