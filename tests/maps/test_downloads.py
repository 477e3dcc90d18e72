"""Layers as files: the same rows in every format, for those who may count them, in constant memory."""

import csv
import datetime as dt
import io
import json
import re
import sqlite3
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import h3
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.geos import Point
from django.db import connection
from django.http import QueryDict
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Role
from boundaries.models import Edition, Population
from maps.bins.folding import fold_all
from maps.downloads import arrow, csv_file, files, geojson
from maps.downloads.files import FORMATS
from maps.downloads.spool import Spool
from maps.downloads.table import Table
from maps.layers.ask import Ask, Sql
from maps.layers.layer import DEGREES, Column, Layer
from maps.layers.limits import TooHeavyError
from maps.layers.registry import LAYERS
from maps.models import Basis, Hotspot, HotspotMember, Run, RunCell, RunKind
from maps.selection import Selection
from reports.models import Category, Report, State
from tests.cast import staff
from tests.factories import ReportFactory, UserFactory, area

pytestmark = pytest.mark.django_db

SANGATTA, MUARA_WAHAU, SANGGAU = (117.55, 0.53), (116.83, 1.08), (110.6, 0.12)
LEVEL = 5  # of hexagons at the zoom that a download has unless it asks for another


def report(place: tuple[float, float], code: str = "W1", **more: Any) -> Report:
    when = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
    where = {"regency": area("61.03")} if place == SANGGAU else {}
    category = Category.objects.get(pk=code)
    return ReportFactory(point=Point(*place, srid=4326), category=category, received_at=when, **where, **more)


@pytest.fixture
def scenery() -> None:
    """Five public reports in three places, of which one is joined to another; and one that is confidential."""
    first = report(SANGATTA)
    report(SANGATTA, merged_into=first, state=State.VERIFIED)
    report(SANGATTA, "A1")
    report(MUARA_WAHAU)
    report(SANGGAU)
    report(SANGATTA, "A1", confidential=True)
    fold_all()


def cell(place: tuple[float, float]) -> str:
    return h3.latlng_to_cell(place[1], place[0], LEVEL)


EVERYBODYS = {cell(SANGATTA): (3, 2), cell(MUARA_WAHAU): (1, 1), cell(SANGGAU): (1, 1)}


def fetch(suffix: str, query: str = "", client: Client | None = None, layer: str = "heksagon") -> Any:
    return (client or Client()).get(f"/peta/lapis/{layer}.{suffix}?{query}")


def body(response: Any) -> bytes:
    assert response.status_code == 200, response.content
    return b"".join(response)


def frame(suffix: str, query: str = "", client: Client | None = None, layer: str = "heksagon") -> Any:
    """Read a download back with the library that users of the format have."""
    data = body(fetch(suffix, query, client, layer))
    if suffix == "csv":
        rows = list(csv.DictReader(io.StringIO(data.decode())))
        points = geopandas.points_from_xy([row["lon"] for row in rows], [row["lat"] for row in rows])
        return geopandas.GeoDataFrame(rows, geometry=points, crs="EPSG:4326")
    if suffix == "parquet":
        return geopandas.read_parquet(io.BytesIO(data))
    with tempfile.NamedTemporaryFile(suffix=f".{suffix}") as file:
        file.write(data)
        file.flush()
        return geopandas.read_file(file.name)


def counts(found: Any) -> dict[str, tuple[int, int]]:
    return {row.cell: (int(row.n), int(row.incidents)) for row in found.itertuples()}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.usefixtures("scenery")
def test_every_format_says_what_the_table_of_reports_does(suffix: str) -> None:
    found = frame(suffix)
    assert counts(found) == EVERYBODYS
    for row in found.itertuples():
        outline = shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(row.cell)])
        if suffix == "csv":
            assert outline.contains(row.geometry)
        else:
            assert shapely.hausdorff_distance(outline, row.geometry) < 2e-6
    assert found.crs.equals("EPSG:4326", ignore_axis_order=True)


@pytest.fixture
def statistics(scenery: None) -> None:
    """What a night leaves: a run of each statistic with one cell, and a hotspot of six incidents."""
    edition, now = Edition.objects.in_force().get(), timezone.now()
    since, until = dt.date(2025, 4, 1), dt.date(2026, 3, 1)
    told = {"since": since, "until": until, "edition": edition, "status": "done", "n": 4, "incidents": 3, "cells": 9000}
    kinds = ((kind, Basis.COUNTS) for kind in (RunKind.SIGNIFICANCE, RunKind.EMERGING, RunKind.DENSITY))
    for kind, basis in (*kinds, (RunKind.SIGNIFICANCE, Basis.SHARE)):
        for theme in ("", "W"):
            run = Run.objects.create(
                kind=kind, basis=basis, theme=theme, audience="public", made_at=now, parameters={"rings": 1}, **told
            )
            RunCell.objects.create(
                run=run, cell=int(cell(SANGATTA), 16), area="64.08", value=0.3, z=4.5, p=1e-5, q=0.01, confidence=99,
                pattern="persistent", trend_z=1.5,
            )  # fmt: skip
    members = [report((SANGATTA[0] + number / 5000, SANGATTA[1])) for number in range(6)]
    middle = Point(*SANGATTA, srid=4326)
    hotspot = Hotspot.objects.create(
        number=12345, theme="W", category_id="W1", hull=middle.buffer(0.01), centre=middle, n=6, standing="active",
        first_on=since, last_on=until, found_at=now, clustered_at=now,
    )  # fmt: skip
    HotspotMember.objects.bulk_create(
        HotspotMember(hotspot=hotspot, report=member, core=True, since=now) for member in members
    )
    fold_all()


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.usefixtures("statistics")
def test_every_layer_is_the_same_rows_in_every_format(name: str) -> None:
    layer, selection = LAYERS[name], Selection.parse(QueryDict("theme=W"))
    rows = [row for row in layer.rows(Ask(selection)) if row.values]
    expected = sorted(str(row.values[layer.columns[0].name]) for row in rows)
    assert expected, "nothing to compare"
    for suffix in FORMATS:
        found = frame(suffix, "theme=W", layer=name)
        first = found[layer.columns[0].name]
        assert [str(value) for value in first.fillna("None").replace("", "None")] == expected, suffix
        assert {column.name for column in layer.columns} <= set(found.columns), suffix
    shapes = {str(row.values[layer.columns[0].name]): row.geometry for row in rows}
    for _index, row in frame("parquet", "theme=W", layer=name).iterrows():
        mine, theirs = row.geometry, shapely.from_wkb(shapes[str(row[layer.columns[0].name])])
        assert (mine is None) == (theirs is None)
        assert mine is None or shapely.hausdorff_distance(mine, theirs) < 1e-5


@pytest.mark.usefixtures("statistics")
def test_what_is_read_far_away_says_where_it_is_from() -> None:
    [hotspot] = json.loads(body(fetch("geojson", layer="titik-rawan")))["features"]
    assert hotspot["properties"]["url"] == f"{settings.SITE_URL}/titik-rawan/12345/"
    for row in csv.DictReader(io.StringIO(body(fetch("csv", layer="titik")).decode())):
        assert all(len(row[name].partition(".")[2]) <= 6 for name in ("lon", "lat")), row


@pytest.mark.usefixtures("statistics")
def test_a_file_of_a_statistic_says_by_which_run_it_was_made() -> None:
    run = Run.objects.latest_for(RunKind.SIGNIFICANCE, Selection.parse(QueryDict("")))
    said = json.loads(body(fetch("geojson", layer="signifikansi")))["metadata"]
    assert (said["statistic"], said["incidents_judged"]) == ("significance", run.incidents)
    assert said["parameters"] == run.parameters
    assert dt.datetime.fromisoformat(said["worked_out_at"]) == run.made_at.replace(microsecond=0)
    assert (said["since"], said["until"]) == (f"{run.since:%Y-%m}", f"{run.until:%Y-%m}")


def test_a_file_of_a_statistic_that_was_not_worked_out_says_so() -> None:
    said = json.loads(body(fetch("geojson", layer="pola")))["metadata"]
    assert said["features"] == 0
    assert said["note"]


@pytest.mark.usefixtures("scenery")
def test_areas_have_rates_over_their_people_and_say_of_when() -> None:
    Population.objects.create(code="64.08", on=dt.date(2024, 12, 31), people=448_850, source="x")
    for _ in range(9):
        report(SANGATTA)
    fold_all()
    found = frame("parquet", "until=2026-06", layer="wilayah").set_index("code")
    assert len(found) == 514
    east = found.loc["64.08"]
    assert (east.n, east.population, east.population_on) == (13, 448_850, dt.date(2024, 12, 31))
    assert east.per_100000 == pytest.approx(13 / 448_850 * 100_000, abs=1e-3)
    assert east.per_1000_km2 == pytest.approx(13 / east.area_km2 * 1000, rel=1e-3)
    few, unknown = found.loc["61.03"], found.loc["64.02"]
    assert (few.n, few.per_1000_km2 != few.per_1000_km2) == (1, True), "nan: too few for a rate"
    assert unknown[["population", "per_100000"]].isna().all()
    said = json.loads(body(fetch("geojson", "until=2026-06", layer="wilayah")))["metadata"]
    assert (said["population_on_or_before"], said["fewest_for_a_rate"]) == ("2026-06-30", 10)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.usefixtures("scenery")
def test_filters_apply_to_every_format(suffix: str) -> None:
    assert counts(frame(suffix, "theme=A")) == {cell(SANGATTA): (1, 1)}
    assert counts(frame(suffix, "regency=61.03&since=2026-03&until=2026-03")) == {cell(SANGGAU): (1, 1)}
    assert frame(suffix, "until=2026-02").empty
    finer = frame(suffix, "zoom=12&category=A1")
    assert list(finer.cell) == [h3.latlng_to_cell(SANGATTA[1], SANGATTA[0], 7)]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.usefixtures("scenery")
def test_a_download_counts_what_its_viewer_may_know_of(suffix: str) -> None:
    nobody, citizen = Client(), Client()
    citizen.force_login(UserFactory())
    national = staff("NASIONAL", Role.NATIONAL)
    with_the_hidden = EVERYBODYS | {cell(SANGATTA): (4, 3)}
    viewers = ((nobody, EVERYBODYS), (citizen, EVERYBODYS), (staff("DLH-64.08"), with_the_hidden),
               (staff("DLH-61.03"), EVERYBODYS), (national, with_the_hidden))  # fmt: skip
    for client, expected in viewers:
        response = fetch(suffix, client=client)
        assert counts(frame(suffix, client=client)) == expected
        assert ("public" in response["Cache-Control"]) == (client is nobody)
        assert ("no-store" in response["Cache-Control"]) == (client is not nobody)
        assert "Cookie" in response["Vary"]
        if suffix == "geojson":
            licence = json.loads(body(response))["metadata"]["licence"]
            assert licence == ("CC BY 4.0" if client is nobody else "not for publication")


@pytest.mark.usefixtures("scenery")
def test_every_format_says_where_it_has_a_place_what_it_is(tmp_path: Path) -> None:
    expected = {"layer": "heksagon", "since": "2026-01", "n": 5, "features": 3, "counted": "public reports",
                "licence": "CC BY 4.0"}  # fmt: skip
    said = json.loads(body(fetch("geojson", "since=2026-01")))["metadata"]
    assert said.items() >= expected.items()
    assert dt.datetime.fromisoformat(said["made_at"]).tzinfo is not None
    assert "geoBoundaries" in said["edition"]
    parquet = pq.read_metadata(io.BytesIO(body(fetch("parquet", "since=2026-01")))).metadata
    assert json.loads(parquet[b"geo_lapor"]).items() >= expected.items()
    assert json.loads(parquet[b"geo"])["version"] == "1.1.0"
    path = tmp_path / "layer.gpkg"
    path.write_bytes(body(fetch("gpkg", "since=2026-01")))
    info = pyogrio.read_info(path)
    assert (info["layer_name"], info["geometry_type"], info["crs"]) == ("heksagon", "Polygon", "EPSG:4326")
    assert (info["layer_metadata"]["n"], info["layer_metadata"]["licence"]) == ("5", "CC BY 4.0")
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM rtree_heksagon_geom").fetchone() == (3,), "a spatial index"


@pytest.mark.parametrize(
    ("query", "suffix", "name"),
    [
        ("", "csv", "geolapor-heksagon-{day}.csv"),
        ("theme=A&regency=64.08&since=2026-01", "gpkg", "geolapor-heksagon-A-64-64.08-2026-01-{day}.gpkg"),
    ],
)
def test_the_name_of_a_file_tells_layer_selection_and_day(query: str, suffix: str, name: str) -> None:
    response = fetch(suffix, query)
    today = dt.datetime.now(dt.UTC) + dt.timedelta(hours=7)
    days = {(today - dt.timedelta(minutes=m)).date().isoformat() for m in (0, 5)}
    allowed = {f'attachment; filename="{name.format(day=day)}"' for day in days}
    assert response["Content-Disposition"] in allowed


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("theme=Q", {"theme"}),
        ("state=lost", {"state"}),
        ("since=2026-13", {"since"}),
        ("since=2026-05&until=2026-01", {"until"}),
        ("since=2016-01&until=2026-01", {"since"}),
        ("edition=1999", {"edition"}),
        ("zoom=99", {"zoom"}),
        ("tema=W", {"tema"}),
        ("theme=W&theme=A", {"theme"}),
        ("zoom=-1&urgency=X", {"zoom", "urgency"}),
        ("regency=64.08';DROP TABLE maps_bin;--", {"regency"}),
        ("category=W1' OR '1'='1", {"category"}),
    ],
)
@pytest.mark.parametrize("suffix", FORMATS)
def test_filters_that_make_no_sense_are_told_by_name(suffix: str, query: str, fields: set[str]) -> None:
    response = fetch(suffix, query)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert set(response.json()["errors"]) >= fields
    assert "Content-Disposition" not in response


@pytest.mark.parametrize("address", ["heksagon.xlsx", "rahasia.csv", "heksagon.csv.exe", "..csv", "heksagon.CSV"])
def test_there_is_no_other_file(address: str) -> None:
    assert Client().get(f"/peta/lapis/{address}").status_code == 404


def test_only_reading_is_allowed() -> None:
    assert Client().post("/peta/lapis/heksagon.csv").status_code == 405


def _slow(_ask: Any) -> Sql:
    return Sql("SELECT 'x' AS name, NULL::geometry AS geometry FROM pg_sleep(60)", [])


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_query_that_takes_too_long_says_so(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LAYERS, "lambat", Layer("lambat", "", (Column("name", "text", ""),), _slow, DEGREES))
    monkeypatch.setattr(files, "LONGEST_SECONDS", 0.2)
    response = fetch(suffix, layer="lambat")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert int(response["Retry-After"]) > 0
    assert Report.objects.count() == 0, "the connection goes on working"


def test_the_time_limit_holds_for_all_rows_and_not_only_for_the_first() -> None:
    late = "SELECT i, CASE WHEN i > 2 THEN pg_sleep(60)::text END FROM generate_series(1, 9) i"
    many = "SELECT pg_sleep(0.05)::text, NULL FROM generate_series(1, 99999)"
    for sql in ("SELECT pg_sleep(60)", late, many):
        with pytest.raises(TooHeavyError):
            Spool(sql, [], 0.2, size=1)


def test_rows_wait_in_a_file_and_nothing_waits_in_the_database() -> None:
    spool = Spool("SELECT i, repeat('x', 1000)::bytea FROM generate_series(1, 9000) i", [], 60, summed=0, size=1000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors")
        assert cursor.fetchone() == (0,)
    assert (spool.features, spool.total) == (9000, 9000 * 9001 // 2)
    assert [len(rows) for rows in spool] == [1000] * 9
    with pytest.raises(ValueError, match="closed"):
        next(iter(spool))


HOSTILE = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", 'a"b,c\nd', "Ümläut – ü"]


def table(texts: list[str], read: list[int] | None = None, size: int = 2) -> Table:
    """A table of texts and negative numbers, that notes how many batches were read."""

    def rows() -> Iterator[list[tuple[Any, ...]]]:
        for start in range(0, len(texts), size):
            if read is not None:
                read.append(start)
            point = shapely.to_wkb(shapely.Point(110.123456789, -1.5))
            yield [(text, -2.5, dt.date(2026, 1, 31), None, point) for text in texts[start : start + size]]

    kinds = (("name", "text"), ("z", "number"), ("on", "date"), ("ok", "boolean"))
    return Table("uji", "Point", tuple(Column(*kind, "") for kind in kinds), rows(), {"title": "Uji"})


def test_no_cell_of_a_csv_is_a_formula() -> None:
    text = b"".join(csv_file.write(table(HOSTILE))).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["name"] for row in rows] == [f"'{text}" for text in HOSTILE[:7]] + HOSTILE[7:]
    assert {(row["z"], row["on"], row["ok"], row["lon"], row["lat"]) for row in rows} == {
        ("-2.5", "2026-01-31", "", "110.123457", "-1.5")
    }


def test_other_formats_keep_texts_as_they_are_and_types_as_meant(tmp_path: Path) -> None:
    features = json.loads(b"".join(geojson.write(table(HOSTILE))))["features"]
    assert [feature["properties"]["name"] for feature in features] == HOSTILE
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [110.123457, -1.5]}
    read = pq.read_table(io.BytesIO(b"".join(arrow.geoparquet(table(HOSTILE)))))
    assert read["name"].to_pylist() == HOSTILE
    assert [str(field.type) for field in read.schema] == ["string", "double", "date32[day]", "bool", "binary"]
    path = tmp_path / "x.gpkg"
    with arrow.geopackage(table(HOSTILE)) as file:
        path.write_bytes(file.read())
    found = geopandas.read_file(path)
    assert list(found.name) == HOSTILE
    assert found.on[0].date() == dt.date(2026, 1, 31)


@pytest.mark.parametrize("write", [csv_file.write, geojson.write, arrow.geoparquet])
def test_a_file_is_sent_while_it_is_read(write: Any) -> None:
    read: list[int] = []
    pieces = write(table([str(i) for i in range(20)], read))
    seen = Counter(len(read) for _piece in pieces)
    assert len(read) == 10
    assert max(seen.values()) <= 3, "a piece for each batch, and what stands before and after them"
    assert set(seen) >= set(range(1, 11))


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_selection_is_an_empty_file(suffix: str) -> None:
    found = frame(suffix, "since=2020-01&until=2020-01")
    assert len(found) == 0


@pytest.mark.parametrize("name", ["panas", *LAYERS])
def test_the_panel_offers_each_format_with_the_filters(name: str, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    page = Template("{% load downloads %}{% downloads_panel name selection %}").render(
        Context({"request": request, "name": name, "selection": Selection.parse(QueryDict("theme=W&since=2026-01"))})
    )
    addresses = re.findall(r'href="([^"]+)"', page)
    layer = name if name in LAYERS else "heksagon"
    assert addresses == [f"/peta/lapis/{layer}.{suffix}?theme=W&amp;since=2026-01" for suffix in FORMATS]
    assert "CC BY 4.0" in page
    assert f"/peta/lapis/{layer}.geojson?theme=W" in page.partition("read_file")[2]


def test_a_notebook_reads_our_address(live_server: Any, scenery: None, transactional_db: None) -> None:
    address = f"{live_server.url}/peta/lapis/heksagon.geojson?theme=W&since=2026-01"
    assert counts(geopandas.read_file(address)) == {
        cell(SANGATTA): (2, 1), cell(MUARA_WAHAU): (1, 1), cell(SANGGAU): (1, 1),
    }  # fmt: skip
    parquet = address.replace("geojson", "parquet")
    assert len(geopandas.read_parquet(io.BytesIO(urllib.request.urlopen(parquet).read()))) == 3  # noqa: S310
