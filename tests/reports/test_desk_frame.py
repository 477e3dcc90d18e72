"""The frame of the desk: each page of staff stands in it, and it says where one is."""

import re

import pytest

from tests.cast import staff
from tests.factories import agency
from tests.reports.casework import address, case

pytestmark = pytest.mark.django_db


def places(html: str) -> dict[str, str]:
    """What the navigation says of where one is: addresses and their aria-current."""
    nav = re.search(r'<nav class="desk-nav".*?</nav>', html, re.DOTALL)
    assert nav, "the page stands in another frame"
    return dict(re.findall(r'<a href="([^"]+)"\s+aria-current="(\w+)"', nav[0]))


@pytest.mark.parametrize(
    ("page", "place", "said"),
    [
        ("/petugas/", "/petugas/", "page"),
        ("/petugas/?folder=copies", "/petugas/?folder=copies", "page"),
        ("/petugas/tampilan/", "/petugas/", "true"),
        ("/petugas/sop/", "/petugas/sop/", "page"),
        ("/petugas/sop/{office}/W1/", "/petugas/sop/", "true"),
        ("/petugas/teks/", "/petugas/teks/", "page"),
        ("/petugas/latihan/", "/petugas/latihan/", "page"),
        ("/petugas/renaksi/baru/", "/petugas/renaksi/", "true"),
        ("/petugas/kisah/", "/petugas/kisah/", "page"),
        ("/petugas/peta/", "/petugas/peta/", "page"),
        ("/tim/DLH-64.08/", "/tim/", "true"),
        ("/en/petugas/sop/{office}/W1/", "/en/petugas/sop/", "true"),
    ],
)
def test_one_place_is_marked_on_its_page_and_on_those_below_it(page: str, place: str, said: str) -> None:
    html = staff().get(page.format(office=agency("DLH-64.08").pk)).content.decode()
    assert places(html) == {place: said}


def test_a_case_and_its_forms_belong_to_the_inbox() -> None:
    report, officer = case(), staff()
    for path in (address(report), address(report, "catatan")):
        assert places(officer.get(path).content.decode()) == {"/petugas/": "true"}


def test_what_is_gone_to_less_often_unfolds_without_scripts_and_says_where_one_is() -> None:
    officer = staff()
    html = officer.get("/petugas/sop/").content.decode()
    assert re.search(
        r'<details class="desk-more".*?<summary class="desk-more--here">.*?href="/petugas/sop/"', html, re.DOTALL
    )
    assert 'class="desk-more--here"' not in officer.get("/petugas/").content.decode()
