"""A reassignment beside others: killed in the middle, started twice, reports filed and changed meanwhile."""

import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from boundaries.models import Edition
from reports.actions.reassign import reassign_reports, resume_reassignment
from reports.actions.submit import Submission, submit_report
from reports.models import PlaceRecord, Reassignment, Report, ResponsibilityRecord
from reports.reassignment import running
from reports.reassignment.errors import OverlappingRunError, ReassignmentError
from reports.reassignment.locking import only_run
from tests.reports.filing import SANGATTA, file_report, where_at

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
STALE_RULE = 99


def _stale(number: int) -> list[int]:
    """File reports that say a rule decided which never would today: each run has something to change."""
    pks = [file_report(where_at(SANGATTA), on=timezone.localdate()).pk for _ in range(number)]
    Report.objects.update(rule_number=STALE_RULE)
    return pks


def _closing(work: Callable[[], Any]) -> Any:
    """Do work and give this thread's connection back."""
    try:
        return work()
    finally:
        connection.close()


def _in_another_thread(work: Callable[[], Any]) -> Any:
    """Do work on a connection of its own, to the end."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(_closing(work))
        except Exception as error:
            answers.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert answers, "the other one waits for us"
    return answers[0]


def test_a_killed_run_has_done_whole_batches_and_goes_on_without_doing_any_twice() -> None:
    pks = _stale(24)
    edition = Edition.objects.in_force().get()
    code = f"""
        import django, time
        django.setup()
        from boundaries.models import Edition
        from reports.actions.reassign import reassign_reports
        def tell(done, total):
            print(done, flush=True)
            time.sleep(0.2)
        reassign_reports(Edition.objects.get(pk={edition.pk}), commit=True, progress=tell, batch=4)
    """
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 8:
                child.kill()
                break
    assert child.returncode == -9
    run = Reassignment.objects.get()
    done = Report.objects.exclude(rule_number=STALE_RULE).count()
    assert run.status == "running"
    assert 8 <= done < 24
    assert done == run.counts["changed"] == PlaceRecord.objects.filter(run=run).count()
    assert run.last_report == pks[done - 1]

    again, tally = resume_reassignment(batch=4)
    assert (again.pk, tally.reports, tally.changed) == (run.pk, 24, 24)
    for model in (PlaceRecord, ResponsibilityRecord):
        rows = model.objects.filter(run=run)
        assert rows.count() == rows.values("report").distinct().count() == 24


def test_two_runs_do_not_go_at_once() -> None:
    _stale(1)
    edition = Edition.objects.in_force().get()
    with only_run():
        found = _in_another_thread(lambda: reassign_reports(edition, commit=True))
    assert isinstance(found, OverlappingRunError)
    assert not Reassignment.objects.exists()
    assert reassign_reports(edition, commit=True).changed == 1


def test_a_report_filed_during_a_run_is_filed_at_once_and_left_as_it_is(
    submission: Callable[..., Submission],
) -> None:
    _stale(2)
    filed: list[Report] = []

    def file_one(_done: int, _total: int) -> None:
        if not filed:
            filed.append(_in_another_thread(lambda: submit_report(submission(), key=uuid4()).report))

    tally = reassign_reports(Edition.objects.in_force().get(), commit=True, progress=file_one, batch=1)
    report = Report.objects.get(pk=filed[0].pk)
    assert tally.changed == 2
    assert [place.reason for place in report.places.all()] == ["filed"]
    assert report.rule_number != STALE_RULE


def test_a_report_being_changed_is_waited_for_and_what_the_other_said_counts() -> None:
    (pk,) = _stale(1)
    edition = Edition.objects.in_force().get()
    tallies: list[Any] = []
    with transaction.atomic():
        Report.objects.filter(pk=pk).update(point="SRID=4326;POINT(110.37 -7.75)")  # somebody moves it to Sleman
        worker = threading.Thread(
            target=lambda: tallies.append(_closing(lambda: reassign_reports(edition, commit=True)))
        )
        worker.start()
        worker.join(1.5)
        assert worker.is_alive()
    worker.join(60)
    assert [tally.changed for tally in tallies] == [1]
    assert Report.objects.filter(pk=pk, regency__code="34.04").exists()


def test_an_end_that_cannot_come_is_said_and_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    _stale(1)
    monkeypatch.setattr(running, "LOCK_TIMEOUT_S", 0.2)
    edition = Edition.objects.in_force().get()
    with transaction.atomic():
        file_report(where_at(SANGATTA), on=timezone.localdate())  # written, and not committed for a while
        found = _in_another_thread(lambda: reassign_reports(edition, commit=True))
    assert isinstance(found, ReassignmentError)
    assert "--resume" in str(found)
    run, tally = resume_reassignment()
    assert (run.pk, tally.changed) == (Reassignment.objects.get().pk, 1)
    assert Reassignment.objects.get().status == "done"
