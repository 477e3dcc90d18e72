"""The schedule: when what is due is queued, after gaps, with clocks that jump, and by several schedulers."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs.admin import ScheduleAdmin
from jobs.models import Schedule
from jobs.schedule import forget_finished_tasks
from jobs.scheduling import LOCK, declared, tick, write_schedule

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)  # 10:00 in Jakarta


@pytest.fixture
def hourly() -> Schedule:
    return Schedule.objects.create(
        name="nothing", task="tests.jobs.work.do_nothing", every=dt.timedelta(hours=1), next_run=NOW
    )


def queued() -> int:
    return DBTaskResult.objects.count()


def finish() -> None:
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)


def test_what_is_due_is_queued_once_and_again_after_its_time(hourly: Schedule) -> None:
    assert tick(NOW - dt.timedelta(seconds=1)) == []
    assert tick(NOW) == ["nothing"]
    finish()
    assert tick(NOW + dt.timedelta(minutes=59)) == []
    assert tick(NOW + dt.timedelta(minutes=60)) == ["nothing"]
    assert queued() == 2


def test_what_was_missed_while_nobody_looked_is_done_once(hourly: Schedule) -> None:
    later = NOW + dt.timedelta(days=3, minutes=20)
    assert tick(later) == ["nothing"]
    finish()
    assert tick(later + dt.timedelta(seconds=2)) == []
    hourly.refresh_from_db()
    assert hourly.next_run == later + dt.timedelta(hours=1)
    assert hourly.last_run == later


def test_a_clock_that_was_set_back_does_not_silence_it(hourly: Schedule) -> None:
    tick(NOW + dt.timedelta(days=365))
    finish()
    assert tick(NOW) == []
    hourly.refresh_from_db()
    assert hourly.next_run == NOW + dt.timedelta(hours=1)
    assert tick(NOW + dt.timedelta(hours=1)) == ["nothing"]


def test_a_clock_that_jumps_ahead_makes_no_pile(hourly: Schedule) -> None:
    tick(NOW)
    finish()
    assert tick(NOW + dt.timedelta(days=30)) == ["nothing"]
    assert queued() == 2


def test_a_job_that_is_not_done_yet_is_not_queued_a_second_time(hourly: Schedule) -> None:
    tick(NOW)
    assert tick(NOW + dt.timedelta(hours=1)) == []
    assert queued() == 1
    finish()
    assert tick(NOW + dt.timedelta(hours=2)) == ["nothing"]


@pytest.mark.parametrize(
    ("every_days", "now", "following"),
    [
        (1, "2026-11-23 02:09", "2026-11-23 02:10"),
        (1, "2026-11-23 02:10", "2026-11-24 02:10"),
        (1, "2026-12-31 23:00", "2027-01-01 02:10"),
        (7, "2026-11-23 02:11", "2026-11-30 02:10"),
    ],
)
def test_a_time_of_day_is_that_of_the_platform(every_days: int, now: str, following: str) -> None:
    def jakarta(text: str) -> dt.datetime:
        return timezone.make_aware(dt.datetime.fromisoformat(text))

    row = Schedule(every=dt.timedelta(days=every_days), at=dt.time(2, 10))
    assert row.after(jakarta(now).astimezone(dt.UTC)) == jakarta(following)


def test_two_schedulers_queue_it_once(hourly: Schedule) -> None:
    together, found = threading.Barrier(4), []

    def look() -> None:
        together.wait()
        found.extend(tick(NOW))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["nothing"]
    assert queued() == 1


def test_while_another_looks_nothing_is_queued(hourly: Schedule) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            held.set()
            done.wait(20)
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])  # the server sees a closed connection only later
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(20)
    assert tick(NOW) == []
    done.set()
    other.join()
    assert tick(NOW) == ["nothing"]


def test_what_is_taken_out_of_use_rests(hourly: Schedule) -> None:
    Schedule.objects.update(active=False)
    assert tick(NOW) == []


def test_the_rows_follow_the_code_and_keep_what_a_person_set(hourly: Schedule) -> None:
    write_schedule()
    assert set(Schedule.objects.values_list("task", flat=True)) == set(declared())
    row = Schedule.objects.get(task="reports.schedule.send_agency_notices")
    Schedule.objects.filter(pk=row.pk).update(every=dt.timedelta(minutes=30), active=False)
    write_schedule()
    row.refresh_from_db()
    assert (row.every, row.active) == (dt.timedelta(minutes=30), False)


def test_all_that_is_scheduled_can_be_done(capsys: Any) -> None:
    write_schedule()
    began = timezone.now()
    Schedule.objects.update(next_run=began)
    call_command("run_schedule", once=True)
    assert "send_agency_notices" in capsys.readouterr().out
    assert not Schedule.objects.filter(next_run__lte=began).exists()
    call_command("run_worker", once=True)
    failed = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
    assert [(task.task_path, task.traceback) for task in failed] == []
    Schedule.objects.update(next_run=timezone.now() + dt.timedelta(days=1))  # some are due each minute
    call_command("run_schedule", once=True)
    assert "nothing is due" in capsys.readouterr().out


def test_tasks_done_long_ago_are_forgotten_and_dead_letters_are_not() -> None:
    old = timezone.now() - dt.timedelta(days=15)
    for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED):
        for finished in (old, timezone.now()):
            DBTaskResult.objects.create(
                status=status, finished_at=finished, args_kwargs={"args": [], "kwargs": {}}, task_path="x",
                backend_name="default", exception_class_path="", traceback="",
            )  # fmt: skip
    assert forget_finished_tasks.call() == 1
    assert queued() == 3


@pytest.mark.parametrize(
    ("every", "told"),
    [
        (dt.timedelta(minutes=10), "10 minutes"),
        (dt.timedelta(hours=6), "6 hours"),
        (dt.timedelta(days=1), "1 day"),
        (dt.timedelta(minutes=90), "90 minutes"),
        (dt.timedelta(seconds=90), "0:01:30"),
    ],
)
def test_the_administration_tells_the_rhythm_in_the_largest_whole_unit(every: dt.timedelta, told: str) -> None:
    with translation.override("en"):
        assert ScheduleAdmin(Schedule, admin.site).rhythm(Schedule(every=every)) == told


def test_the_administration_tells_the_outcome_in_words_that_can_be_translated() -> None:
    row = Schedule(last_task=DBTaskResult(status="SUCCESSFUL"))
    with translation.override("en"):
        assert ScheduleAdmin(Schedule, admin.site).outcome(row) == "done"
