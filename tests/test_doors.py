"""Every door for programs: answers say how often one may ask, other sites read them, and errors say what is wrong."""

from typing import Any, Final
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db

FEEDS: Final = ("/data/umpan/laporan.atom", "/kisah/umpan.atom", "/laporan/{number}/umpan.atom")
OPEN_DATA: Final = ("/data/katalog.json", "/data/api/3/action/package_list")
COUNTED: Final = (
    *FEEDS, *OPEN_DATA, "/data/api/3/action/package_show?id=laporan", "/api/v1/", "/api/v1/schema/",
    "/open311/v2/services.json", "/open311/v2/requests.xml", "/open311/discovery.json", "/open311/v2/services/W1.json",
    "/ogc/?SERVICE=WFS&REQUEST=GetCapabilities",
)  # fmt: skip
LIMIT: Final = 100_000


@pytest.fixture(autouse=True)
def _limit(settings: Any) -> None:
    settings.API_PER_MINUTE = LIMIT


@pytest.fixture
def number() -> str:
    return ReportFactory().number


@pytest.mark.parametrize("address", COUNTED)
def test_each_answer_says_what_is_left_and_one_too_many_is_refused(address: str, number: str, settings: Any) -> None:
    address = address.format(number=number)
    answer = Client().get(address)
    assert (answer.status_code, answer["RateLimit-Limit"]) == (200, str(LIMIT))
    assert int(answer["RateLimit-Remaining"]) < LIMIT
    settings.API_PER_MINUTE = 1  # that one question was it
    refused = Client().get(address)
    assert (refused.status_code, refused["RateLimit-Remaining"]) == (429, "0")
    assert 0 < int(refused["Retry-After"]) <= 61
    assert "public" not in refused.get("Cache-Control", "")


@pytest.mark.parametrize("address", COUNTED)
def test_pages_of_other_sites_read_it(address: str, number: str) -> None:
    address = address.format(number=number)
    told = Client().get(address, headers={"origin": "https://contoh.id"})
    assert told["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit-Remaining" in told["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in told
    before = Client().options(address, headers={"origin": "https://contoh.id"})
    assert before.status_code in {200, 204}
    assert "GET" in before["Access-Control-Allow-Methods"]
    assert "POST" not in before["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("address", [*FEEDS, *OPEN_DATA, "/data/laporan/terkini/laporan.csv", "/api/v1/schema/"])
def test_it_is_only_read(address: str, number: str) -> None:
    refused = Client(enforce_csrf_checks=True).post(address.format(number=number))
    assert (refused.status_code, refused["Content-Type"]) == (405, "application/problem+json")
    assert refused["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", [*FEEDS, *OPEN_DATA, "/api/v1/schema/", "/api/v1/", "/open311/v2/services.json"])
def test_who_has_it_is_not_sent_it_again_and_who_asks_for_its_head_gets_that(address: str, number: str) -> None:
    address = address.format(number=number)
    first, head = Client().get(address), Client().head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "RateLimit-Remaining" in again


def test_each_feed_and_each_entry_has_an_id_of_its_own_that_stays(number: str) -> None:
    ids = [_ids(address.format(number=number)) for address in FEEDS]
    assert ids == [_ids(address.format(number=number)) for address in FEEDS]
    everything = [one for feed in ids for one in feed]
    assert len(everything) == len(set(everything)) > len(FEEDS)


def _ids(address: str) -> list[str]:
    feed = ElementTree.fromstring(Client().get(address).content)  # noqa: S314 - our own
    return [str(found.text) for found in feed.iter("{http://www.w3.org/2005/Atom}id")]


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_nothing_is_at_other_addresses_of_the_api_whatever_is_sent_there(method: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/nowhere/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_file_that_is_not_there_is_a_problem_for_programs_of_any_site() -> None:
    answer = Client().get("/data/laporan/terkini/tidak-ada.csv")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer["Access-Control-Allow-Origin"] == "*"
