"""Real worker processes: killed in the middle, told to stop, and two at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs.models import Process
from tests.jobs import work

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 60.0  # of a test that hangs; nothing is measured by it


def database_url() -> str:
    """The address of this test's database, for processes of our own."""
    name = connection.settings_dict["NAME"]
    head, _, query = os.environ["DATABASE_URL"].partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


@contextmanager
def running(*command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A command of the platform in a process of its own; whatever is left of it is killed afterwards."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE") or settings.SETTINGS_MODULE,
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command, "--skip-checks"], cwd=ROOT, env=environment, start_new_session=True
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(so: Callable[[], object], process: "subprocess.Popen[bytes] | None" = None) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + DEADLINE
    while not so():
        assert time.monotonic() < end, "it did not come true"
        assert process is None or process.poll() is None, "the process ended"
        time.sleep(0.05)


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def done() -> int:
    return DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).count()


def hurry() -> None:
    """Let the wait before the next attempt be over."""
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())


def test_a_worker_killed_in_the_middle_is_replaced_and_its_task_done_by_another(tmp_path: Path) -> None:
    tried, go_on = tmp_path / "tried", tmp_path / "go-on"
    queued = work.write_and_wait.enqueue(str(tried), str(go_on))
    with running("run_worker", "--queue", "default") as crew:
        until(lambda: lines(tried), crew)
        os.kill(int(lines(tried)[0]), signal.SIGKILL)
        until(lambda: DBTaskResult.objects.filter(status=TaskResultStatus.READY).exists(), crew)
        go_on.touch()
        hurry()
        until(lambda: done() == 1, crew)
    first, second = lines(tried)
    assert first != second
    assert len(DBTaskResult.objects.get(pk=queued.id).worker_ids) == 2


def test_asked_to_stop_a_worker_ends_its_task_first_and_takes_up_no_other(tmp_path: Path) -> None:
    tried, go_on = tmp_path / "tried", tmp_path / "go-on"
    work.write_and_wait.enqueue(str(tried), str(go_on))
    with running("run_worker", "--once") as worker:
        until(lambda: lines(tried), worker)
        work.do_nothing.enqueue()
        worker.terminate()
        go_on.touch()
        assert worker.wait(DEADLINE) == 0
    assert done() == 1
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1
    assert not Process.objects.exists()


def test_asked_to_stop_all_workers_of_a_crew_end_and_sign_off() -> None:
    with running("run_worker", "--processes", "2") as crew:
        until(lambda: Process.objects.alive().count() == 6, crew)
        crew.send_signal(signal.SIGINT)
        crew.terminate()
        assert crew.wait(DEADLINE) == 0
    assert not Process.objects.exists()


def test_workers_end_when_the_process_above_them_is_killed(tmp_path: Path) -> None:
    tried, go_on = tmp_path / "tried", tmp_path / "go-on"
    work.write_and_wait.enqueue(str(tried), str(go_on))
    with running("run_worker", "--queue", "default") as crew:
        until(lambda: lines(tried), crew)
        worker = int(lines(tried)[0])
        crew.kill()
        crew.wait()
        go_on.touch()
        until(lambda: not _lives(worker))
    assert done() == 1


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def test_two_workers_do_each_task_once(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(40)]
    for path in paths:
        work.fail_until.enqueue(str(path), 0)
    with running("run_worker", "--queue", "default", "--processes", "2") as crew:
        until(lambda: done() == len(paths), crew)
    assert all(lines(path) == ["tried"] for path in paths)


def test_the_scheduler_shows_that_it_lives_and_signs_off() -> None:
    with running("run_schedule") as scheduler:
        until(lambda: Process.objects.alive().filter(kind=Process.Kind.SCHEDULER).exists(), scheduler)
        scheduler.terminate()
        assert scheduler.wait(DEADLINE) == 0
    assert not Process.objects.exists()
