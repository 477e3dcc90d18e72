"""When changes are folded: seconds after one is committed, and every minute whatever came by another way."""

import logging
import time
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from boundaries.models import Edition
from jobs.job import job
from maps.bins.checking import check
from maps.bins.folding import counted_editions, fold_all
from maps.bins.rebuilding import count_edition, rebuild
from maps.bins.tally import UnknownAreaError
from maps.models import BinChange
from reports.models import Report

logger = logging.getLogger(__name__)

GATHER: Final = timedelta(seconds=2)
"""For how long changes gather before they are folded together."""

MANY: Final = 100_000
"""From so many changes on it is asked whether counting the table anew is less work."""

_asked_until = 0.0


@job()
def fold_bins() -> int:
    """Fold all changes and count by the areas of new editions in force; return how many changes there were."""
    return fold()


def fold() -> int:
    """Do what `fold_bins` does, here and now."""
    counted = {edition.pk for edition in counted_editions()}
    for edition in Edition.objects.active().exclude(pk__in=counted):
        logger.info("counted by the areas of %s: %d rows", edition, count_edition(edition))
    waiting = BinChange.objects.count()
    if waiting > MANY and waiting > Report.objects.count() / 2:
        rebuild()  # it takes in what waits, and counts the table sooner than so many changes are folded
        return waiting + fold_all()
    try:
        return fold_all()
    except UnknownAreaError as error:
        logger.warning("%s; everything is counted anew", error)
        return rebuild().reports


@job()
def verify_bins() -> dict[str, int]:
    """Compare the counts with the table; where they differ, which they never should, say so and count anew."""
    findings = check()
    if not findings.equal:
        for difference in findings.shown:
            logger.error("wrong count: %s", difference)
        logger.error("%d counts were wrong, %d cells had no outline", findings.wrong, findings.without_outline)
        rebuild()
    return {"reports": findings.reports, "wrong": findings.wrong, "without_outline": findings.without_outline}


def ask_for_fold() -> None:
    """Have what was just committed folded within seconds. Costs next to nothing where that is asked for already.

    A process that has asked does not ask again before that fold is due: it will see what is committed until then.
    Where workers lag behind and one waits that is due already, what comes in the next seconds may be left to the
    schedule's. Two processes that ask at the same moment queue two folds, of which one finds nothing to do.
    """
    global _asked_until  # noqa: PLW0603 — one number for the process, which it may forget at any time
    now = time.monotonic()
    if now < _asked_until:
        return
    due = timezone.now() + GATHER
    waiting = DBTaskResult.objects.filter(task_path=fold_bins.module_path, status=TaskResultStatus.READY)
    if not waiting.filter(run_after__lte=due).exists():
        fold_bins.using(run_after=due).enqueue()
    _asked_until = now + GATHER.total_seconds()
