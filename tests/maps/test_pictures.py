"""Maps that leave the page: what is drawn adds up, is sound SVG and PNG, and holds no more than its viewer may know."""

import io
import math
import re
from collections import Counter
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import translation
from PIL import Image

from accounts.models import Role
from boundaries import basemap
from maps.bins.folding import fold_all
from maps.classes.scheme import MapClass
from maps.pictures.draw import draw
from maps.pictures.picture import A4, MAP_ALONE, SQUARE, Entry, MapPicture, Shape
from maps.pictures.projection import INDONESIA, Box, Projection, scale_bar
from reports.models import Report
from tests.cast import staff
from tests.factories import ReportFactory, area

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
SLEMAN = {"point": Point(110.36, -7.7, srid=4326)}


@pytest.fixture
def reports() -> None:
    """Twelve in Sangatta, four in Sleman, one confidential in Sangatta; all counted."""
    for _ in range(12):
        ReportFactory()
    for _ in range(4):
        ReportFactory(**SLEMAN, regency=area("34.04"))
    ReportFactory(confidential=True)
    fold_all()


def drawing(client: Client, **query: str) -> ElementTree.Element:
    """The picture at an address, read by a parser of XML."""
    answer = client.get("/titik-rawan/peta.svg", query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    return ElementTree.fromstring(answer.content)  # noqa: S314 — of our own making


def texts(svg: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


def drawn(svg: ElementTree.Element) -> Counter[str]:
    """How many shapes are drawn in each class."""
    return Counter(path.get("data-class", "") for path in svg.iter(f"{SVG}path") if path.get("data-class"))


def labels(svg: ElementTree.Element) -> list[str]:
    """What shapes say when they are pointed at."""
    return [path.findtext(f"{SVG}title", "") for path in svg.iter(f"{SVG}path") if path.get("data-class")]


@pytest.mark.usefixtures("reports")
def test_areas_are_drawn_in_their_classes_and_the_legend_counts_them(client: Client) -> None:
    svg = drawing(client, layer="wilayah")
    assert drawn(svg) == {"none": 512, "few": 1, "0": 1}
    assert {"Kabupaten Kutai Timur: 12 laporan", "Kabupaten Sleman: 4 laporan"} <= set(labels(svg))
    said = texts(svg)
    assert "16 laporan" in said
    assert {"512", "1"} <= set(said)
    assert any(text.startswith("Kabupaten Kutai Timur") for text in said)


@pytest.mark.usefixtures("reports")
def test_lines_of_areas_do_not_hide_them_on_a_map_of_the_country(client: Client) -> None:
    def painted(**query: str) -> list[tuple[str | None, str | None]]:
        found = drawing(client, **query).iter(f"{SVG}path")
        return [(path.get("fill"), path.get("stroke")) for path in found if path.get("data-class") == "0"]

    country, province = painted(layer="wilayah"), painted(layer="wilayah", province="64")
    assert len(country) == len(province) == 1
    assert all(fill == stroke for fill, stroke in country)
    assert all(fill != stroke for fill, stroke in province)
    assert all(fill != stroke for fill, stroke in painted(layer="heksagon"))


@pytest.mark.usefixtures("reports")
def test_hexagons_hold_every_report_once(client: Client) -> None:
    svg = drawing(client, layer="heksagon")
    assert sum(int(label.split()[0]) for label in labels(svg)) == 16
    close = drawing(client, layer="heksagon", regency="34.04")
    assert [label for label in labels(close) if label] == ["4 laporan"]


@pytest.mark.usefixtures("reports")
def test_a_picture_says_n_period_edition_method_source_and_where_it_comes_from(client: Client) -> None:
    svg = drawing(client, layer="wilayah", since="2026-01", theme="W", province="64")
    said = " ".join(texts(svg))
    edition = basemap.current()
    assert edition is not None
    for words in ("Kalimantan Timur", "2026", edition.edition, "km"):
        assert words in said
    assert edition.attribution.split(",")[0] in said
    assert "layer=wilayah" in said
    assert svg.findtext(f"{SVG}title")
    assert svg.findtext(f"{SVG}desc")


@pytest.mark.usefixtures("reports")
def test_a_picture_speaks_the_language_of_its_address(client: Client) -> None:
    english = client.get("/en/titik-rawan/peta.svg", {"layer": "wilayah"}).content.decode()
    assert "16 reports" in english
    assert "16 reports" not in client.get("/titik-rawan/peta.svg", {"layer": "wilayah"}).content.decode()


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(("bentuk", "lebar", "tall"), [("a4", 1000, 707), ("persegi", 700, 700)])
def test_a_png_is_as_wide_as_asked_for_and_shows_the_classes(
    client: Client, bentuk: str, lebar: int, tall: int
) -> None:
    query = {"layer": "wilayah", "bentuk": bentuk, "lebar": str(lebar), "province": "64"}
    answer = client.get("/titik-rawan/peta.png", query)
    assert answer["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert (picture.width, abs(picture.height - tall) <= 1) == (lebar, True)
    colours = picture.getcolors(1_000_000)
    assert colours is not None
    seen = {colour: n for n, colour in colours}
    assert len(seen) > 50
    assert seen[(207, 224, 230)] > 1_000  # sea
    assert (
        sum(n for (r, g, b), n in seen.items() if abs(r - 254) < 6 and abs(g - 229) < 9 and abs(b - 180) < 14) > 1_000
    )


def test_what_makes_no_sense_is_told_by_parameter(client: Client) -> None:
    query = {"layer": "salju", "lebar": "99999999999", "bentuk": "bulat", "theme": "Ω", "since": "2026-13", "x": "1"}
    for ending in ("svg", "png"):
        answer = client.get(f"/titik-rawan/peta.{ending}", query)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert set(answer.json()["errors"]) == set(query)


@pytest.mark.parametrize("layer", ["signifikansi", "pola", "kepadatan"])
def test_a_statistic_that_was_not_worked_out_is_no_picture(client: Client, layer: str) -> None:
    answer = client.get("/titik-rawan/peta.svg", {"layer": layer})
    assert answer.status_code == 404
    assert answer.json()["detail"]
    page = client.get("/titik-rawan/cetak/", {"layer": layer})
    assert page.status_code == 404
    assert answer.json()["detail"] in page.content.decode()


@pytest.mark.usefixtures("reports")
def test_who_may_know_of_more_gets_a_picture_of_more_for_nobody_else_to_keep(client: Client) -> None:
    visitor = client.get("/titik-rawan/peta.svg", {"layer": "wilayah"})
    assert "public" in visitor["Cache-Control"]
    officer = staff("DLH-64.08", Role.OFFICER)
    client.force_login(officer.user)
    theirs = client.get("/titik-rawan/peta.svg", {"layer": "wilayah"})
    assert "private" in theirs["Cache-Control"]
    assert "Kabupaten Kutai Timur: 12 laporan" in visitor.content.decode()
    held = Report.objects.in_the_hands_of(officer.user).filter(confidential=True).count()
    assert f"Kabupaten Kutai Timur: {12 + held} laporan" in theirs.content.decode()


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("paper", ["/en/titik-rawan/cetak/", "/en/titik-rawan/peta.svg"])
def test_what_counts_more_than_the_public_may_know_says_so_on_the_sheet(client: Client, paper: str) -> None:
    def warned(reader: Client) -> bool:
        return "Not for publication" in reader.get(paper, {"layer": "wilayah"}).content.decode()

    assert not warned(client)
    assert warned(staff("DLH-64.08"))
    assert warned(staff("KLH", Role.NATIONAL))


@pytest.mark.usefixtures("reports")
def test_the_same_picture_is_not_sent_twice(client: Client) -> None:
    first = client.get("/titik-rawan/peta.svg", {"layer": "wilayah"})
    again = client.get("/titik-rawan/peta.svg", {"layer": "wilayah"}, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("reports")
def test_the_page_to_print_holds_picture_legend_table_and_method(client: Client) -> None:
    page = client.get("/titik-rawan/cetak/", {"layer": "wilayah"}).content.decode()
    [source] = re.findall(r'<img class="map-print__map"\s+src="([^"]+)"', page)
    assert client.get(source.replace("&amp;", "&")).status_code == 200
    assert "Kabupaten Sleman" in page
    assert page.count('class="map-swatch"') == 7
    wrong = client.get("/titik-rawan/cetak/", {"since": "kemarin"})
    assert wrong.status_code == 400
    assert "<code>since</code>" in wrong.content.decode()


def picture(**values: Any) -> MapPicture:
    base = basemap.current()
    assert base is not None
    entry = Entry(MapClass("0", "<1 & more>", "#fee8b0", hatch="M0 0L12 12"), 1)
    square = [[[[110.0, -7.0], [111.0, -7.0], [111.0, -6.0], [110.0, -6.0], [110.0, -7.0]]]]
    content: dict[str, Any] = {
        "title": '<script>alert("1")</script>',
        "subtitle": "a & b",
        "base": base,
        "legend_title": "</text>",
        "legend": (entry,),
        "shapes": (Shape("0", square, "]]><g>"),),
        "rows": tuple((f"Kabupaten & {n}", str(n)) for n in range(60)),
        "rows_title": "<i>",
        "method": "word " * 90,
    }
    return MapPicture(**(content | values))


@pytest.mark.parametrize("sheet", [A4, SQUARE, MAP_ALONE])
@pytest.mark.parametrize("box", [INDONESIA, Box(110, -8.3, 111, -7.5), Box(95, 2, 97, 6)])
def test_names_from_files_cannot_break_a_drawing_and_no_text_leaves_the_sheet(sheet: Any, box: Box) -> None:
    svg = ElementTree.fromstring(draw(picture(box=box), sheet))  # noqa: S314
    assert not list(svg.iter(f"{SVG}script"))
    height = float(svg.get("height", 0))
    for text in svg.iter(f"{SVG}text"):
        assert 0 <= float(text.get("y", -1)) <= height
        assert 0 <= float(text.get("x", -1)) <= sheet.width


def test_one_scale_bar_serves_the_frame_within_two_in_a_hundred() -> None:
    projection = Projection(INDONESIA.filling(1.5), 0, 0, 900, 600)
    length, words = scale_bar(projection, 200)
    assert (length <= 200, words) == (True, "1000 km")
    for lat in (-10.5, 0.0, 5.5):  # 1,000 km along a parallel are so many degrees there
        degrees = 1000 / (111.32 * math.cos(math.radians(lat)))
        (west, _), (east, _) = projection.place(110, lat), projection.place(110 + degrees, lat)
        assert abs(east - west - length) / length < 0.02


def test_the_drawing_itself_needs_no_request() -> None:
    with translation.override("en"):
        assert "How to read this map" in draw(picture())


@pytest.mark.parametrize("width", ["0003200000000", "9" * 5_000, "0" * 5_000, "\u0661\u0660\u0660\u0660"])
def test_no_width_is_too_long_to_be_refused(client: Client, width: str) -> None:
    answer = client.get("/titik-rawan/peta.png", {"lebar": width})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"lebar"}


def test_a_page_that_brings_a_cookie_of_ones_own_is_kept_for_nobody_else(client: Client) -> None:
    answer = client.get("/titik-rawan/cetak/")
    assert "csrftoken" in answer.cookies
    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
