"""/ogc/ as a standard WFS 2.0: what it holds, by filters and pages, in every format; what it answers to nonsense."""

import csv
import datetime as dt
import io
import json
import re
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boundaries.models import Area, Edition
from maps.bins.folding import fold_all
from maps.models import Hotspot
from maps.ogc import limits, view
from reports.models import Category, Report, State
from tests.factories import ReportFactory, UserFactory, area
from tests.maps.gathering import hotspot, spot

pytestmark = pytest.mark.django_db

SANGATTA, SANGGAU = (117.55, 0.53), (110.6, 0.12)
NS = {"wfs": "http://www.opengis.net/wfs/2.0", "gml": "http://www.opengis.net/gml/3.2", "gl": "urn:geo-lapor:wfs"}
OWS = "{http://www.opengis.net/ows/1.1}"
FES = 'xmlns="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'
CRS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"


def report(place: tuple[float, float] = SANGATTA, code: str = "W1", day: int = 10, **more: Any) -> Report:
    where = {"regency": area("61.03"), "province": area("61")} if place == SANGGAU else {}
    return ReportFactory(
        point=Point(*place, srid=4326),
        category=Category.objects.get(pk=code),
        received_at=dt.datetime(2026, 3, day, tzinfo=dt.UTC),
        **(where | more),
    )


def ask(client: Client | None = None, /, **asked: str | int) -> HttpResponseBase:
    query = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature"} | asked
    return (client or Client()).get(f"/ogc/?{urlencode(query)}")


def text(response: Any) -> str:
    data = b"".join(response) if response.streaming else response.content
    assert response.status_code == 200, data
    return data.decode()


def rows(**asked: str | int) -> list[dict[str, Any]]:
    return [one["properties"] for one in json.loads(text(ask(OUTPUTFORMAT="geojson", **asked)))["features"]]


def numbers(**asked: str | int) -> set[str]:
    return {row["number"] for row in rows(TYPENAMES="laporan", **asked)}


def filtered(condition: str) -> str:
    return f"<Filter {FES}>{condition}</Filter>"


def compare(operator: str, name: str, value: Any) -> str:
    return f"<{operator}><ValueReference>{name}</ValueReference><Literal>{value}</Literal></{operator}>"


def root(response: HttpResponseBase) -> ElementTree.Element:
    return ElementTree.fromstring(text(response))  # noqa: S314 - our own answer


# What is published


def test_reports_stand_at_their_public_place_under_the_names_of_the_layer() -> None:
    one = report()
    (row,) = rows(TYPENAMES="laporan")
    assert row == {
        "number": one.number, "incidents": 1, "theme": "W", "category": "W1", "state": one.state,
        "received": "2026-03-10", "province": "64", "regency": "64.08", "lon": 117.55, "lat": 0.53, "coarse": False,
        "url": f"http://127.0.0.1:8000/laporan/{one.number}/",
    }  # fmt: skip


def test_what_the_public_must_not_know_of_is_in_no_answer_whoever_asks() -> None:
    public = report()
    for hidden in (
        report(confidential=True), report(held=True), report(state=State.ARCHIVED), report(practice=True),
    ):  # fmt: skip
        for client in (Client(), signed_in()):
            assert numbers(FILTER=filtered(compare("PropertyIsEqualTo", "number", hidden.number))) == set()
            found = ask(
                client, STOREDQUERY_ID="urn:ogc:def:query:OGC-WFS::GetFeatureById", ID=f"laporan.{hidden.number}"
            )
            assert found.status_code == 404
            assert hits(client, TYPENAMES="laporan") == "1"
    assert numbers() == {public.number}


def signed_in() -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def hits(client: Client | None = None, **asked: str | int) -> str | None:
    return root(ask(client, RESULTTYPE="hits", **asked)).get("numberMatched")


def test_a_coarse_report_stands_in_the_middle_of_its_cell_and_says_so() -> None:
    middle = Point(117.61, 0.49, srid=4326)
    report(public_point=middle, public_cell_m=9854.0)
    (row,) = rows(TYPENAMES="laporan")
    assert (row["lon"], row["lat"], row["coarse"]) == (117.61, 0.49, True)
    answers = [text(ask(TYPENAMES="laporan", OUTPUTFORMAT=form)) for form in ("geojson", "csv", "text/xml")]
    assert not [answer for answer in answers if "117.55" in answer or "0.53" in answer]


def earlier(name: str = "2001", status: str = Edition.Status.ACTIVE) -> Edition:
    """An edition of one province, Kalimantan Timur, that was in force before ours."""
    edition = Edition.objects.create(
        name=name, source="uji", valid_from=dt.date(2001, 1, 1), valid_to=dt.date(2002, 1, 1)
    )
    province = Area.objects.get(code="64", edition=Edition.objects.in_force().get())
    province.pk, province.edition = None, edition
    province.save()
    Edition.objects.filter(pk=edition.pk).update(status=status)
    return edition


def test_areas_are_those_in_force_unless_a_filter_names_others() -> None:
    old, now = earlier(), Edition.objects.in_force().get()
    assert {row["edition"] for row in rows(TYPENAMES="provinsi")} == {now.name}
    assert hits(TYPENAMES="provinsi") == "38"
    (row,) = rows(TYPENAMES="provinsi", FILTER=filtered(compare("PropertyIsEqualTo", "edition", "2001")))
    assert (row["code"], row["edition"], row["valid_to"]) == ("64", "2001", "2002-01-01")
    everything = filtered(f"<Not>{compare('PropertyIsEqualTo', 'edition', '')}</Not>")
    assert hits(TYPENAMES="provinsi", FILTER=everything) == "39"
    one = root(ask(STOREDQUERY_ID="urn:ogc:def:query:OGC-WFS::GetFeatureById", ID=f"provinsi.{old.pk}-64"))
    assert one.findtext("gl:edition", namespaces=NS) == "2001"


def test_drafts_of_boundaries_are_no_areas() -> None:
    earlier("naskah", Edition.Status.DRAFT)
    assert rows(TYPENAMES="provinsi", FILTER=filtered(compare("PropertyIsEqualTo", "edition", "naskah"))) == []


def test_areas_count_what_the_layer_of_areas_counts() -> None:
    first = report()
    report(merged_into=first, state=State.VERIFIED)
    report(confidential=True)
    fold_all()
    (row,) = rows(TYPENAMES="kabupaten", FILTER=filtered(compare("PropertyIsEqualTo", "code", "64.08")))
    assert (row["name"], row["n"], row["incidents"]) == ("Kabupaten Kutai Timur", 2, 1)


def test_hotspots_have_the_outline_that_the_public_sees() -> None:
    seen = hotspot()
    hidden = hotspot(spot(8, SANGGAU, confidential=True))
    features = json.loads(text(ask(TYPENAMES="titik-rawan", OUTPUTFORMAT="geojson")))["features"]
    assert [one["properties"]["number"] for one in features] == [seen.number]
    assert hidden.number != seen.number
    assert features[0]["geometry"]["type"] == "Polygon"
    assert features[0]["properties"]["url"].endswith(f"/titik-rawan/{seen.number}/")


# Coordinates


def position(**asked: str) -> list[float]:
    found = root(ask(TYPENAMES="laporan", **asked)).find(".//gl:geometry//gml:pos", NS)
    return [float(number) for number in found.text.split()]


def test_coordinates_are_told_in_the_order_of_their_system() -> None:
    report()
    assert position() == [0.53, 117.55]
    assert position(SRSNAME="urn:ogc:def:crs:EPSG::4326") == [0.53, 117.55]
    assert position(SRSNAME=CRS84) == [117.55, 0.53]
    x, y = position(SRSNAME="urn:ogc:def:crs:EPSG::3857")
    assert (round(x), round(y)) == (13085606, 59000)


@pytest.mark.parametrize(
    "box",
    ["0,117,1,118", "0,117,1,118,urn:ogc:def:crs:EPSG::4326", f"117,0,118,1,{CRS84}",
     "13024380,0,13135700,111325,urn:ogc:def:crs:EPSG::3857"],
)  # fmt: skip
def test_a_box_is_read_in_the_order_of_its_system(box: str) -> None:
    inside = report()
    report(SANGGAU)
    assert numbers(BBOX=box) == {inside.number}


def test_a_box_without_a_system_is_in_that_of_the_type_as_gdal_sends_it() -> None:
    inside = report()
    report(SANGGAU)
    envelope = (
        "<gml:Envelope><gml:lowerCorner>0 117</gml:lowerCorner><gml:upperCorner>1 118</gml:upperCorner></gml:Envelope>"
    )
    box = filtered(f"<BBOX><ValueReference>geometry</ValueReference>{envelope}</BBOX>")
    assert numbers(FILTER=box) == {inside.number}


# Filters, order, pages


def test_filters_by_text_number_day_and_place() -> None:
    old, new = report(day=1), report(SANGGAU, "A1", day=20)
    for condition, found in (
        (compare("PropertyIsEqualTo", "theme", "A"), new),
        (compare("PropertyIsEqualTo", "regency", "64.08"), old),
        (compare("PropertyIsLessThan", "lon", "112.5"), new),
        (compare("PropertyIsGreaterThan", "received", "2026-03-10"), new),
        (compare("PropertyIsLessThan", "received", "2026-03-10T00:00:00"), old),
        (f"<Not>{compare('PropertyIsEqualTo', 'category', 'W1')}</Not>", new),
        (f"<Or>{compare('PropertyIsEqualTo', 'theme', 'X')}{compare('PropertyIsEqualTo', 'theme', 'W')}</Or>", old),
    ):
        assert numbers(FILTER=filtered(condition)) == {found.number}, condition
    assert numbers(RESOURCEID=f"laporan.{old.number}") == {old.number}


def test_pages_hold_every_row_once_also_where_rows_are_equal_by_what_they_are_sorted_by() -> None:
    filed = {report(day=day).number for day in (1, 1, 1, 2, 2)}
    pages = [
        [row["number"] for row in rows(TYPENAMES="laporan", SORTBY="received DESC", COUNT=2, STARTINDEX=start)]
        for start in (0, 2, 4)
    ]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {number for page in pages for number in page} == filed
    assert rows(TYPENAMES="laporan", SORTBY="received DESC")[0]["received"] == "2026-03-02"


def test_a_page_says_how_many_there_are_and_where_the_next_one_is() -> None:
    for day in (1, 2, 3):
        report(day=day)
    page = root(ask(TYPENAMES="laporan", COUNT=2))
    assert (page.get("numberMatched"), page.get("numberReturned")) == ("3", "2")
    following = ElementTree.fromstring(text(Client().get(page.get("next").removeprefix("http://testserver"))))  # noqa: S314
    assert (following.get("numberMatched"), following.get("numberReturned")) == ("3", "1")
    assert hits(TYPENAMES="laporan") == "3"


@pytest.mark.parametrize("form", ["geojson", "csv", "application/gml+xml; version=3.2"])
def test_no_answer_is_without_end(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    for renderer in {one.renderer_class for one in view.GetFeature(view.Service(), None).get_output_formats()}:
        monkeypatch.setattr(renderer, "max_page_size", 2)
    for day in (1, 2, 3):
        report(day=day)
    answer = text(ask(TYPENAMES="laporan", OUTPUTFORMAT=form, COUNT=100))
    assert len(set(re.findall(r"laporan/([^/]+)/", answer))) == 2


@pytest.mark.parametrize("name", ["laporan", "kabupaten", "titik-rawan"])
@pytest.mark.parametrize("form", ["geojson", "csv", "application/gml+xml; version=3.2"])
def test_as_many_queries_for_many_rows_as_for_one(name: str, form: str) -> None:
    hotspot()
    counted = []
    for most in (1, 8):
        with CaptureQueriesContext(connection) as queries:
            text(ask(TYPENAMES=name, OUTPUTFORMAT=form, COUNT=most))
        counted.append(len(queries))
    assert counted[1] <= counted[0] + 1, "of a whole page it is counted how many more there are"
    assert max(counted) < 20


# Formats


def test_csv_is_read_by_a_spreadsheet_and_holds_no_formula() -> None:
    found = hotspot()
    Hotspot.objects.filter(pk=found.pk).update(at_sea=False, near="", district="", in_basin="", regency="=1+1")
    (row,) = csv.DictReader(io.StringIO(text(ask(TYPENAMES="titik-rawan", OUTPUTFORMAT="csv"))))
    assert row["name"] == "'=1+1"


def test_values_of_one_property() -> None:
    one = report()
    values = root(ask(REQUEST="GetPropertyValue", TYPENAMES="laporan", VALUEREFERENCE="number"))
    assert [value.text for value in values.iter(f"{{{NS['gl']}}}number")] == [one.number]


def test_a_schema_says_what_the_fields_hold_in_the_language_of_who_asks() -> None:
    in_indonesian = text(ask(REQUEST="DescribeFeatureType", TYPENAMES="laporan"))
    query = "SERVICE=WFS&VERSION=2.0.0&REQUEST=DescribeFeatureType&TYPENAMES=laporan"
    in_english = text(Client().get(f"/ogc/?{query}", headers={"accept-language": "en"}))
    assert '<element name="received" type="date"' in in_english
    assert "<documentation>received</documentation>" in in_english
    assert "<documentation>diterima</documentation>" in in_indonesian


def test_capabilities_name_every_type_with_its_systems() -> None:
    told = text(Client().get("/ogc/?SERVICE=WFS&REQUEST=GetCapabilities"))
    names = re.findall(r"<Name>(.*?)</Name>", told)
    assert names == ["gl:laporan", "gl:provinsi", "gl:kabupaten", "gl:titik-rawan"]
    assert told.count("<DefaultCRS>urn:ogc:def:crs:EPSG::4326") == 4
    assert told.count("<OtherCRS>urn:ogc:def:crs:EPSG::3857") == 4
    assert told.count("<OtherCRS>urn:ogc:def:crs:OGC::CRS84") == 4


def test_people_who_open_the_address_are_told_what_to_do_with_it() -> None:
    page = Client().get("/ogc/", headers={"accept-language": "en"})
    assert "http://testserver/ogc/" in page.content.decode()
    assert "public" not in page.get("Cache-Control", "")
    assert "max-age=" in ask(TYPENAMES="laporan")["Cache-Control"]


# Nonsense


def refusal(response: HttpResponseBase) -> tuple[int, str | None]:
    report = ElementTree.fromstring(b"".join(response))  # noqa: S314
    assert report.tag == f"{OWS}ExceptionReport"
    return response.status_code, report.find(f"{OWS}Exception").get("exceptionCode")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"TYPENAMES": "rahasia"}, "InvalidParameterValue"),
        ({"TYPENAMES": "laporan", "OUTPUTFORMAT": "pdf"}, "InvalidParameterValue"),
        ({"TYPENAMES": "laporan", "SRSNAME": "EPSG:2"}, "InvalidParameterValue"),
        ({"TYPENAMES": "laporan", "BBOX": "a,b"}, "OperationParsingFailed"),
        ({"TYPENAMES": "laporan", "BBOX": "nan,nan,nan,nan"}, "OperationParsingFailed"),
        ({"TYPENAMES": "laporan", "COUNT": "banyak"}, "InvalidParameterValue"),
        ({"TYPENAMES": "laporan", "VERSION": "../../1"}, "OperationParsingFailed"),
        ({"TYPENAMES": "laporan", "FILTER": "<Filter"}, "InvalidParameterValue"),
        ({"TYPENAMES": "laporan", "FILTER": filtered(compare("PropertyIsEqualTo", "point", "1"))},
         "InvalidParameterValue"),
        ({"TYPENAMES": "laporan", "FILTER": filtered(compare("PropertyIsLessThan", "received", "kemarin"))},
         "OperationParsingFailed"),
        ({"REQUEST": "Transaction"}, "OperationNotSupported"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_the_form_of_ows(asked: dict[str, str], code: str) -> None:
    report()
    assert refusal(ask(**asked)) == (400, code)


BOMB = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
QUERY = (
    '<GetFeature xmlns="http://www.opengis.net/wfs/2.0" xmlns:gl="urn:geo-lapor:wfs" service="WFS" version="2.0.0">'
    '<Query typeNames="gl:laporan">{}</Query></GetFeature>'
)


def post(body: str | bytes) -> HttpResponseBase:
    return Client(enforce_csrf_checks=True).post("/ogc/", body, content_type="text/xml")


def test_a_request_by_post_is_answered_like_one_by_get() -> None:
    one = report()
    report(SANGGAU)
    answer = text(post(QUERY.format(filtered(compare("PropertyIsEqualTo", "regency", "64.08")))))
    assert re.findall(r"<gl:number>(.*?)<", answer) == [one.number]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (BOMB + QUERY.format("&b;"), 400),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd">' + QUERY.format(""), 400),
        ("<a>" * 9_000 + "</a>" * 9_000, 400),
        (QUERY.format(filtered("<Not>" * 200 + compare("PropertyIsEqualTo", "theme", "A") + "</Not>" * 200)), 400),
        (QUERY.format("<!--" + "x" * limits.MOST_BYTES + "-->"), 413),
        (b"\xff\xfe", 400),
        ("", 400),
    ],
    ids=["entities", "external", "deep", "deep filter", "long", "no text", "empty"],
)
def test_bombs_do_not_go_off(body: str | bytes, status: int) -> None:
    assert refusal(post(body))[0] == status


def test_a_request_puts_few_questions_at_once() -> None:
    one, query = report(), '<Query typeNames="gl:laporan"/>'
    twice = text(post(QUERY.replace("</GetFeature>", f"{query}</GetFeature>").format("")))
    assert re.findall(r"<gl:number>(.*?)<", twice) == [one.number] * 2
    assert refusal(post(QUERY.replace("</GetFeature>", f"{query * 1_000}</GetFeature>").format("")))[0] == 400
    in_the_address = ask(TYPENAMES="(gl:laporan)" * 5)
    assert refusal(in_the_address)[0] == 400


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    report()
    monkeypatch.setattr(view, "LONGEST_SECONDS", 0.001)
    slow = Report.objects.public().extra(where=["pg_sleep(0.05) IS NOT NULL"])
    monkeypatch.setattr("reports.querysets.ReportQuerySet.public", lambda _self: slow)
    response = ask(TYPENAMES="laporan")
    assert refusal(response) == (503, "OperationProcessingFailed")
    assert int(response["Retry-After"]) > 0
