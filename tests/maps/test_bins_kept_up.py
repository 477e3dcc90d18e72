"""Counts keep up by themselves: what is filed is folded, a new edition is counted by, what went wrong is mended."""

import datetime as dt
import io
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from boundaries.models import Edition
from boundaries.signals import edition_activated
from jobs.crew import make_worker
from jobs.scheduling import declared
from maps.bins import job
from maps.bins.checking import check
from maps.models import AreaBin, Bin, BinChange
from participation.models import ParticipantGroup
from reports.models import Report
from tests.boundaries.crafted import add_edition
from tests.maps.counting import PLACES, assert_equal_to_the_table, make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_asked_until", 0.0)


@pytest.fixture
def old_edition() -> Iterator[Edition]:
    """An edition of a time before computers: all of Borneo's east is one regency."""
    edition = add_edition(
        {"91.01": shapely.box(115, -2, 119, 3)},
        name="lama",
        valid_from=dt.date(1900, 1, 1),
        valid_to=dt.date(1950, 1, 1),
    )
    yield edition
    edition.delete()  # boundaries are not emptied after a test


def store(number: int) -> list[Report]:
    chance = random.Random(1)
    return Report.everything.bulk_create([make({"place": n % len(PLACES)}, chance) for n in range(number)])


def folds() -> Any:
    """The folds that wait in the queue."""
    return DBTaskResult.objects.filter(task_path=job.fold_bins.module_path, status=TaskResultStatus.READY)


def work_off() -> None:
    """Let what waits be due, and a worker do it."""
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())
    make_worker(["default"], batch=True).work()


def file_one() -> None:
    body = {"category": "W1", "description": "Tumpukan sampah di pinggir jalan.", "lon": 117.55, "lat": 0.53}
    response = Client().post("/api/v1/reports/", json.dumps(body), content_type="application/json")
    assert response.status_code == 201, response.content


def test_what_is_filed_is_soon_counted_and_one_fold_does_for_several() -> None:
    for _ in range(3):
        file_one()
    assert folds().count() == 1
    assert BinChange.objects.count() == 3
    work_off()
    assert Bin.objects.filter(grain=0, level=7).values_list("n", flat=True).get() == 3
    assert_equal_to_the_table()


def test_a_fold_that_waits_is_not_asked_for_by_other_processes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    file_one()
    monkeypatch.setattr(job, "_asked_until", 0.0)  # another process knows nothing of what this one asked
    file_one()
    assert folds().count() == 1


def test_whatever_comes_by_another_way_is_counted_by_the_schedule() -> None:
    assert declared()[job.fold_bins.module_path].every == dt.timedelta(minutes=1)
    store(12)
    assert not folds().exists()
    job.fold_bins.enqueue()
    work_off()
    assert_equal_to_the_table()


def test_an_edition_that_was_put_in_force_is_counted_by_and_the_others_stay(old_edition: Edition) -> None:
    AreaBin.objects.all().delete()
    Edition.objects.filter(pk=old_edition.pk).update(status=Edition.Status.DRAFT)
    store(12)
    job.fold()
    kept = set(AreaBin.objects.values_list("edition_id", "grain", "area", "n"))
    assert old_edition.pk not in {row[0] for row in kept}
    Edition.objects.filter(pk=old_edition.pk).update(status=Edition.Status.ACTIVE)
    store(5)  # not folded yet when it is counted
    edition_activated.send_robust(sender=Edition, edition=old_edition)
    assert folds().count() == 1
    work_off()
    assert AreaBin.objects.get(edition=old_edition, grain=0, area="91.01").n > 0
    assert_equal_to_the_table()


def test_where_most_reports_wait_the_table_is_counted_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "MANY", 5)
    store(7)
    assert job.fold() == 7
    assert_equal_to_the_table()
    store(6)  # less than half of what there is
    assert job.fold() == 6
    assert_equal_to_the_table()


def test_a_change_in_an_area_that_is_gone_has_all_counted_anew() -> None:
    store(4)
    BinChange.objects.filter(regency_id__isnull=False).update(regency_id=2**40)
    assert job.fold() == 4
    assert_equal_to_the_table()


def test_what_is_wrong_is_told_and_mended_in_the_night(caplog: pytest.LogCaptureFixture) -> None:
    store(6)
    job.fold()
    assert job.verify_bins.call() == {"reports": 6, "wrong": 0, "without_outline": 0}
    Bin.objects.filter(level=4).update(n=9)
    told = job.verify_bins.call()
    assert told["wrong"] > 0
    assert "wrong count: maps_bin" in caplog.text
    assert_equal_to_the_table()


class TestCommand:
    """refresh_hotspots."""

    @staticmethod
    def run(*options: str) -> str:
        out = io.StringIO()
        call_command("refresh_hotspots", *options, stdout=out)
        return out.getvalue()

    def test_it_rebuilds_and_says_how_much(self) -> None:
        store(6)
        assert self.run().startswith("6 reports counted in ")
        assert_equal_to_the_table()
        assert "0 rows of counts changed" in self.run()

    def test_a_check_counts_what_waits_and_changes_nothing(self) -> None:
        store(6)
        assert "Equal to a count over the table: 6 reports, of which 6 changes wait" in self.run("--check")
        assert BinChange.objects.count() == 6
        assert self.run("--fold") == "6 changes of reports counted\n"
        assert "of which 0 changes wait" in self.run("--check")

    @pytest.mark.parametrize(
        ("damage", "told"),
        [
            (
                "UPDATE maps_bin SET n = n + 1 WHERE grain = 0 AND level = 3",
                "-1 reports, +0 incidents at grain 0, level 3",
            ),
            ("UPDATE maps_bin SET incidents = 0 WHERE level = 7 AND grain = 3", "+0 reports, +1 incidents at grain 3"),
            ("DELETE FROM maps_areabin WHERE grain = 2", "maps_areabin: +1 reports"),
            ("DELETE FROM maps_binchange", "+1 reports"),
            ("DELETE FROM maps_hexagon", "cells have no outline"),
        ],
    )
    def test_a_check_tells_what_is_wrong_and_fails(self, damage: str, told: str) -> None:
        store(6)
        self.run("--fold")
        Report.everything.filter(pk=store(1)[0].pk).update(urgency="D")
        with connection.cursor() as cursor:
            cursor.execute(damage)
        out = io.StringIO()
        with pytest.raises(SystemExit) as end:
            call_command("refresh_hotspots", "--check", stdout=out)
        assert end.value.code == 1
        assert told in out.getvalue()
        assert "NOT equal" in out.getvalue()
        self.run()
        assert "Equal" in self.run("--check")


def test_a_database_with_reports_gets_its_counts_and_can_go_back() -> None:
    store(8)
    groups = ParticipantGroup.objects.count()
    try:
        call_command("migrate", "maps", "zero", verbosity=0)
        store(3)  # nothing is noted where there is nothing to note it in
    finally:
        call_command("migrate", verbosity=0)  # all: what stands on maps went with it
        call_command("load_participation_rows", overwrite=True, stdout=io.StringIO())
    assert ParticipantGroup.objects.count() == groups
    assert BinChange.objects.count() == 11
    assert check().equal
    job.fold()
    assert_equal_to_the_table()
