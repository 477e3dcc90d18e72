"""Open311: a client that others wrote, georeport from PyPI, reads our real server, in both formats."""

import datetime as dt
from typing import Any

import pytest
import requests
from django.utils import timezone
from georeport import GeoReport

from reports.models import Category, State
from tests.factories import ReportFactory
from tests.reports.open311 import ROOT, partner_key, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["json", "xml"])
def client(request: pytest.FixtureRequest, live_server: Any) -> GeoReport:
    return GeoReport(f"{live_server.url}{ROOT}", jurisdiction="64.08", output_format=request.param)


def test_the_client_lists_services_and_what_they_ask(client: GeoReport) -> None:
    services = client.get_service_list()
    assert [service["service_code"] for service in services] == list(
        Category.objects.active().values_list("pk", flat=True)
    )
    definition = client.get_service_definition("A1")
    attributes = definition["attributes"]
    listed = attributes["attribute"] if client.output_format == "xml" else attributes
    assert listed[0]["code"] == "permit_issuer"


def test_the_client_reads_what_a_partner_filed(client: GeoReport) -> None:
    answer = requests.post(f"{client.root_address}/requests.json", said(partner_key()), timeout=30)
    assert answer.status_code == 201
    (filed,) = answer.json()
    told = client.get_service_request(filed["service_request_id"])
    assert (told["status"], told["service_code"], str(told["lat"])) == ("open", "W1", "0.53")
    assert told["description"] is None  # nobody has checked it yet


def test_the_client_filters(client: GeoReport) -> None:
    now = timezone.now()
    reports = [
        ReportFactory(
            state=State.VERIFIED, category=Category.objects.get(pk=code), received_at=now - dt.timedelta(days)
        )
        for days, code in ((1, "W1"), (2, "A1"), (3, "U1"))
    ]

    def numbers(**asked: str) -> list[str]:
        return [told["service_request_id"] for told in client.get_service_requests(**asked)]

    assert numbers() == [report.number for report in reports]
    assert numbers(service_code="W1,A1", status="open") == [report.number for report in reports[:2]]
    since = (now - dt.timedelta(days=2.5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert numbers(start_date=since, end_date=now.strftime("%Y-%m-%dT%H:%M:%SZ")) == [
        report.number for report in reports[:2]
    ]
    assert set(numbers(service_request_id=f"{reports[0].number},{reports[2].number}", status="closed")) == {
        reports[0].number, reports[2].number,
    }  # fmt: skip


def test_the_client_is_told_what_it_asked_wrongly(client: GeoReport) -> None:
    with pytest.raises(requests.HTTPError) as refused:
        client.get_service_request("2345-6789")
    assert refused.value.response.status_code == 404
    assert "service_request_id" in refused.value.response.text
