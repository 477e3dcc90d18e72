"""Figures of monitoring count for each viewer the cases that they may know of, and nobody learns of others by them."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from reports.models import Category, HistoryEntry, Report, State
from tests.cast import staff
from tests.factories import ReportFactory, UserFactory

pytestmark = pytest.mark.django_db
MARCH = dt.datetime(2026, 3, 2, 5, tzinfo=dt.UTC)
QUERY = "?period=2026-S1&on=2026-06-30"
PAGES = (
    "/en/pemantauan/",
    "/en/pemantauan/wilayah/64/",
    "/en/pemantauan/wilayah/64.08/",
)
_RECEIVED = re.compile(r"<dt>reports received</dt>\s*<dd>\s*(\d+)")


def filed(**columns: Any) -> Report:
    """A report of March that was verified the day after."""
    report: Report = ReportFactory(received_at=MARCH, state=State.VERIFIED, **columns)
    at = MARCH + dt.timedelta(days=1)
    HistoryEntry.objects.create(report=report, verb="verify", at=at, state=State.VERIFIED, state_before=State.NEW)
    return report


@pytest.fixture
def kinds() -> None:
    """One report of each kind; three of them anybody may open."""
    filed()
    filed(anonymous=True)
    filed(category=Category.objects.get(pk="H2"))  # its place is coarse, the case is public
    filed(confidential=True)
    filed(category=Category.objects.get(pk="L5"))  # confidential by category
    filed(held=True)
    filed(practice=True)
    archived = filed()
    Report.everything.filter(pk=archived.pk).update(state=State.ARCHIVED)


def received(client: Client, page: str) -> int:
    """How many reports a page says came in."""
    response = client.get(page + QUERY)
    assert response.status_code == 200, page
    found = _RECEIVED.search(html.unescape(response.content.decode()))
    assert found, page
    return int(found[1])


def test_each_viewer_counts_what_they_may_know(kinds: None) -> None:
    citizen = Client()
    citizen.force_login(UserFactory())
    everybody = {
        "visitor": Client(),
        "citizen": citizen,
        "officer": staff("DLH-64.08"),
        "officer elsewhere": staff("DLH-61.03"),
        "provincial monitor elsewhere": staff("KOORDINATOR-61", Role.MONITOR),
    }
    for role, client in everybody.items():
        assert [received(client, page) for page in PAGES] == [3, 3, 3], role
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    assert [received(monitor, page) for page in PAGES] == [3, 7, 7]
    nation = staff("NASIONAL", Role.NATIONAL)
    assert [received(nation, page) for page in PAGES] == [7, 7, 7]


def test_an_officer_counts_the_cases_of_their_agency(kinds: None) -> None:
    page = "/en/pemantauan/instansi/DLH-64.08/"
    own = Report.everything.filter(agency__code="DLH-64.08", practice=False).count()
    assert own
    assert received(staff("DLH-64.08"), page) == own


def test_nobody_learns_of_a_hidden_case_by_any_page(kinds: None) -> None:
    """What visitors are told is the same with hidden cases and without them."""
    addresses = [
        *(page + QUERY for page in PAGES),
        *(f"{page}mutu/{QUERY}" for page in PAGES),
        *(f"{page}tunggakan/?on=2026-06-30" for page in PAGES),
        f"/en/pemantauan/peringkat/{QUERY}&measure=closed",
        f"/en/pemantauan/peringkat/{QUERY}&measure=closed&peers=regency&province=64",
        f"/en/pemantauan/wilayah/64.08/{QUERY}&category=L5",
    ]
    before = [_said(address) for address in addresses]
    filed(confidential=True)
    filed(category=Category.objects.get(pk="L5"))
    filed(held=True)
    assert [_said(address) for address in addresses] == before


def _said(address: str) -> str:
    """What a visitor is told, without what differs each time."""
    response = Client().get(address)
    assert response.status_code == 200, address
    return re.sub(r'(nonce|value)="[^"]*"', "", response.content.decode().partition("<main")[2])
