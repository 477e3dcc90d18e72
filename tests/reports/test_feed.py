"""The Atom feed of a report: well formed, stable, and nothing that is not public."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from reports.actions.case.replying import report_progress
from reports.models import Report, State
from tests.factories import ReportFactory
from tests.reports.cases import ANSWER, case, staff

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client: Client, report: Report) -> ElementTree.Element:
    response = client.get(f"/laporan/{report.number}/umpan.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def ids(feed: ElementTree.Element) -> list[str]:
    return [str(entry.findtext(f"{ATOM}id")) for entry in feed.findall(f"{ATOM}entry")]


def test_entries_are_those_of_the_public_timeline_newest_first(client: Client) -> None:
    report = case("answered")
    feed = read(client, report)
    newest = feed.find(f"{ATOM}entry")
    assert newest is not None
    assert ANSWER in str(newest.findtext(f"{ATOM}summary"))
    assert str(feed.findtext(f"{ATOM}updated")) == str(newest.findtext(f"{ATOM}updated"))
    assert all(given.startswith("urn:uuid:") for given in ids(feed))
    assert len(set(ids(feed))) == len(ids(feed))


def test_ids_stay_as_they_are_when_news_come_and_the_site_moves(client: Client, settings: object) -> None:
    report = case("accepted")
    before = ids(read(client, report))
    report_progress(report, staff(), body="Tim kami sudah ke lokasi.")
    after = ids(read(Client(HTTP_HOST="localhost"), report))
    assert after[1:] == before


def test_a_reader_that_has_it_already_gets_nothing_and_news_at_once(client: Client) -> None:
    report = case("accepted")
    url = f"/laporan/{report.number}/umpan.atom"
    first = client.get(url)
    assert "public" in first["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    report_progress(report, staff(), body="Tim kami sudah ke lokasi.")
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "body", ["<b>&amp; ]]> </entry>", "\u202eRTL\u200b \x0b🐟", "baris\n\nbaris", "bukan\ufffe huruf\uffff"]
)
def test_any_text_is_text(client: Client, body: str) -> None:
    report = case("accepted")
    report_progress(report, staff(), body=f"Kata: {body}")
    summaries = [entry.findtext(f"{ATOM}summary") or "" for entry in read(client, report).findall(f"{ATOM}entry")]
    shown = body.translate(dict.fromkeys(map(ord, "\x0b\ufffe\uffff")))
    assert any(shown in text for text in summaries)


@pytest.mark.parametrize("changes", [{"confidential": True}, {"held": True}, {"state": State.ARCHIVED}])
def test_what_stops_being_public_is_gone_from_the_next_reading(client: Client, changes: dict[str, object]) -> None:
    report = ReportFactory(state=State.VERIFIED)
    url = f"/laporan/{report.number}/umpan.atom"
    etag = client.get(url)["ETag"]
    Report.objects.filter(pk=report.pk).update(**changes)
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 404


@pytest.mark.parametrize("number", ["salah", "%00", "0000-0000", "x" * 300])
def test_a_number_that_is_none_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/laporan/{number}/umpan.atom").status_code == 404
