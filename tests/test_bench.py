"""The measuring itself: answers are compared rightly, and a wrong one cannot hide among the explained."""

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench import overlays
from bench.areas import Areas, read_areas
from bench.compare import Reason, compare
from bench.figures import million_figures
from bench.importing import Wanted, embedded, import_measured
from bench.lookups import measure_lookups
from bench.maps.agreeing import compare_ours
from bench.maps.asking import Answer, Contender
from bench.maps.figures import growth_figures, tile_figures
from bench.maps.filling import LEFT_OUT, fill
from bench.maps.measuring import filters
from bench.maps.mvt import features
from bench.maps.tiles import Tile, tiles_of, tiles_over
from bench.maps.tipg import tipg_url
from bench.maps.views import PUBLIC
from bench.million import measure_many
from bench.monitoring.living import enliven
from bench.monitoring.run import file_figures
from bench.peers import Pairs
from bench.points import Points, in_box, on_land
from bench.reassignment import measure_reassignment
from boundaries import locator
from boundaries.locator.locator import Locator
from boundaries.models import Edition, Overlay
from maps.bins import grains
from maps.bins.cells import ensure_hexagons
from maps.bins.rebuilding import tally_reports
from maps.bins.tally import Tally, make_table
from reports.demo.load import load_demo
from reports.models import CaseClock, HistoryEntry, PlaceRecord, Report, ResponsibilityRecord, State
from reports.places import public_place
from reports.querysets import FINISHED_STATES

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive]


@pytest.fixture
def squares() -> Areas:
    """A regency of 2° with a city of 0.2° drawn over it, its eastern neighbour, and a gap between the two."""
    polygons = [shapely.box(100, 0, 102, 2), shapely.box(102.1, 0, 104, 2), shapely.box(100.5, 0.5, 100.7, 0.7)]
    return Areas(
        ids=np.array([30, 10, 20]),
        codes=["11.01", "11.02", "11.71"],
        km2=np.array([49_000.0, 46_000.0, 490.0]),
        polygons=np.array([shapely.MultiPolygon([p]) for p in polygons], dtype=object),
        gaps=np.array([shapely.box(102, 0.5, 102.1, 1.5)], dtype=object),
        precision_m=1000,
    )


def _only(areas: Areas, lon: float, lat: float, ours: int, theirs: list[int]) -> str:
    """Return the one reason that the comparison of one point gives."""
    pairs = Pairs(np.zeros(len(theirs), int), np.array(theirs, int))
    (reason,) = compare(areas, np.array([lon]), np.array([lat]), np.array([ours]), pairs).counts
    return reason


@pytest.mark.parametrize(
    ("lon", "lat", "ours", "theirs", "reason"),
    [
        (101, 1, 0, [0], Reason.SAME),
        (90, 1, -1, [], Reason.SAME),
        (101, 1, 1, [0], Reason.UNEXPLAINED),
        (101, 1, -1, [0], Reason.UNEXPLAINED),
        (100.6, 0.6, 2, [0, 2], Reason.OVERLAP),
        (100.6, 0.6, 2, [2, 0], Reason.OVERLAP),
        (100.6, 0.6, 0, [2, 0], Reason.UNEXPLAINED),  # the rule says the smaller one
        (102 + 5e-10, 1, 0, [], Reason.BORDER),
        (100.7 + 5e-10, 0.6, 2, [0], Reason.BORDER),
        (100.7 + 1e-7, 0.6, 2, [0], Reason.UNEXPLAINED),
        (102.02, 1, 0, [], Reason.GAP),
        (102.08, 1, 0, [], Reason.UNEXPLAINED),  # the other side of the gap is nearer
        (101, 2.008, 0, [], Reason.COAST),  # 890 m
        (101, 2.010, 0, [], Reason.UNEXPLAINED),  # 1,110 m
        (101, 2.008, 1, [], Reason.UNEXPLAINED),  # within reach of none but the first
    ],
)
def test_every_difference_has_its_reason_or_none(
    squares: Areas, lon: float, lat: float, ours: int, theirs: list[int], reason: Reason
) -> None:
    assert _only(squares, lon, lat, ours, theirs) == reason


def test_an_unexplained_answer_is_shown_with_its_point_and_both_answers(squares: Areas) -> None:
    lons, lats = np.array([101.0, 103.0]), np.array([1.0, 1.0])
    found = compare(squares, lons, lats, np.array([0, 0]), Pairs(np.array([0, 1]), np.array([0, 1])))
    assert found.counts == {Reason.SAME: 1, Reason.UNEXPLAINED: 1}
    assert found.failed == 1
    assert found.unexplained == [{"lon": 103.0, "lat": 1.0, "ours": "11.01", "theirs": "11.02"}]


def test_points_on_land_lie_in_areas_and_the_same_seed_draws_the_same(squares: Areas) -> None:
    points = on_land(squares, 500)
    assert len(points.lons) == 500
    assert shapely.intersects_xy(shapely.union_all(squares.polygons), points.lons, points.lats).all()
    assert np.array_equal(on_land(squares, 500).lons, points.lons)


def test_points_in_the_box_reach_half_a_degree_beyond_the_areas(squares: Areas) -> None:
    points = in_box(squares, 2000)
    assert 99.5 <= points.lons.min() < 99.6
    assert 104.4 < points.lons.max() <= 104.5


@pytest.fixture
def bali(no_editions: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """The nine regencies of Bali, imported as the measuring imports a file, and a locator for them alone."""
    everything = embedded()
    regencies = geopandas.read_file(everything.file)
    file = tmp_path / "bali.geojson"
    regencies[regencies["code"].str.startswith("51.")].to_file(file)
    monkeypatch.setattr(locator, "_default", Locator(tmp_path / "index"))
    imported = import_measured(Wanted(file, "Bali", precision_m=everything.precision_m), tmp_path)
    assert imported.seconds > sum(imported.steps.values()) > 0
    return imported.edition


def test_every_contender_is_asked_and_none_differs_without_a_reason(bali: Edition) -> None:
    areas = read_areas(bali)
    land, box = on_land(areas, 100), in_box(areas, 200)
    points = Points("both", "", np.append(land.lons, box.lons), np.append(land.lats, box.lats))
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        one = measure_lookups(areas, points, cursor, bali.pk)
        many = measure_many(areas, points, cursor, bali.pk)
    assert len(one.micros) == len(many.seconds) == 6
    assert all(us["p50"] <= us["p95"] <= us["p99"] for us in one.micros.values())
    for found in (*one.comparisons.values(), *many.comparisons.values()):
        assert sum(found.counts.values()) == 300
        assert found.unexplained == []
    assert {len(one.comparisons), len(many.comparisons)} == {4, 5}


def test_overlays_are_measured_and_answers_held_against_peers(
    bali: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlays, "THICK", 30)
    areas = read_areas(bali)
    found = overlays.measure_overlays(areas, on_land(areas, 600), 50, tmp_path)
    assert [(cost.name, cost.overlays > 0, cost.failed) for cost in found] == [
        ("none", False, 0), ("demonstration", True, 0), ("thick", True, 0),
    ]  # fmt: skip
    assert found[2].share > found[0].share == 0
    assert not Overlay.objects.jurisdictions().exists()


def test_reports_are_reassigned_and_a_second_run_finds_nothing(bali: Edition) -> None:
    areas = read_areas(bali)
    found = measure_reassignment(bali, on_land(areas, 300), in_box(areas, 300))
    assert found.reports == found.changed["every report changed"] == 300
    assert found.changed["one province recoded"] >= 285  # Bali is one province; the others are far out at sea
    assert found.changed["nothing changed"] == 0


def test_a_goal_is_met_on_its_side_only() -> None:
    seconds = {"ours, assignment": 1.0, "ours, whole Place": 3.5, "geopandas.sjoin": 12.5, "PostGIS plain": 59.0}
    assert [figure.met for figure in million_figures(seconds, 10)] == [True, False, False]


class _InProcess:
    """Asks our own addresses without a server."""

    def ask(self, path: str) -> Answer:
        response = Client(headers={"host": "127.0.0.1"}).get(path)
        assert response.status_code == 200, response.content[:300]
        return Answer(0.0, len(response.content), response.content)


@pytest.fixture
def filled(db: None) -> int:
    """Reports put in by COPY, and counted for the maps; all of it is undone with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        known = _around_reports(cursor)
        fill(400)
        assert known - _around_reports(cursor) == set(LEFT_OUT)
        make_table()
        tally = Tally(Edition.objects.active())
        tally_reports(cursor, tally)
        for table in (grains.BINS, grains.AREA_BINS):
            grains.add(cursor, table, grains.rolled_up(table, tally))
    ensure_hexagons(tally.cells)
    return 400


def _around_reports(cursor: Any) -> set[str]:
    """Names of the table's indexes and constraints, and of its triggers that are awake."""
    cursor.execute("""
        SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'reports_report'::regclass UNION ALL
        SELECT conname FROM pg_constraint WHERE 'reports_report'::regclass IN (conrelid, confrelid) UNION ALL
        SELECT tgname FROM pg_trigger
        WHERE tgrelid = 'reports_report'::regclass AND tgenabled = 'O' AND NOT tgisinternal
    """)
    return {name for (name,) in cursor.fetchall()}


def test_reports_put_in_by_copy_are_such_as_filing_makes_them(filled: int) -> None:
    reports = list(Report.everything.select_related("category", "regency", "province"))
    assert len(reports) == filled
    assert len({report.category_id for report in reports}) > 15
    assert {State.CLOSED, State.ARCHIVED, State.NEW} < {report.state for report in reports}
    for report in reports[::3]:
        lonlat = (report.point.x, report.point.y) if report.point else None
        shown = public_place(lonlat, coarse=report.category.coarse_place)
        assert (report.public_point, report.public_cell_m) == shown
        assert report.confidential or not report.category.confidential
        if lonlat:
            place = locator.locate(*lonlat)
            assert report.regency_id == (place.regency.id if place.regency else None)
            assert report.province_id == (place.province.id if place.province else None)
        if report.merged_into_id:
            assert report.merged_into_id < report.pk
            assert report.merged_into.category_id == report.category_id


def test_all_tiles_and_the_plain_query_show_what_the_table_has(filled: int, settings: Any) -> None:
    settings.ROOT_URLCONF = "bench.urls"
    counts = compare_ours(_InProcess(), filters()[:2], zooms=(4,))
    assert len(counts) == 6
    assert {what: pair for what, pair in counts.items() if pair[0] != pair[1]} == {}
    table = counts["hexagons, zoom 4, everything"][1]
    assert filled / 2 < table < filled
    assert 0 < counts["hexagons, zoom 4, category"][1] < table


def test_the_plain_query_counts_public_reports_alone(filled: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM reports_report WHERE {PUBLIC}")  # noqa: S608 - a constant of ours
        assert cursor.fetchone() == (Report.objects.public().count(),)
    assert Report.objects.public().count() < filled


def test_reports_put_in_by_copy_are_given_lives_that_cases_had(db: None) -> None:
    load_demo(250, 6408)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    demo = Report.everything.count()
    known = set(Report.objects.values_list("state", flat=True))
    fill(400)
    written, _seconds = enliven()
    now = timezone.now()
    bare = [report for report in Report.everything.order_by("pk")[demo:] if report.state in known]
    assert len(bare) > 300
    assert written > len(bare) * 4
    for report in bare:
        entries = list(HistoryEntry.objects.filter(report=report).order_by("at", "pk"))
        assert (entries[0].verb, entries[0].at) == ("submitted", report.received_at)
        assert entries[-1].state == report.state
        assert entries[-1].at <= now
        assert (report.closed_at is not None) == (report.state in FINISHED_STATES)
        assert PlaceRecord.objects.filter(report=report, reason="filed", regency=report.regency_id).count() == 1
        filed = ResponsibilityRecord.objects.get(report=report, reason="filed")
        assert report.transfers or filed.agency_id == report.agency_id
    assert CaseClock.objects.filter(report__in=bare, stopped_at=None).exists()
    assert enliven()[0] == 0  # whoever has a life keeps it


def test_memory_is_judged_by_the_largest_file_beside_the_smallest() -> None:
    files = [{"format": "csv", "peak_mb": peak} for peak in (100.0, 300.0, 119.0)]
    (figure,) = file_figures(files, 10, 1_000)
    assert (figure.ratio, figure.met) == (1.19, True)


def test_a_tile_is_read_as_postgis_wrote_it(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT ST_AsMVT(t, 'one', 4096, 'geom') || ST_AsMVT(t, 'two', 4096, 'geom') FROM (
                SELECT ST_Point(5, 5) AS geom, 'Wahau'::text AS name, -7 AS n, 599 << 20 AS many, 0.25::float8 AS share,
                true AS coarse, NULL::int AS nothing
            ) t
        """)
        read = features(bytes(cursor.fetchone()[0]))
    assert read == [{"name": "Wahau", "n": -7, "many": 599 << 20, "share": 0.25, "coarse": True}] * 2


def test_tiles_are_those_of_the_grid_and_each_zoom_has_its_share_of_the_sea(db: None) -> None:
    assert tiles_over(4, 95, -11, 141, 6) == [Tile(4, x, y) for x in range(12, 15) for y in (7, 8)]
    chosen = tiles_of(9, 20)
    assert len(set(chosen)) == 20
    assert chosen == tiles_of(9, 20)
    assert tiles_of(4, 200) != []  # fewer than that are there


def test_a_contender_is_judged_where_it_does_worst() -> None:
    ours = Contender("hexagons", "", str, {4: [10.0] * 4, 9: [2.0] * 4}, {4: [1.0], 9: [1.0]}, {4: [1], 9: [1]})
    peer = Contender("tipg", "", str, {4: [80.0] * 4, 9: [8.0] * 4}, {4: [80.0], 9: [19.0]}, {4: [1], 9: [1]})
    cold, _, warm, _ = tile_figures({"everything": [ours, peer]}, 1_000_000)
    assert (cold.ratio, cold.met, warm.ratio, warm.met) == (4.0, True, 19.0, False)
    slower = Contender("hexagons", "", str, {4: [12.0] * 4, 9: [3.0] * 4}, {4: [1.0], 9: [1.0]}, {4: [1], 9: [1]})
    cold, warm = growth_figures({"everything": [ours, peer]}, {"everything": [slower, peer]})
    assert (cold.ratio, cold.met, warm.ratio, warm.met) == (1.5, False, 1.0, True)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("postgis://a@/b?host=%2Fvar%2Frun", "postgresql://a@%2Fvar%2Frun/c"),
        (
            "postgis://a:p%40w@db.example:5433/b?sslmode=require",
            "postgresql://a:p%40w@db.example:5433/c?sslmode=require",
        ),
    ],
)
def test_the_peer_is_led_to_the_same_database(url: str, wanted: str) -> None:
    assert tipg_url(url, "c") == wanted
