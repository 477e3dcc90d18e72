"""Counts beside others: two that fold, one that is cut off, a rebuild while reports come, all of it at once."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from maps.bins.changes import LOCK
from maps.bins.checking import check
from maps.bins.folding import fold_all, fold_changes
from maps.bins.rebuilding import rebuild
from maps.models import BinChange
from reports.models import Report
from tests.maps.counting import PLACES, STATES, assert_equal_to_the_table, make
from tests.robustness.hammering import Hammer
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def store(number: int, seed: int = 1) -> list[Report]:
    """File reports of many sorts."""
    chance = random.Random(seed)
    sorts = ({"place": chance.randrange(len(PLACES)), "state": chance.randrange(len(STATES))} for _ in range(number))
    return Report.everything.bulk_create([make(sort, chance) for sort in sorts])


class Held:
    """Work that has changed the counts by cell, and waits to change those by area, whose table may only be read."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.answer: Any = None
        self._work, self._thread = work, threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.answer = self._work()
        except Exception as error:
            self.answer = error
        finally:
            connection.close()

    def start(self) -> None:
        """Begin, and return once it waits."""
        self._thread.start()
        end = time.monotonic() + 30
        while self.waiting() is None:
            assert time.monotonic() < end, self.answer
            time.sleep(0.01)

    def waiting(self) -> int | None:
        """The server's process that waits for the table."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'maps_areabin'::regclass "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            found = cursor.fetchone()
        return found[0] if found else None

    def end(self) -> Any:
        """Return what it returned or raised."""
        self._thread.join(30)
        return self.answer


@contextmanager
def held(work: Callable[[], Any]) -> Iterator[Held]:
    """Do work up to its middle; it goes on when the block ends."""
    locker, locked, done = threading.Thread(target=lambda: _lock(locked, done)), threading.Event(), threading.Event()
    locker.start()
    assert locked.wait(20)
    one = Held(work)
    try:
        one.start()
        yield one
    finally:
        done.set()
        locker.join()
        one.end()


def _lock(locked: threading.Event, done: threading.Event) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE maps_areabin IN EXCLUSIVE MODE")
            locked.set()
            done.wait(60)
    finally:
        connection.close()


def test_of_several_that_fold_at_once_each_change_is_counted_by_one() -> None:
    store(60)
    at_once(*[fold_all] * 4)
    fold_all()
    assert_equal_to_the_table()


def test_who_comes_while_another_folds_goes_away_at_once() -> None:
    store(5)
    with held(fold_all) as first:
        assert fold_changes() == 0
        assert BinChange.objects.count() == 5
    assert first.answer == 5
    assert_equal_to_the_table()


def test_what_is_filed_and_changed_during_a_rebuild_waits_to_be_folded() -> None:
    stored = store(30)
    with held(rebuild) as work:
        more = store(7, seed=2)
        Report.objects.filter(pk__in=[stored[0].pk, more[0].pk]).update(urgency="D")
        gone = Report.everything.filter(pk=stored[1].pk).delete()[0]
        assert check().equal
    assert work.answer.reports == 30
    assert BinChange.objects.count() == 7 + 2 * 2 + gone
    assert check().equal
    fold_all()
    assert_equal_to_the_table()


@pytest.mark.parametrize("work", [fold_all, rebuild])
def test_who_is_cut_off_in_the_middle_leaves_all_as_it_was(work: Callable[[], Any]) -> None:
    store(10)
    fold_all()
    store(10, seed=2)
    with held(work) as one:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [one.waiting()])
        assert isinstance(one.end(), OperationalError), one.answer
        assert BinChange.objects.count() == 10
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s), pg_advisory_unlock(%s)", [LOCK, LOCK])
            assert cursor.fetchone() == (True, True)
    assert check().equal
    fold_all()
    assert_equal_to_the_table()


def test_a_rebuild_says_what_folding_says_and_then_has_nothing_to_write() -> None:
    store(40)
    fold_all()
    assert rebuild().rows == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM maps_bin WHERE level = 5")
        cursor.execute("UPDATE maps_bin SET n = n + 1 WHERE level = 4")
        cursor.execute("UPDATE maps_areabin SET month = month + 7 WHERE grain = 1")
        cursor.execute("DELETE FROM maps_hexagon")
    assert rebuild().rows > 0
    assert_equal_to_the_table()
    assert check().equal


def test_writers_folders_rebuilds_and_cut_connections_at_once_leave_no_count_wrong() -> None:
    figures = Hammer(writers=3, deeds=25, kills=True).run()
    assert figures.wrong == [], figures.table()
    assert_equal_to_the_table()
    found = dict(figures.rows)
    assert int(found["checks in the middle"]) > 0
    assert int(found["changes folded"]) > 0
