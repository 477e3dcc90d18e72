"""What tests of the case page share: a report in the hands of DLH Kutai Timur, and sending its forms."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from reports.models import Report, State
from tests.factories import ReportFactory

HOSTILE = '<script>alert("x")</script>"><img src=x onerror=alert(1)>'
STRANGE = "\u202eterbalik\u202c \u200b\u200d 👩🏽‍🌾 مرحبا"


def case(state: State = State.NEW, **columns: Any) -> Report:
    """A case of DLH Kabupaten Kutai Timur in a state."""
    return ReportFactory(state=state, **columns)


def address(report: Report, slug: str = "", query: str = "") -> str:
    """Address of a case's page or of one of its forms."""
    path = f"/petugas/kasus/{report.number}/"
    return f"{path}{slug}/{query}" if slug else f"{path}{query}"


def send(client: Client, report: Report, slug: str, version: Any = None, **typed: Any) -> HttpResponse:
    """Send the form of a verb, as shown with the version that the report object has."""
    data = {"version": report.version if version is None else version, **typed}
    return client.post(address(report, slug), data)  # type: ignore[return-value]


def said(response: Any) -> str:
    """What a page says."""
    return response.content.decode()


def now(report: Report) -> Report:
    """The report as it stands in the database."""
    return Report.everything.get(pk=report.pk)
