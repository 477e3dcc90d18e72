"""From where somebody is to the hotspots there: by position, by name, with and without scripts."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from boundaries.models import Area

pytestmark = pytest.mark.django_db

NEAR = "/titik-rawan/sekitar/"


def led_to(client: Client, **query: str) -> dict[str, list[str]]:
    """The filters that one is led to."""
    answer = client.get(NEAR, query)
    assert answer.status_code == 302
    address = urlsplit(answer["Location"])
    assert address.path == "/titik-rawan/"
    return parse_qs(address.query)


@pytest.mark.parametrize(
    "place",
    ["0.530, 117.550", "0,53 117,55", "kutai timur", "Kab. Kutai Timur", "64.08", "Singa Gembara, Sangatta Utara"],
)
def test_a_position_or_a_name_leads_to_its_district(client: Client, place: str) -> None:
    assert led_to(client, place=place) == {"regency": ["64.08"]}


def test_a_province_leads_to_the_province(client: Client) -> None:
    assert led_to(client, place="Kalimantan Timur") == {"province": ["64"]}


def test_off_the_coast_the_district_of_that_coast_is_meant(client: Client) -> None:
    assert led_to(client, place="0.2, 117.75") == {"regency": ["64.08"]}


def test_what_was_chosen_before_goes_along_but_no_other_area_and_no_edition(client: Client) -> None:
    before = {"layer": "pola", "theme": "W", "since": "2026-01", "province": "34", "regency": "34.04", "edition": "x"}
    along = {"layer": ["pola"], "theme": ["W"], "since": ["2026-01"], "regency": ["64.08"]}
    assert led_to(client, place="64.08", **before) == along


def test_of_a_name_that_many_places_have_one_is_chosen(client: Client) -> None:
    page = client.get(NEAR, {"place": "Sukamaju", "theme": "W"}).content.decode()
    codes = re.findall(r'href="/titik-rawan/\?theme=W&amp;regency=(\d\d\.\d\d)"', page)
    assert len(codes) == len(set(codes)) > 3
    assert set(codes) <= set(Area.objects.regencies().values_list("code", flat=True))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", "Say which place"),
        ("tidakadatempatsepertiini", "No place of this name"),
        ("Sangatta\x00", "ot allowed"),
        ("48.86, 2.35", "does not lie in Indonesia"),
        ("1.35, 103.8", "does not lie in Indonesia"),
        ("91.0, 200.0", "does not lie in Indonesia"),
        ("<b>'; DROP TABLE", "No place of this name"),
    ],
)
def test_what_is_no_place_is_told_at_the_field_and_stays_typed(client: Client, place: str, words: str) -> None:
    answer = client.get(f"/en{NEAR}", {"place": place, "theme": "W"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert '<input type="hidden" name="theme" value="W">' in page
    assert "<b>" not in page


@pytest.mark.parametrize("address", ["/titik-rawan/", "/titik-rawan/daftar/", "/titik-rawan/banding/", "/peta/"])
def test_a_district_can_be_chosen_before_its_province(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    province, district = '<optgroup label="Kalimantan Timur">', '<option value="64.08">Kabupaten Kutai Timur</option>'
    assert page.index(province) < page.index(district)
    assert client.get(address, {"regency": "64.08", "province": ""}).status_code == 200
    within = client.get(address, {"province": "64"}).content.decode()
    assert district in within
    assert 'optgroup label="Jawa Barat"' not in within


def test_the_page_offers_the_way_also_without_scripts(client: Client) -> None:
    page = client.get("/en/titik-rawan/?theme=W&province=64").content.decode()
    form = page[page.index(f'action="/en{NEAR}"') :]
    form = form[: form.index("</form>")]
    assert 'name="place"' in form
    assert '<input type="hidden" name="theme" value="W">' in form
    assert "province" not in form
    assert re.search(r"<button[^>]* hidden[^>]*data-near", form, re.DOTALL), "a position needs a script"
