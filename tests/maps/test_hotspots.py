"""/titik-rawan/: folium from our own files only, eleven layers, and tables that tell what the tiles draw."""

import json
import re
from typing import Any

import folium
import folium.plugins
import h3
import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from accounts.models import Role
from boundaries.models import Edition, Population
from maps.bins.folding import fold_all
from maps.figures import UnmappedFileError, figure
from maps.hotspot_page.layers import LAYERS
from maps.models import Basis, Run, RunAudience, RunCell, RunKind, RunStatus
from reports.models import State
from tests.cast import staff
from tests.factories import ReportFactory, agency, area

pytestmark = pytest.mark.django_db

SLEMAN = {"point": Point(110.36, -7.7, srid=4326)}


def filed(n: int, **values: Any) -> None:
    """File reports and fold them into the bins."""
    for _ in range(n):
        ReportFactory(**values)
    fold_all()


def page(client: Client, layer: str = "heksagon", **query: str) -> Any:
    """Open the page of a layer."""
    answer = client.get("/titik-rawan/", {"layer": layer, **query})
    assert answer.status_code == 200
    return answer


def rows(answer: Any) -> list[tuple[str, tuple[str, ...]]]:
    """The table: what each row is about, and its cells."""
    table = answer.context["table"]
    return [(line.head, line.cells) for line in table.lines] if table else []


@pytest.mark.parametrize("layer", list(LAYERS))
def test_a_page_names_no_other_host_and_every_inline_part_carries_the_nonce(client: Client, layer: str) -> None:
    filed(1)
    answer = page(client, layer)
    text = answer.content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', text)
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    named = set(re.findall(r"https?://[^\s/\"'<)]+", text))
    assert named <= {settings.SITE_URL, "http://testserver", "http://www.w3.org"}
    [nonce] = set(re.findall(r"'nonce-([^']+)'", answer["Content-Security-Policy"]))
    inline = re.findall(r"<(?:script|style)(?![^>]*\bsrc=)(?![^>]*application/json)([^>]*)>", text)
    assert inline
    assert all(f'nonce="{nonce}"' in attributes for attributes in inline)
    assert re.findall(r"<\w[^<>]*\sstyle=", text.split("<script")[0]) == []


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


def test_the_page_holds_no_report_and_no_outline_it_asks_for_them_by_address(client: Client) -> None:
    filed(3)
    small = len(page(client).content)
    filed(40, **SLEMAN, regency=area("34.04"))
    assert len(page(client).content) < small + 2_000
    assert "/peta/lapis/heksagon/{z}/{x}/{y}.mvt" in page(client).content.decode()


def test_filters_are_in_every_address_that_the_map_asks(client: Client) -> None:
    filed(1)
    text = page(client, theme="W", since="2020-01", until="2020-12").content.decode()
    assert "heksagon/{z}/{x}/{y}.mvt?theme=W\\u0026since=2020-01\\u0026until=2020-12" in text.replace("&", "\\u0026")


@pytest.mark.parametrize(("query", "widest"), [({}, 60), ({"regency": "64.08"}, 6), ({"province": "64"}, 9)])
def test_the_map_opens_on_the_area_that_is_asked_for(client: Client, query: dict[str, str], widest: float) -> None:
    text = page(client, **query).content.decode()
    corners = re.search(r"\[\[([-\d.]+), ([-\d.]+)\], \[([-\d.]+), ([-\d.]+)\]\]", text)
    assert corners
    south, west, north, east = map(float, corners.groups())
    assert south < 0.53 < north
    assert west < 117.55 < east
    assert widest / 3 < east - west < widest


def test_hexagons_are_listed_with_their_district_the_greatest_first(client: Client) -> None:
    filed(2, **SLEMAN, regency=area("34.04"))
    filed(3)
    assert rows(page(client)) == [("Kabupaten Kutai Timur", ("3", "3")), ("Kabupaten Sleman", ("2", "2"))]
    assert "3" in page(client).context["told"][1]
    assert "Kabupaten Kutai Timur" in page(client).context["told"][1]


def test_what_was_joined_is_a_report_and_no_incident(client: Client) -> None:
    first: Any = ReportFactory()
    filed(1, merged_into=first)
    assert rows(page(client)) == [("Kabupaten Kutai Timur", ("2", "1"))]


def test_a_rate_has_a_denominator_or_is_none(client: Client) -> None:
    filed(12)
    filed(12, **SLEMAN, regency=area("34.04"))
    filed(2, regency=area("61.03"), province=area("61"), point=Point(110.6, 0.1, srid=4326))
    Population.objects.create(code="64.08", on=timezone.localdate(), people=480_000, source="Dukcapil")
    found = dict(rows(page(client, "wilayah-penduduk")))
    assert found["Kabupaten Kutai Timur"][:3] == ("2,5", "12", "12"), "what is measured stands first"
    assert found["Kabupaten Sleman"][0] in {"no denominator", "tanpa pembagi"}
    assert found["Kabupaten Sanggau"][3] in {"too few", "terlalu sedikit"}
    by_ground = dict(rows(page(client, "wilayah-luas")))["Kabupaten Kutai Timur"]
    assert by_ground[0] == found["Kabupaten Kutai Timur"][3]
    first = page(client, "wilayah-penduduk").context["table"].lines[0]
    assert first.head == "Kabupaten Kutai Timur"
    assert "480.000" in first.under


def test_no_district_is_called_the_highest_of_which_no_rate_is_known(client: Client) -> None:
    filed(12)
    told = page(client, "wilayah-penduduk").context["told"]
    assert not any("Kabupaten Kutai Timur" in sentence for sentence in told)
    Population.objects.create(code="64.08", on=timezone.localdate(), people=480_000, source="Dukcapil")
    cache.clear()
    assert "Kabupaten Kutai Timur (2,5)" in page(client, "wilayah-penduduk").context["told"][0]


def test_rows_lead_to_the_inbox_only_where_one_has_cases() -> None:
    filed(1)
    filed(1, **SLEMAN, regency=area("34.04"), province=area("34"), agency=agency("DLH-34.04"))
    inbox = "/petugas/?regency="
    answers = (page(staff("DLH-64.08"), "wilayah", province=""), page(Client(), "wilayah"))
    texts = [answer.content.decode() for answer in answers]
    assert [f"{inbox}64.08" in text for text in texts] == [True, False]
    assert not any(f"{inbox}34.04" in text for text in texts)


def test_popups_lead_to_the_inbox_only_where_it_opens_with_cases() -> None:
    filed(1)
    filed(1, **SLEMAN, regency=area("34.04"), province=area("34"), agency=agency("DLH-34.04"))
    filed(1, regency=area("61.03"), province=area("61"), state=State.CLOSED)
    clients = (staff("DLH-64.08"), staff("KLH", Role.NATIONAL), Client())
    links = [page(client, "wilayah", province="").context["map_data"]["areaLinks"] for client in clients]
    codes = [[link["within"] for link in found if "/petugas/" in link["href"]] for found in links]
    assert codes == [[["64.08"]], [["34.04", "64.08"]], []]


def test_what_is_told_of_hexagons_says_how_wide_those_are_that_it_counts(client: Client) -> None:
    filed(3)
    answer = page(client)
    assert "17 km" in answer.context["told"][0]
    assert "17 km" in answer.context["table"].caption


def test_what_lies_at_sea_or_has_no_point_is_counted_not_hidden(client: Client) -> None:
    filed(1)
    filed(1, regency=None, point=Point(117.9, 0.2, srid=4326), setting="sea_12nm")
    filed(1, point=None, public_point=None, public_cell_m=None, doubtful=True)
    totals = page(client).context["totals"]
    assert (totals.n, totals.outside, totals.unplaced) == (3, 1, 1)


@pytest.mark.parametrize("layer", ["signifikansi", "bagian", "pola", "kepadatan"])
def test_a_statistic_that_was_not_worked_out_says_why(client: Client, layer: str) -> None:
    filed(1)
    answer = page(client, layer, state="baru")
    assert rows(answer) == []
    assert answer.context["told"][0]


def test_of_everything_there_is_no_share_and_the_page_asks_for_a_theme(client: Client) -> None:
    told = page(client, "bagian").context["told"]
    assert told == [gettext("Everything has no share in everything. Choose a theme or a category.")]


def test_shares_are_told_of_the_run_of_shares_not_of_that_of_counts(client: Client) -> None:
    month = timezone.localdate().replace(day=1)
    cell = int(h3.latlng_to_cell(-7.7, 110.36, 5), 16)
    for basis, value, confidence in ((Basis.COUNTS, 7, -95), (Basis.SHARE, 0.25, 99)):
        run = Run.objects.create(
            kind=RunKind.SIGNIFICANCE, audience=RunAudience.PUBLIC, basis=basis, theme="A", since=month, until=month,
            edition=Edition.objects.in_force().get(), status=RunStatus.DONE, n=60, incidents=60, cells=1,
            made_at=timezone.now(),
        )  # fmt: skip
        RunCell.objects.create(
            run=run, cell=cell, area="34.04", value=value, z=confidence / 20, p=0.001, q=0.002, confidence=confidence
        )
    answer = page(client, "bagian", theme="A")
    assert answer.context["run"].basis == Basis.SHARE
    [(_place, cells)] = rows(answer)
    assert cells[0] == "1 (1 / 0 / 0)"
    [(_place, cells)] = rows(page(client, "bagian", theme="A", province="34", regency="34.04"))
    assert cells[0] == "25%"
    assert answer.context["legend"][0].classes[0].name == "99"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "2026-13"}, "since"),
        ({"since": "2026-02", "until": "2026-01"}, "until"),
        ({"since": "2010-01"}, "since"),
        ({"theme": "'; DROP TABLE maps_bin; --"}, "theme"),
        ({"edition": "2099"}, "edition"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_told_at_its_field_and_keeps_what_was_typed(
    client: Client, query: dict[str, str], field: str
) -> None:
    answer = client.get("/titik-rawan/", query)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert "figure" not in answer.context
    if field == "since":
        assert f'value="{query["since"]}"' in answer.content.decode()


def test_an_unknown_layer_is_told_and_another_one_offered(client: Client) -> None:
    answer = client.get("/titik-rawan/", {"layer": "emas"})
    assert answer.status_code == 400
    assert answer.context["form"].non_field_errors()
    assert "layer=heksagon" in answer.content.decode()


def test_a_page_that_does_not_exist_is_the_last_one(client: Client) -> None:
    filed(1)
    assert page(client, page="99").context["page"].number == 1


def test_a_page_without_an_edition_still_opens(client: Client, no_editions: None) -> None:
    assert client.get("/titik-rawan/").status_code == 200
    assert client.get("/titik-rawan/banding/").status_code == 200


def test_a_name_from_a_file_cannot_become_markup(client: Client) -> None:
    filed(12)
    text = page(client, "wilayah").content.decode()
    [data] = re.findall(r'<script id="hotspot-data" type="application/json">(.*?)</script>', text, re.DOTALL)
    assert "<" not in data
    assert json.loads(data)["words"]["reports"]


def test_the_method_is_told(client: Client) -> None:
    text = client.get("/titik-rawan/metode/").content.decode()
    assert "Getis-Ord" in text
    assert "Benjamini" in text


def test_the_start_page_has_a_light_picture_of_public_reports(client: Client) -> None:
    filed(1)
    answer = client.get("/peta/ringkas.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.count(b"<path") == 38
    assert len(answer.content) < 40_000


def test_the_filter_of_urgency_says_whose_it_is(client: Client) -> None:
    def words(viewer: Client) -> str:
        label = page(viewer, "wilayah", urgency="D").context["chips"][-1].label
        with override("en"):
            return str(label)

    assert words(client) == "Urgency of the category"
    assert words(staff("DLH-64.08")) == "Urgency of your cases"
    assert words(staff("KLH", Role.NATIONAL)) == "Urgency as assessed"
