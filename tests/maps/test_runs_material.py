"""What statistics are worked out of: the ground that is judged, and counts that are those of the table."""

from collections import Counter
from typing import Any

import h3
import numpy as np
import pytest
from django.utils import timezone

from boundaries import locator
from boundaries.models import Area, Edition
from boundaries.place import Setting
from maps.bins.folding import fold_all
from maps.runs.counts import Window, read_counts
from maps.runs.ground import IN_REACH, ground_of, in_reach
from maps.selection import month_of
from maps.statistics.neighbours import patches
from reports.models import Report, State
from tests.maps.planted import NOW, heaped, plant, scattered

pytestmark = pytest.mark.django_db

SANGATTA, OFF_SANGATTA, FAR_SEA = (117.55, 0.53), (117.75, 0.4), (108.5, -5.2)


def cell_at(place: tuple[float, float]) -> int:
    return h3.str_to_int(h3.cell_to_parent(h3.latlng_to_cell(place[1], place[0], 7), 5))


def test_the_ground_is_land_and_the_sea_in_reach() -> None:
    ground = in_reach(Edition.objects.in_force().get().pk)
    assert {cell_at(SANGATTA), cell_at(OFF_SANGATTA)} <= set(ground.ids.tolist())
    assert cell_at(FAR_SEA) not in ground.ids
    assert set(ground.setting.tolist()) == set(IN_REACH)
    assert (np.diff(ground.ids) > 0).all()
    codes = dict(zip(ground.ids.tolist(), ground.areas.tolist(), strict=True))
    assert (codes[cell_at(SANGATTA)], codes[cell_at(OFF_SANGATTA)]) == ("64.08", "64")


def test_no_island_is_left_out_of_the_ground() -> None:
    edition = Edition.objects.in_force().get()
    ground = in_reach(edition.pk)
    parts: list[Any] = [part for area in Area.objects.of(edition).regencies() for part in area.geometry]
    corners = [part.exterior_ring[0] for part in parts]
    cells = np.unique([cell_at(corner) for corner in corners])
    lat, lon = np.array([h3.cell_to_latlng(h3.int_to_str(int(cell))) for cell in cells]).T
    judged = np.isin(np.asarray(locator.locate_many(lon, lat).setting), IN_REACH)
    assert len(parts) > 1_000
    assert set(cells[judged].tolist()) <= set(ground.ids.tolist())


def test_a_report_beyond_the_ground_is_judged_as_well() -> None:
    edition = Edition.objects.in_force().get()
    beyond = cell_at(FAR_SEA)
    ground = ground_of(edition, np.array([beyond, cell_at(SANGATTA)]))
    assert len(ground) == len(in_reach(edition.pk)) + 1
    place = int(ground.where(np.array([beyond]))[0])
    assert (ground.ids[place], ground.setting[place], ground.areas[place]) == (beyond, Setting.SEA_BEYOND, "")
    assert ground.weights.shape == (len(ground), len(ground))
    assert np.asarray(ground.weights.sum(axis=1)).ravel() == pytest.approx(1)


def test_counts_are_those_of_the_table_by_cell_month_and_category() -> None:
    plant(scattered(60, 1), "W1")
    merged = plant(heaped(5, SANGATTA, 2), "A1")
    Report.objects.filter(pk__in=[report.pk for report in merged[1:]]).update(merged_into=merged[0])
    plant(heaped(4, SANGATTA, 3), "W1", confidential=True)
    plant(heaped(3, SANGATTA, 4), "W1", state=State.ARCHIVED)
    plant(heaped(6, SANGATTA, 5), "H2")
    nowhere = plant(heaped(2, SANGATTA, 6), "W1")
    Report.objects.filter(pk__in=[report.pk for report in nowhere]).update(
        point=None, public_point=None, doubtful=True, setting="land"
    )
    fold_all()
    until = month_of(NOW.date())
    window = Window(until - 5, until)
    zone = timezone.get_default_timezone()
    for counts, reports in zip(
        read_counts(window), (Report.objects.public(), Report.objects.exclude(state=State.ARCHIVED)), strict=True
    ):
        expected: Counter[tuple[int, int, str, bool]] = Counter()
        for report in reports:
            month = month_of(report.received_at.astimezone(zone).date())
            if window.since <= month <= window.until:
                cell = cell_at(report.public_point.coords) if report.public_point else 0
                expected[cell, month, report.category_id, True] += 1
                expected[cell, month, report.category_id, False] += report.merged_into_id is None
        found: Counter[tuple[int, int, str, bool]] = Counter()
        columns = (counts.cell, counts.month, counts.category, counts.n, counts.incidents)
        for cell, month, category, n, incidents in zip(*(column.tolist() for column in columns), strict=True):
            found[cell, month, category, True] += n
            found[cell, month, category, False] += incidents
        assert found == expected
        assert counts.unplaced == 2 * (window.since <= until - 1)


def test_things_hang_together_over_cells_that_touch() -> None:
    middle = h3.latlng_to_cell(-7.0, 110.0, 7)
    ring = h3.grid_ring(middle, 3)
    parts = patches([middle, ring[0], middle, h3.grid_ring(middle, 1)[0], ring[1]])
    assert sorted(sorted(part.tolist()) for part in parts) == [[0, 2, 3], [1, 4]]
    assert patches([]) == []
