"""/titik-rawan/: folium from our own files only, figures that add up, and words for what is too few."""

import json
import re

import folium
import pytest
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.test import Client

from boundaries import basemap
from maps import hotspots
from maps.figures import UnmappedFileError, figure
from reports.models import Report
from tests.factories import ReportFactory, area

pytestmark = pytest.mark.django_db


def test_the_page_names_no_other_host(client: Client) -> None:
    ReportFactory()
    page = client.get("/titik-rawan/").content.decode()
    assert "leaflet_heat" in page
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', page)
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    assert re.findall(r"https?://[^\s\"'<)]+", page) == []


def test_every_inline_script_and_style_carries_the_nonce_of_the_policy(client: Client) -> None:
    answer = client.get("/titik-rawan/")
    [nonce] = set(re.findall(r"'nonce-([^']+)'", answer["Content-Security-Policy"]))
    inline = re.findall(r"<(?:script|style)(?![^>]*\bsrc=)([^>]*)>", answer.content.decode())
    assert inline
    assert all(f'nonce="{nonce}"' in attributes for attributes in inline)
    assert " style=" not in answer.content.decode().split("<script")[0]


def test_a_file_of_folium_that_we_do_not_serve_stops_the_page() -> None:
    fmap = folium.Map(tiles=None)
    folium.plugins.MiniMap().add_to(fmap)
    with pytest.raises(UnmappedFileError, match="MiniMap"):
        figure(fmap)


def test_a_layer_that_needs_a_library_we_leave_out_stops_the_page() -> None:
    fmap = folium.Map(tiles=None)
    folium.Marker([0, 117], popup="x").add_to(fmap)  # its popup is made with jQuery
    with pytest.raises(UnmappedFileError, match="left out"):
        figure(fmap)


@pytest.mark.parametrize(
    ("n", "name"), [(0, "none"), (1, "few"), (9, "few"), (10, "0"), (29, "0"), (30, "1"), (999, "3"), (1000, "4")]
)
def test_a_count_falls_into_its_class(n: int, name: str) -> None:
    assert hotspots.class_of(n) == name


def test_counts_are_of_the_regency_and_every_regency_is_there() -> None:
    for _ in range(3):
        ReportFactory()
    ReportFactory(regency=area("34.04"), point=Point(110.36, -7.7, srid=4326))
    counts = hotspots.regency_counts(Report.objects.all(), hotspots.areas_of(basemap.current()))
    assert len(counts) == 514
    assert {c.code: c.n for c in counts if c.n} == {"64.08": 3, "34.04": 1}
    sizes = [text for _swatch, _range, text in hotspots.legend(counts)]
    assert [int(re.sub(r"\D", "", text)) for text in sizes] == [512, 2, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("query", "widest"), [({}, 60), ({"regency": "64.08"}, 6), ({"province": "64"}, 9)])
def test_the_map_opens_on_the_area_that_is_asked_for(client: Client, query: dict[str, str], widest: float) -> None:
    page = client.get("/titik-rawan/", query).content.decode()
    corners = re.search(r"fitBounds\(\s*\[\[([-\d.]+), ([-\d.]+)\], \[([-\d.]+), ([-\d.]+)\]\]", page)
    assert corners
    south, west, north, east = map(float, corners.groups())
    assert south < 0.53 < north
    assert west < 117.55 < east
    assert widest / 3 < east - west < widest


def test_too_few_is_said_in_the_table(client: Client) -> None:
    ReportFactory()
    row = client.get("/titik-rawan/").context["page"][0]
    assert (row.code, row.n, row.swatch) == ("64.08", 1, "few")


def test_a_name_from_a_file_cannot_become_markup() -> None:
    areas = {"64.08": {"name": "<img src=x onerror=alert(1)>", "parent": "", "geometry": _square()}}
    counts = hotspots.regency_counts(Report.objects.none(), areas)
    script = figure(hotspots.build([], [], counts, areas)).script
    assert "<img" not in script
    assert "&lt;img" in json.loads(f'"{_property(script, "name")}"')


def test_a_map_without_reports_and_without_an_edition_still_opens(client: Client, no_editions: None) -> None:
    answer = client.get("/titik-rawan/")
    assert answer.status_code == 200
    assert answer.context["counts"].all == 0


def test_the_start_page_has_a_light_picture_of_public_reports(client: Client) -> None:
    ReportFactory()
    answer = client.get("/peta/ringkas.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.count(b"<path") == 38
    assert len(answer.content) < 40_000


def _square() -> dict:
    return {"type": "MultiPolygon", "coordinates": [[[[117, 0], [118, 0], [118, 1], [117, 0]]]]}


def _property(script: str, name: str) -> str:
    found = re.search(rf'"{name}": "([^"]+)"', script)
    assert found
    return found[1]


def test_the_public_page_is_summed_up_once_a_minute_and_staff_see_the_state_of_now(
    client: Client, admin_client: Client
) -> None:
    before = client.get("/titik-rawan/").context["counts"].all
    ReportFactory()
    assert client.get("/titik-rawan/").context["counts"].all == before
    assert admin_client.get("/titik-rawan/").context["counts"].all == before + 1
    cache.clear()
    assert client.get("/titik-rawan/").context["counts"].all == before + 1
