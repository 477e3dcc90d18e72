"""Counts are equal to a count of the table, made one by one by Python and h3: whatever reports, whatever is chosen."""

import dataclasses
import datetime as dt
import random
from collections import Counter
from typing import Any

import h3
import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from boundaries.models import Edition
from maps.bins.cells import cells_of, outlines, parents
from maps.bins.folding import fold_all, fold_changes
from maps.bins.reading import cells
from maps.models import Bin, BinChange, Hexagon
from maps.models.bins import LEVELS
from maps.selection import FINISHED, OPEN, Selection
from reports.models import Report
from tests.maps.counting import CATEGORIES, PLACES, STATES, assert_equal_to_the_table, cell_of, make

pytestmark = pytest.mark.django_db

SORTS = st.fixed_dictionaries(
    {
        "place": st.integers(0, len(PLACES) - 1),
        "category": st.integers(0, len(CATEGORIES) - 1),
        "state": st.integers(0, len(STATES) - 1),
        "moment": st.integers(0, 2),
        "urgency": st.sampled_from("DTN"),
    },
    optional={name: st.booleans() for name in ("nowhere", "coarse", "confidential", "held", "practice", "joined")},
)
SELECTIONS = st.builds(
    Selection,
    theme=st.sampled_from(("", "", "W", "A")),
    category=st.sampled_from(("", "", *CATEGORIES)),
    province=st.sampled_from(("", "", "64", "34")),
    regency=st.sampled_from(("", "", "64.08", "64.72")),
    since=st.sampled_from((None, dt.date(2025, 12, 1), dt.date(2026, 1, 1))),
    until=st.sampled_from((None, dt.date(2025, 12, 1), dt.date(2026, 2, 1))),
    state=st.sampled_from(("", "", OPEN, FINISHED, "baru", "selesai")),
    urgency=st.sampled_from(("", "", "D", "N")),
    assessed=st.booleans(),
)
POINTS = st.tuples(st.floats(94, 142), st.floats(-12, 7))
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def store(sorts: list[dict[str, Any]]) -> list[Report]:
    """Put reports into the table, the same ones for the same sorts; those that are joined hang on the first."""
    chance = random.Random(3)
    main = make({}, chance)
    main.save()
    return [main, *Report.everything.bulk_create([make(sort, chance, main) for sort in sorts])]


def read(selection: Selection, level: int, everything: bool) -> Counter[tuple[int, str]]:
    """What the bins say of a selection."""
    sql, values = cells(selection, level, everything=everything)
    found: Counter[tuple[int, str]] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for cell, n, incidents in cursor.fetchall():
            assert (cell, "n") not in found
            found[cell, "n"], found[cell, "incidents"] = n, incidents
    return +found


def counted(selection: Selection, level: int, everything: bool) -> Counter[tuple[int, str]]:
    """The same by looking at each report of the table that the selection is about."""
    reports = selection.apply(Report.objects.all() if everything else Report.objects.public())
    found: Counter[tuple[int, str]] = Counter()
    for report in reports:
        if cell := cell_of(report, level):
            found[cell, "n"] += 1
            found[cell, "incidents"] += report.merged_into_id is None
    return +found


@given(st.lists(SORTS, max_size=12), st.lists(SELECTIONS, min_size=1, max_size=4))
@example([{"place": 1, "coarse": True}], [Selection(urgency="N"), Selection(category="W1"), Selection()])
@QUICK
def test_what_is_read_for_a_selection_is_what_the_table_holds(
    sorts: list[dict[str, Any]], selections: list[Selection]
) -> None:
    with transaction.atomic():
        store(sorts)
        fold_all()
        for selection in selections:
            consistent = dataclasses.replace(selection, province="" if selection.regency else selection.province)
            for level in LEVELS:
                for everything in (False, True):
                    assert read(consistent, level, everything) == counted(consistent, level, everything)
        transaction.set_rollback(True)


@given(
    st.lists(SORTS, min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 8), SORTS), max_size=6),
    st.integers(1, 5),
)
@QUICK
def test_reports_that_change_between_folds_of_any_size_are_counted_as_they_stand(
    sorts: list[dict[str, Any]], changes: list[tuple[int, dict[str, Any]]], limit: int
) -> None:
    with transaction.atomic():
        stored = store(sorts)
        fold_changes(limit)
        for place, sort in changes:
            report, changed = stored[place % len(stored)], make(sort, random.Random(place))
            if place == 8:
                Report.everything.filter(pk=report.pk).exclude(pk=stored[0].pk).delete()
                continue
            for name in (
                "point", "public_point", "public_cell_m", "regency", "province", "category", "state", "urgency",
                "confidential", "held", "practice", "received_at", "verified_at", "doubtful",
            ):  # fmt: skip
                setattr(report, name, getattr(changed, name))
            if Report.everything.filter(pk=report.pk).exists():
                report.save()
            fold_changes(limit)
        while fold_changes(limit):
            pass
        assert_equal_to_the_table()
        transaction.set_rollback(True)


def test_counts_that_come_to_nothing_leave_no_row(past_editions: list[Edition]) -> None:
    stored = store([{"place": n % len(PLACES)} for n in range(9)])
    fold_all()
    assert_equal_to_the_table()
    Report.everything.filter(pk__in=[report.pk for report in stored]).update(practice=True)
    fold_all()
    assert not Bin.objects.exists()
    assert_equal_to_the_table()


def test_areas_are_counted_by_every_edition_that_was_in_force(past_editions: list[Edition]) -> None:
    store([{"place": n % len(PLACES), "nowhere": n % 5 == 0} for n in range(24)])
    fold_all()
    assert_equal_to_the_table()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT edition_id, area FROM maps_areabin WHERE area LIKE '9%'")
        found = dict(cursor.fetchall())
    assert [found[edition.pk] for edition in past_editions] == ["91.14", "95.04", "95.04"]  # Tolikara


@given(st.lists(POINTS, min_size=1, max_size=20), st.sampled_from(LEVELS))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_parents_by_bits_are_those_of_h3(points: list[tuple[float, float]], level: int) -> None:
    lons, lats = (np.array(column) for column in zip(*points, strict=True))
    finest = cells_of(lons, lats, np.zeros(len(points), bool))
    known = [h3.latlng_to_cell(lat, lon, 7) for lon, lat in points]
    assert finest.tolist() == [h3.str_to_int(cell) for cell in known]
    wanted = [h3.str_to_int(h3.cell_to_parent(cell, level)) for cell in known]
    assert parents(finest, level).tolist() == wanted
    with connection.cursor() as cursor:
        cursor.execute("SELECT maps_cell_parent(cell, %s) FROM unnest(%s::bigint[]) cell", [level, finest.tolist()])
        assert [cell for (cell,) in cursor.fetchall()] == wanted
        coarse = [h3.str_to_int(h3.cell_to_parent(cell, 3)) for cell in known]
        cursor.execute("SELECT maps_cell_parent(cell, %s) FROM unnest(%s::bigint[]) cell", [level, coarse])
        assert [cell for (cell,) in cursor.fetchall()] == parents(np.array(coarse), level).tolist() == coarse


def test_a_coarse_place_is_nowhere_counted_finer_than_it_is_told() -> None:
    store([{"coarse": True, "place": 1}, {"coarse": True, "place": 2, "confidential": True}])
    Report.objects.filter(public_cell_m=None).delete()
    fold_all()
    resolutions = {(row.level, h3.get_resolution(h3.int_to_str(row.cell))) for row in Bin.objects.exclude(cell=0)}
    assert resolutions == {(3, 3), (4, 4), (5, 5), (6, 5), (7, 5)}


def test_each_cell_has_its_outline_and_centre() -> None:
    store([{"place": n % len(PLACES), "coarse": n % 3 == 0} for n in range(12)])
    fold_all()
    cells_there = set(Bin.objects.exclude(cell=0).values_list("cell", flat=True))
    assert cells_there <= set(Hexagon.objects.values_list("cell", flat=True))
    for hexagon in Hexagon.objects.all():
        lat, lon = h3.cell_to_latlng(h3.int_to_str(hexagon.cell))
        assert (hexagon.lon, hexagon.lat) == pytest.approx((lon, lat))
        centre = hexagon.geometry.transform(4326, clone=True).centroid
        assert centre.coords == pytest.approx((lon, lat), abs=0.005)
        ring = [(lat, lon) for lon, lat in hexagon.geometry.transform(4326, clone=True)[0].coords]
        assert ring[:-1] == pytest.approx([pytest.approx(c) for c in h3.cell_to_boundary(h3.int_to_str(hexagon.cell))])


def test_outlines_of_cells_with_more_corners_than_six() -> None:
    pentagon = h3.str_to_int(next(iter(h3.get_pentagons(3))))
    plain = h3.str_to_int(h3.latlng_to_cell(0, 117, 3))
    corners = [len(h3.cell_to_boundary(h3.int_to_str(cell))) for cell in (pentagon, plain)]
    assert [len(outline.exterior.coords) - 1 for outline in outlines([pentagon, plain])] == corners
    assert 6 not in corners


def test_nothing_waits_nothing_is_done() -> None:
    assert fold_changes() == 0
    store([])
    assert BinChange.objects.count() == 1
    assert (fold_changes(), fold_changes()) == (1, 0)
