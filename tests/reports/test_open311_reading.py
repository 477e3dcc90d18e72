"""Open311: services and requests as the specification shapes them, and no more of a report than its page shows."""

import datetime as dt
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from reports.actions.case import replying
from reports.models import Category, PartnerFiling, Report, State
from tests.factories import ReportFactory
from tests.reports import open311
from tests.reports.cases import ANSWER, case, staff
from tests.reports.open311 import ROOT, get, get_xml

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def numbers(**query: Any) -> list[str]:
    return [told["service_request_id"] for told in get("requests.json", open311.REQUESTS, **query)]


def received(days_ago: float, **changes: Any) -> Report:
    return ReportFactory(received_at=timezone.now() - dt.timedelta(days=days_ago), **changes)


@pytest.mark.parametrize("address", ["discovery", "../discovery"])
def test_discovery_says_where_and_in_which_forms(address: str) -> None:
    base = ROOT.rsplit("/", 1)[0] if address.startswith("..") else ROOT
    told = Client().get(f"{base}/discovery.json").json()
    open311.jsonschema.validate(told, open311.DISCOVERY)
    assert told["endpoints"][0]["url"] == f"http://testserver{ROOT}"
    tree = open311.parsed(Client().get(f"{base}/discovery.xml"))
    assert tree.tag == "discovery"
    assert [found.text for found in tree.iterfind("endpoints/endpoint/formats/format")] == [
        "text/xml", "application/json",
    ]  # fmt: skip


def test_services_are_the_categories_in_use() -> None:
    Category.objects.filter(pk="U2").update(active=False)
    told = get("services.json", open311.SERVICES)
    codes = [service["service_code"] for service in told]
    assert codes == list(Category.objects.active().values_list("pk", flat=True))
    assert "U2" not in codes
    tree = get_xml("services.xml")
    assert [found.text for found in tree.iterfind("service/service_code")] == codes
    assert {found.text for found in tree.iterfind("service/metadata")} == {"true"}


def test_services_speak_the_language_that_is_asked_for() -> None:
    def name(language: str) -> str:
        told = Client().get(f"{ROOT}/services.json", headers={"Accept-Language": language}).json()
        return next(service["service_name"] for service in told if service["service_code"] == "W1")

    assert (name("id"), name("en")) == tuple(Category.objects.values_list("name_id", "name_en").get(pk="W1"))


def test_a_definition_asks_what_the_rules_decide_by() -> None:
    asked = {
        code: {
            attribute["code"]: attribute for attribute in get(f"services/{code}.json", open311.DEFINITION)["attributes"]
        }
        for code in ("A1", "W1", "L1", "H2")
    }
    assert [pair["key"] for pair in asked["A1"]["permit_issuer"]["values"]] == [
        "unknown", "none", "regency", "province", "central",
    ]  # fmt: skip
    assert "permit_issuer" not in asked["W1"]
    assert asked["W1"]["privacy"]["datatype"] == "multivaluelist"
    assert asked["L1"]["emergency"]["variable"] is False
    assert "112" in asked["L1"]["emergency"]["description"]
    assert asked["H2"]["coarse_place"]["variable"] is False


def test_a_definition_in_xml_has_the_elements_of_the_specification() -> None:
    tree = get_xml("services/A1.xml")
    assert (tree.tag, tree.findtext("service_code")) == ("service_definition", "A1")
    attribute = tree.find("attributes/attribute")
    assert [element.tag for element in attribute] == [
        "variable", "code", "datatype", "required", "datatype_description", "order", "description", "values",
    ]  # fmt: skip
    assert attribute.find("datatype_description").text is None
    assert attribute.findtext("values/value/key") == "unknown"


def test_a_request_tells_what_its_page_tells() -> None:
    report = case("answered")
    (told,) = get(f"requests/{report.number}.json", open311.REQUESTS)
    assert told["status"] == "open"
    assert told["status_notes"].endswith(ANSWER)
    assert told["description"] == report.description
    assert (told["lat"], told["long"]) == (report.public_point.y, report.public_point.x)
    assert told["agency_responsible"] == "DLH Kabupaten Kutai Timur"
    assert told["address_id"] == "regency:64.08"
    assert dt.datetime.fromisoformat(told["requested_datetime"]) == report.received_at.replace(microsecond=0)
    page = Client().get(f"/laporan/{report.number}/").content.decode()
    assert told["description"] in page
    assert told["agency_responsible"] in page


def test_xml_and_json_say_the_same_and_leave_nothing_out() -> None:
    ReportFactory(point=None, public_point=None, public_cell_m=None, doubtful=True)
    case("closed")
    told = get("requests.json", open311.REQUESTS)
    tree = get_xml("requests.xml")
    assert tree.tag == "service_requests"
    assert len(tree) == 2

    def text(value: Any) -> str | None:
        return None if value is None else str(value)

    for request, element in zip(told, tree, strict=True):
        assert element.tag == "request"
        assert {child.tag: child.text for child in element} == {name: text(value) for name, value in request.items()}
    unplaced = told[1]
    assert (unplaced["lat"], unplaced["long"], unplaced["zipcode"]) == (None, None, None)


def test_a_list_of_one_is_a_list() -> None:
    ReportFactory()
    assert len(get("requests.json", open311.REQUESTS)) == 1
    assert len(get("requests.json", open311.REQUESTS, jurisdiction_id="64.08")) == 1
    assert get("requests.json", open311.REQUESTS, jurisdiction_id="64.09") == []
    assert list(get_xml("requests.xml", jurisdiction_id="64.09")) == []


def test_before_it_is_checked_a_request_has_neither_account_nor_photo() -> None:
    report = ReportFactory()
    (told,) = get(f"requests/{report.number}.json", open311.REQUESTS)
    assert (told["description"], told["media_url"]) == (None, None)


@pytest.mark.parametrize(
    "hidden", [{"confidential": True}, {"held": True}, {"state": State.ARCHIVED}, {"practice": True}]
)
def test_what_the_public_may_not_know_of_is_nowhere(hidden: dict[str, Any]) -> None:
    report = ReportFactory(**hidden)
    assert numbers() == []
    assert numbers(service_request_id=report.number) == []
    get(f"requests/{report.number}.json", answers=404)
    assert report.number not in ElementTree.tostring(get_xml("requests.xml"), encoding="unicode")


def test_of_a_coarse_place_the_cell_and_its_agency_are_told() -> None:
    report = ReportFactory(category=Category.objects.get(pk="H2"), state=State.VERIFIED)
    (told,) = get(f"requests/{report.number}.json", extensions="true")
    assert (told["lat"], told["long"]) == (round(report.public_point.y, 6), round(report.public_point.x, 6))
    assert abs(told["lat"] - report.point.y) + abs(told["long"] - report.point.x) > 1e-3
    assert told["extended_attributes"]["cell_m"] == report.public_cell_m
    seen = Client().get(f"/api/v1/reports/{report.number}/").json()
    assert told["agency_responsible"] == seen["responsibility"]["agency"]["name"]


def test_what_is_told_only_on_request_stands_apart() -> None:
    report = ReportFactory(state=State.VERIFIED)
    (told,) = get("requests.json", extensions="true")
    more = told.pop("extended_attributes")
    open311.jsonschema.validate([told], open311.REQUESTS)
    assert more["detailed_status"] == "terverifikasi"
    assert more["page"].endswith(f"/laporan/{report.number}/")
    assert get_xml("requests.xml", extensions="true").findtext("request/extended_attributes/regency") == "64.08"


def test_numbers_override_whatever_else_is_asked() -> None:
    old, other = received(400, state=State.CLOSED, closed_at=timezone.now()), received(1)
    asked = f"{old.number.lower()}, {other.number},nonsense,{'9' * 500}"
    nothing_else = {"status": "no status", "start_date": "no date", "service_code": "ZZ", "page": "-1"}
    assert set(numbers(service_request_id=asked, **nothing_else)) == {old.number, other.number}


def test_lists_are_filtered_by_service_status_and_page() -> None:
    first = received(3, category=Category.objects.get(pk="W1"))
    second = received(2, category=Category.objects.get(pk="A1"))
    third = received(1, state=State.CLOSED, closed_at=timezone.now())
    assert numbers() == [third.number, second.number, first.number]
    assert numbers(service_code="W1,A1", status="open") == [second.number, first.number]
    assert numbers(status="closed") == [third.number]
    assert numbers(status="OPEN,closed") == numbers(status="") == numbers()
    assert numbers(page_size="2") == [third.number, second.number]
    assert numbers(page="2", page_size="2") == [first.number]
    assert numbers(page="999999") == []


def test_one_date_opens_ninety_days_and_none_the_last_ninety() -> None:
    recent, older, oldest = received(10), received(100), received(190)

    def days_ago(days: int) -> str:
        return (timezone.now() - days * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert numbers() == [recent.number]
    assert numbers(start_date=days_ago(120)) == [older.number]
    assert numbers(end_date=days_ago(101)) == [oldest.number]
    assert numbers(start_date=days_ago(105), end_date=days_ago(16)) == [older.number]
    assert numbers(start_date=days_ago(100), end_date=days_ago(10)) != []


def test_a_plus_that_nobody_encoded_is_understood() -> None:
    report = received(1)
    since = (timezone.localtime() - 2 * DAY).isoformat(timespec="seconds")
    answer = Client().get(f"{ROOT}/requests.json?start_date={since}")
    assert [told["service_request_id"] for told in answer.json()] == [report.number]


def test_a_thousand_requests_take_as_many_queries_as_two(django_assert_max_num_queries: Any, settings: Any) -> None:
    settings.EDITION_CHECK_SECONDS = 3600  # rules and agencies are in memory, as they are between two checks

    def asked() -> Any:
        return Client().get(f"{ROOT}/requests.json").json()

    for category in ("W1", "H2", "A1"):
        ReportFactory(category=Category.objects.get(pk=category), state=State.VERIFIED)
    asked()  # what is kept in memory is read once
    with django_assert_max_num_queries(13):
        asked()
    for days in range(12):
        received(days, category=Category.objects.get(pk=("H2", "W1", "A1")[days % 3]), state=State.VERIFIED)
    asked()
    with django_assert_max_num_queries(13):
        assert len(asked()) == 15


def test_news_changes_the_time_of_the_update_and_a_note_among_staff_does_not() -> None:
    report = case("accepted")

    def updated() -> str:
        return get(f"requests/{report.number}.json", open311.REQUESTS)[0]["updated_datetime"]

    before = updated()
    replying.report_progress(report, staff(), body="Truk datang lusa.", at=timezone.now() + DAY)
    after = updated()
    assert after > before
    Report.objects.filter(pk=report.pk).update(updated_at=timezone.now() + 9 * DAY)
    assert updated() == after


def test_an_answer_that_is_known_is_not_sent_again() -> None:
    received(0.01)
    first = Client().get(f"{ROOT}/requests.xml")
    assert "max-age=60" in first["Cache-Control"]
    assert first["Access-Control-Allow-Origin"] == "*"
    same = Client().get(f"{ROOT}/requests.xml", headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    since = Client().get(f"{ROOT}/requests.xml", headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304
    received(1)
    assert Client().get(f"{ROOT}/requests.xml", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_head_and_options_are_answered() -> None:
    head = Client().head(f"{ROOT}/services.xml")
    assert (head.status_code, head.content) == (200, b"")
    asked = Client().options(f"{ROOT}/requests.json")
    assert (asked.status_code, asked["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert "POST" not in asked["Access-Control-Allow-Methods"]


def test_characters_that_xml_has_no_place_for_are_left_out_there() -> None:
    odd = "Tanda <b> & ]]> \"kutip\" 'x' \x0b\x1f\ufffe 🐟 akhir"
    report = ReportFactory(state=State.VERIFIED, description=odd)
    tree = get_xml(f"requests/{report.number}.xml")
    assert tree.findtext("request/description") == "Tanda <b> & ]]> \"kutip\" 'x'  🐟 akhir"
    assert get(f"requests/{report.number}.json")[0]["description"] == odd


def test_coordinates_at_the_equator_are_written_out() -> None:
    report = ReportFactory(point=Point(109.33, 0.00001, srid=4326))
    assert get_xml(f"requests/{report.number}.xml").findtext("request/lat") == "0.00001"


def test_a_token_leads_to_its_number() -> None:
    key = open311.partner_key()
    filed = open311.post(open311.said(key, extensions="true")).json()[0]
    token = filed["extended_attributes"]["token"]
    assert token == str(PartnerFiling.objects.get().token)
    told = get(f"tokens/{token}.json", open311.TOKENS)
    assert told == [{"service_request_id": filed["service_request_id"], "token": token}]
    assert get_xml(f"tokens/{token}.xml").findtext("request/token") == token
