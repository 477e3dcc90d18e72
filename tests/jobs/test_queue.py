"""The queue: attempts, waits, dead letters, workers that die; with the worker itself, not a stand-in."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs.crew import make_worker
from jobs.job import LONGEST_WAIT
from jobs.models import SILENT_AFTER, DeadLetter, Process
from jobs.processes import WorkerKilledError, reap
from jobs.settling import fail, succeed, try_again
from jobs.standing import queue_standing
from tests.factories import UserFactory
from tests.jobs import work

pytestmark = pytest.mark.django_db(transaction=True)
QUEUES = ["default", "mail", "webhooks"]


def work_off() -> None:
    """Do what is ready, as `run_worker --once` does."""
    make_worker(QUEUES, batch=True).work()


def make_due() -> None:
    """Let the waits between attempts be over."""
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())


def task_of(result: Any) -> DBTaskResult:
    return DBTaskResult.objects.get(pk=result.id)


def taken_up(result: Any, worker: str = "somebody") -> DBTaskResult:
    """A task that a worker of this name is at."""
    task = task_of(result)
    task.claim(worker)
    return task


def test_a_job_that_fails_waits_longer_each_time_and_succeeds_in_the_end(tmp_path: Path) -> None:
    queued = work.fail_until.enqueue(str(tmp_path / "tries"), 2)
    waits = []
    for _ in range(2):
        work_off()
        task = task_of(queued)
        assert task.status == TaskResultStatus.READY
        assert "OutOfOrderError" in task.traceback
        waits.append(task.run_after - timezone.now())
        make_due()
    work_off()
    assert dt.timedelta(0) < waits[0] < waits[1] * 2
    assert task_of(queued).status == TaskResultStatus.SUCCESSFUL
    assert task_of(queued).return_value == 3
    assert task_of(queued).traceback == ""


def test_a_task_that_waits_for_its_next_attempt_is_not_done_before(tmp_path: Path) -> None:
    work.fail_until.enqueue(str(tmp_path / "tries"), 9)
    work_off()
    work_off()
    assert (tmp_path / "tries").read_text() == "tried\n"
    assert queue_standing().waiting == 1


def test_out_of_tries_it_is_a_dead_letter_that_tells_why() -> None:
    queued = work.fail_always.enqueue()
    for _ in range(work.fail_always.tries):
        work_off()
        make_due()
    letter = DeadLetter.objects.get()
    assert letter.pk == task_of(queued).pk
    assert len(letter.worker_ids) == 3
    assert "the lid is jammed" in letter.traceback
    assert queue_standing().dead == 1
    assert "dead letters wait for a person" in queue_standing().concerns


@pytest.mark.parametrize(("attempts", "longest"), [(1, 5), (2, 10), (5, 80), (40, LONGEST_WAIT), (400, LONGEST_WAIT)])
def test_waits_double_up_to_an_hour_and_differ(attempts: int, longest: float) -> None:
    waits = {work.fail_always.wait_before_next(attempts) for _ in range(50)}
    assert all(longest / 2 <= wait <= longest for wait in waits)
    assert len(waits) > 40


def test_code_that_is_gone_makes_a_dead_letter_and_not_a_dead_worker() -> None:
    queued = work.do_nothing.enqueue()
    DBTaskResult.objects.update(task_path="tests.jobs.work.was_removed")
    other = work.do_nothing.enqueue()
    work_off()
    assert task_of(queued).status == TaskResultStatus.FAILED
    assert task_of(other).status == TaskResultStatus.SUCCESSFUL


def test_the_task_of_a_worker_that_is_gone_goes_back_to_the_queue_and_the_attempt_counts() -> None:
    task = taken_up(work.do_nothing.enqueue())
    assert reap() == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY
    assert len(task.worker_ids) == 1
    assert WorkerKilledError.__name__ in task.traceback


def test_the_task_of_a_living_worker_is_left_to_it() -> None:
    task = taken_up(work.do_nothing.enqueue(), "living")
    Process.objects.create(id="living", kind=Process.Kind.WORKER, host="here", pid=1)
    assert reap() == 0
    Process.objects.update(seen_at=timezone.now() - SILENT_AFTER - dt.timedelta(seconds=5))
    assert reap() == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY


def test_a_task_that_kills_every_worker_is_a_dead_letter_in_the_end() -> None:
    queued = work.fail_always.enqueue()
    for _ in range(3):
        make_due()
        taken_up(queued)
        reap()
    assert DeadLetter.objects.count() == 1


def test_a_worker_taken_for_dead_cannot_overwrite_what_another_does_now() -> None:
    queued = work.do_nothing.enqueue()
    slow = taken_up(queued, "slow")
    reap()
    quick = taken_up(queued, "quick")
    assert not succeed(slow, None)
    assert not fail(slow, work.OutOfOrderError("late"))
    assert task_of(queued).status == TaskResultStatus.RUNNING
    assert succeed(quick, None)


def test_tried_again_it_has_all_its_tries_and_twice_asked_it_is_queued_once() -> None:
    work.fail_once.enqueue()
    work_off()
    letter = DeadLetter.objects.get()
    assert try_again(letter)
    assert not try_again(letter)
    assert queue_standing().ready == 1
    assert task_of(letter).worker_ids == []


@pytest.fixture
def admin_page() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_a_person_sees_why_it_failed_and_has_it_tried_again_or_drops_it(admin_page: Client) -> None:
    work.fail_once.enqueue()
    kept = work.fail_once.enqueue()
    work_off()
    dropped, again = sorted(DeadLetter.objects.all(), key=lambda letter: str(letter.pk) == kept.id)
    listed = admin_page.get("/kelola/jobs/deadletter/").content.decode()
    assert "OutOfOrderError: broken" in listed
    assert "Traceback" in admin_page.get(f"/kelola/jobs/deadletter/{again.pk}/change/").content.decode()
    for action, letter in (("have_tried_again", again), ("drop", dropped)):
        chosen = {"action": action, "_selected_action": [str(letter.pk)]}
        assert admin_page.post("/kelola/jobs/deadletter/", chosen, follow=True).status_code == 200
    assert task_of(again).status == TaskResultStatus.READY
    assert not DBTaskResult.objects.filter(pk=dropped.pk).exists()


def test_whoever_watches_is_told_of_a_long_queue_and_missing_workers_without_an_error(client: Client) -> None:
    work.do_nothing.enqueue()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - dt.timedelta(minutes=11))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    queue = answer.json()["queue"]
    assert (queue["ready"], queue["workers"]) == (1, 0)
    assert 660 <= queue["oldest_ready_s"] < 700
    assert set(queue["concerns"]) == {
        "no worker is alive", "no scheduler is alive", "tasks wait longer than ten minutes"
    }  # fmt: skip
