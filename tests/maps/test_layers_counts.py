"""What layers show is what a count over the table says: every layer, every filter, every zoom, every viewer."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import h3
import pytest
from django.test import Client

from accounts.models import Role
from maps.bins.folding import fold_all
from reports import policies
from reports.models import Report, State
from tests.cast import staff
from tests.factories import UserFactory
from tests.maps import tiles
from tests.maps.counting import PLACES, cell_of, make

pytestmark = pytest.mark.django_db

LEVELS = {3: 3, 5: 4, 8: 5, 9: 6, 11: 7}
"""Zooms and the level of their hexagons."""

QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"theme": "A"},
    {"category": "W1"},
    {"theme": "L", "category": "L10"},
    {"province": "64"},
    {"regency": "64.08"},
    {"since": "2026-01"},
    {"until": "2025-12"},
    {"since": "2026-01", "until": "2026-02", "theme": "W"},
    {"state": "open"},
    {"state": "finished", "province": "64"},
    {"state": "selesai", "since": "2026-01"},
    {"theme": "W", "province": "34", "state": "open", "until": "2026-02"},
    {"urgency": "T"},
    {"urgency": "N", "theme": "W", "since": "2026-01"},
    {"urgency": "T", "state": "open"},
)


@pytest.fixture
def reports() -> list[Report]:
    """Reports of every sort, counted: public, confidential, held back, archived, coarse, joined, exercises."""
    chance = random.Random(5)
    sorts = [
        {
            "place": chance.randrange(len(PLACES)),
            "category": chance.randrange(4),
            "state": chance.randrange(len(State)),
            "moment": chance.randrange(3),
            "urgency": chance.choice("DTN"),
            "confidential": chance.random() < 0.15,
            "held": chance.random() < 0.1,
            "practice": chance.random() < 0.05,
            "coarse": chance.random() < 0.2,
            "nowhere": chance.random() < 0.1,
        }
        for _ in range(150)
    ]
    first = make({}, chance)
    first.save()
    joined = [make({"joined": True, "state": 1}, chance, first) for _ in range(3)]
    Report.objects.bulk_create([*(make(sort, chance) for sort in sorts), *joined])
    fold_all()
    return list(Report.objects.select_related("category", "regency", "province"))


def public(reports: list[Report], query: dict[str, str]) -> list[Report]:
    hidden = State.ARCHIVED
    seen = [r for r in reports if not (r.confidential or r.held or r.practice or r.state == hidden)]
    return [report for report in seen if tiles.meets(report, query)]


def places(reports: list[Report]) -> list[tuple[float, float]]:
    return [report.public_point.coords for report in reports if report.public_point]


def pairs(told: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {cell: (properties["n"], properties["incidents"]) for cell, properties in told.items()}


def test_hexagons_say_what_the_table_does(reports: list[Report]) -> None:
    for query in QUERIES:
        for zoom, level in LEVELS.items():
            expected = tiles.by_cell(public(reports, query), level)
            assert expected, f"nothing was selected by {query}: the test says nothing"
            told = tiles.in_tiles(Client(), "heksagon", zoom, urlencode(query), places(reports))
            assert pairs(told) == expected, (query, zoom)


def test_clusters_say_what_the_table_does(reports: list[Report]) -> None:
    for query in QUERIES:
        n = sum(report.public_point is not None for report in public(reports, query))
        for zoom in (3, 5, 6):
            found = tiles.in_view(Client(), "kelompok", zoom, urlencode(query))
            assert sum(one["properties"]["n"] for one in found) == n, (query, zoom)


def test_close_in_a_cluster_of_one_is_that_report_at_its_place(reports: list[Report]) -> None:
    for query in ({}, {"theme": "A"}, {"state": "open"}):
        seen = [report for report in public(reports, query) if report.public_point]
        alone = {cell for cell, (n, _) in tiles.by_cell(seen, 7).items() if n == 1}
        exact = [report for report in seen if report.public_cell_m is None]
        expected = {r.number for r in exact if h3.int_to_str(cell_of(r, 7)) in alone}
        assert expected
        told = tiles.in_tiles(Client(), "kelompok", 12, urlencode(query), places(reports)).values()
        assert {one["number"] for one in told if "number" in one} == expected, query


def test_points_say_what_the_table_does(reports: list[Report]) -> None:
    for query in QUERIES:
        placed = [report for report in public(reports, query) if report.public_point]
        for zoom in (4, 9):
            told = tiles.in_tiles(Client(), "titik", zoom, urlencode(query), places(reports))
            exact = {report.number for report in placed if report.public_cell_m is None}
            assert exact <= set(told), query
            assert {key for key in told if isinstance(key, str)} <= {report.number for report in placed}, query
            assert sum(properties["n"] for properties in told.values()) == len(placed), (query, zoom)


def test_areas_say_what_the_table_does(reports: list[Report]) -> None:
    for query in QUERIES:
        areas = tiles.in_view(Client(), "wilayah", 5, urlencode(query))
        told = {area["properties"]["code"]: area["properties"]["n"] for area in areas}
        assert {code: n for code, n in told.items() if n} == tiles.by_area(public(reports, query)), query
        assert all(code.startswith(query.get("regency", query.get("province", ""))) for code in told), query


def test_who_sees_all_filters_by_how_urgent_each_case_was_found(reports: list[Report]) -> None:
    client = staff("KLH", Role.NATIONAL)
    every = [report for report in reports if not report.practice]
    for urgency in "DTN":
        expected = [report for report in every if report.urgency == urgency]
        told = tiles.in_tiles(client, "heksagon", 7, f"urgency={urgency}", places(reports))
        assert pairs(told) == tiles.by_cell(expected, 5)


def viewers() -> Iterator[tuple[str, Client, Any]]:
    yield "visitor", Client(), None
    citizen = Client()
    user = UserFactory()
    citizen.force_login(user)
    yield "citizen", citizen, user
    for name, place, role in (
        ("officer", "DLH-64.08", Role.OFFICER),
        ("officer elsewhere", "DLH-34.04", Role.OFFICER),
        ("monitor", "DLH-64", Role.MONITOR),
        ("national", "KLH", Role.NATIONAL),
    ):
        client = staff(place, role)
        yield name, client, client.user


@pytest.mark.parametrize("query", [{}, {"theme": "W", "state": "open"}], ids=urlencode)
def test_everyone_counts_what_is_public_and_what_is_in_their_hands(
    reports: list[Report], query: dict[str, str]
) -> None:
    counted = {}
    for name, client, user in viewers():
        known = {report.pk for report in public(reports, {})}
        if user is not None:
            known |= {report.pk for report in reports if not report.practice and policies.in_hand(report, user)}
        seen = [report for report in reports if report.pk in known and tiles.meets(report, query)]
        placed = sum(report.public_point is not None for report in seen)
        told = tiles.in_tiles(client, "heksagon", 11, urlencode(query), places(reports))
        assert pairs(told) == tiles.by_cell(seen, 7), name
        for layer in ("heksagon", "kelompok", "titik"):
            found = tiles.in_view(client, layer, 5, urlencode(query))
            assert sum(one["properties"]["n"] for one in found) == placed, (name, layer)
        areas = tiles.in_view(client, "wilayah", 5, urlencode(query))
        by_area = {area["properties"]["code"]: area["properties"]["n"] for area in areas if area["properties"]["n"]}
        assert by_area == tiles.by_area(seen), name
        counted[name] = len(seen)
    # All reports of this test are handled by one agency
    assert counted["visitor"] == counted["citizen"] == counted["officer elsewhere"] < counted["officer"]
    assert counted["visitor"] < counted["monitor"] < counted["national"] == counted["officer"]


def test_staff_filter_by_urgency_what_is_in_their_hands_alone(reports: list[Report]) -> None:
    """How urgent other offices find their cases is not told by a count either."""
    client = staff("DLH-64.08")
    mine = [report for report in reports if not report.practice and policies.in_hand(report, client.user)]
    urgent = [report for report in mine if report.urgency == "D"]
    assert urgent
    told = tiles.in_tiles(client, "heksagon", 11, "urgency=D", places(reports))
    assert pairs(told) == tiles.by_cell(urgent, 7)
    points = tiles.in_view(client, "titik", 5, "urgency=D")
    assert sum(one["properties"]["n"] for one in points) == sum(r.public_point is not None for r in urgent)
    elsewhere = staff("DLH-34.04")
    assert tiles.in_view(elsewhere, "heksagon", 5, "urgency=D") == []
