"""A map in pages of others: no cookie, no more than everyone may know, and only this page may be framed."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from maps.bins.folding import fold_all
from tests.cast import staff
from tests.factories import ReportFactory, UserFactory

pytestmark = pytest.mark.django_db

EMBED = "/titik-rawan/sematan/"


@pytest.fixture
def reports() -> None:
    """Three that everyone may know of and two confidential ones."""
    for _ in range(3):
        ReportFactory()
    for _ in range(2):
        ReportFactory(confidential=True)
    fold_all()


def policy(answer: Any) -> dict[str, str]:
    """The content security policy by its directives."""
    return dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("query", ["", "?layer=wilayah&province=64", "?layer=pola", "?layer=salju"])
def test_it_sets_no_cookie_whoever_comes(query: str) -> None:
    citizen, officer = Client(), staff("DLH-64.08", Role.OFFICER)
    citizen.force_login(UserFactory())
    for client in (Client(), citizen, officer):
        for address in (EMBED, f"/en{EMBED}"):
            assert not client.get(address + query).cookies
    # The same session is noted as used on any other page, which sends its cookie again
    assert "sessionid" in officer.get("/titik-rawan/cetak/").cookies


@pytest.mark.usefixtures("reports")
def test_staff_see_in_it_what_everyone_does() -> None:
    national = staff("KLH", Role.NATIONAL)
    assert "5 laporan" in national.get("/titik-rawan/peta.svg?layer=wilayah").content.decode()
    for client in (Client(), national):
        page = client.get(f"{EMBED}?layer=wilayah").content.decode()
        assert "n = 3 laporan" in page
        assert "5 laporan" not in page


@pytest.mark.usefixtures("reports")
def test_it_may_be_framed_anywhere_and_no_other_page_may() -> None:
    client = Client()
    answer = client.get(EMBED)
    assert policy(answer)["frame-ancestors"].split() == ["*"]
    assert not answer.has_header("X-Frame-Options")
    for address in ("/", "/peta/", "/titik-rawan/", "/titik-rawan/cetak/", "/akun/login/", "/titik-rawan/peta.svg"):
        other = client.get(address)
        assert other["X-Frame-Options"] == "DENY", address
        assert policy(other)["frame-ancestors"] == "'self'", address


@pytest.mark.usefixtures("reports")
def test_everything_else_of_the_policy_holds_in_it() -> None:
    client = Client()
    inside, outside = policy(client.get(EMBED)), policy(client.get("/titik-rawan/cetak/"))
    for directive in ("default-src", "connect-src", "img-src", "base-uri", "form-action"):
        assert inside[directive] == outside[directive]
    assert "unsafe-inline" not in inside["script-src"] + inside["style-src"]
    page = client.get(EMBED).content.decode()
    assert re.findall(r"<(?:script|style)(?![^>]*\b(?:src|nonce)=)[^>]*>", page) == []
    assert "<form" not in page


@pytest.mark.usefixtures("reports")
def test_its_figures_follow_the_selection_and_it_leads_to_the_same_map_with_us() -> None:
    page = Client().get(f"{EMBED}?layer=heksagon&province=34").content.decode()
    assert "n = 0 laporan" in page
    [address] = re.findall(r'<a href="([^"]+)" target="_blank"', page)
    assert address.endswith("/titik-rawan/?layer=heksagon&amp;province=34")


def test_what_makes_no_sense_is_said_in_the_frame() -> None:
    answer = Client().get(f"{EMBED}?layer=salju&since=kemarin")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "<code>layer</code>" in page
    assert "<code>since</code>" in page
    assert policy(answer)["frame-ancestors"].split() == ["*"]


@pytest.mark.usefixtures("reports")
def test_heat_and_clusters_are_shown_as_the_hexagons_they_are_made_of() -> None:
    for layer in ("panas", "kelompok"):
        assert Client().get(EMBED, {"layer": layer}).context["order"].layer == "heksagon"
