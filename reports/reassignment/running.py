"""A run over all reports: batches in the order of ids, each a transaction that also notes how far the run has come."""

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from boundaries.models import Edition
from reports.models import Reassignment, Report
from reports.reassignment.deciding import Decider
from reports.reassignment.errors import ReassignmentError
from reports.reassignment.notices import tell_agencies
from reports.reassignment.reading import Batch, Reader
from reports.reassignment.tally import Tally
from reports.reassignment.writing import write_outcome

BATCH: Final = 20_000
"""Reports decided in one transaction: for a second or two nobody else can change these."""

LOCK_TIMEOUT_S: Final = 15
"""How long the end of a run waits for others to finish writing reports, while new ones wait behind it."""

Progress = Callable[[int, int], None]
Status = Reassignment.Status


def foresee(edition: Edition, progress: Progress, size: int = BATCH) -> Tally:
    """Return what a run would do; writes nothing."""
    decider, reader, tally = Decider(edition), Reader(lock=False), Tally()
    total, last = Report.objects.count(), 0
    while len(batch := reader.behind(last, size)):
        tally.add(decider.decide(batch), decider.areas)
        last = batch.last
        progress(tally.reports, max(total, tally.reports))
    return tally


def go_on(run: Reassignment, progress: Progress, size: int = BATCH) -> Tally:
    """Take a run from where it is to its end; what it did to each batch is committed with the batch.

    Raises
    ------
    ReassignmentError
        Another edition was put in force meanwhile, or others kept writing reports for too long at the end. The run
        can be resumed, or undone.
    """
    decider, reader = Decider(run.edition), Reader(lock=True)
    total = Report.objects.count()
    while run.status == Status.RUNNING:
        with transaction.atomic():
            run = _locked(run)
            batch = reader.behind(run.last_report, size)
            if len(batch):
                _decide(run, decider, batch)
                run.last_report = batch.last
                run.save(update_fields=["counts", "last_report"])
            else:
                _finish(run, decider, reader, size)
        progress(run.counts["reports"], max(total, run.counts["reports"]))
    return Tally.from_json(run.counts)


def wait_for_submissions(edition: Edition) -> None:
    """Wait until no process can still take the edition before for the one in force (settings.EDITION_CHECK_SECONDS)."""
    if edition.activated_at:
        since = (timezone.now() - edition.activated_at).total_seconds()
        time.sleep(max(0.0, min(settings.EDITION_CHECK_SECONDS + 1 - since, settings.EDITION_CHECK_SECONDS + 1)))


def _locked(run: Reassignment) -> Reassignment:
    run = Reassignment.objects.select_for_update(of=("self",)).select_related("edition").get(pk=run.pk)
    in_force = Edition.objects.in_force().first()
    if in_force is None or in_force.pk != run.edition_id:
        raise ReassignmentError(
            f"edition {run.edition} is not in force any more (now: {in_force}): undo run {run.pk} or leave it"
        )
    return run


def _decide(run: Reassignment, decider: Decider, batch: Batch) -> None:
    outcome = decider.decide(batch)
    tally = Tally.from_json(run.counts)
    tally.add(outcome, decider.areas)
    run.counts = tally.to_json()
    write_outcome(run, outcome, timezone.now())


def _finish(run: Reassignment, decider: Decider, reader: Reader, size: int) -> None:
    """Take in reports that were filed under the edition before and committed behind the run's back, and end it.

    Ids are given when a report is written, not when it is committed: one with a low id may appear late. The lock
    waits for all who are writing reports, so that after it there are none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_TIMEOUT_S}s"])
        try:
            cursor.execute("LOCK TABLE reports_report IN SHARE ROW EXCLUSIVE MODE")
        except OperationalError as error:
            raise ReassignmentError(
                f"all is done but the end: somebody has been writing reports for {LOCK_TIMEOUT_S} s. "
                "Go on with --resume a little later"
            ) from error
    last = 0
    while len(batch := reader.left_behind(last, run.edition_id, size)):
        last = batch.last
        # Those that the edition has no place for were met, and counted, on the way.
        _decide(run, decider, batch.take(~decider.decide(batch).lost))
    run.status, run.finished_at = Status.DONE, timezone.now()
    run.save()
    tell_agencies(run, Tally.from_json(run.counts).gained_and_lost(), undoing=False)
