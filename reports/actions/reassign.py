"""Put reports under another edition of boundaries, or under changed rules and agencies; and take that back."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from boundaries.models import Edition
from reports.models import Reassignment
from reports.reassignment.errors import ReassignmentError
from reports.reassignment.locking import only_run
from reports.reassignment.notices import Sent, send_notices
from reports.reassignment.running import BATCH, foresee, go_on, wait_for_submissions
from reports.reassignment.tally import Tally
from reports.reassignment.undoing import take_back

__all__ = [
    "ReassignmentError",
    "Sent",
    "Tally",
    "reassign_reports",
    "resume_reassignment",
    "send_notices",
    "undo_reassignment",
]

Progress = Callable[[int, int], None]
Status = Reassignment.Status


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def reassign_reports(
    edition: Edition,
    *,
    commit: bool,
    actor: Any = None,
    progress: Progress = _silent,
    batch: int = BATCH,
) -> Tally:
    """Decide all reports anew under an edition, as filing them today would.

    Each changed report gets a row of place, of responsibility and of history, and keeps those as filed; an unchanged
    one only says that the edition holds for it. A finished case keeps the agency that handled it, a decision made by a
    person stands, due dates stay. Each agency that gained or lost reports is told once (`send_notices`). A report
    filed meanwhile is under the new edition already, or taken in at the end.

    Parameters
    ----------
    edition
        In force today to commit; any, also a draft, to look ahead. Rules and agencies are those of today, or of the
        edition's first day if that is still to come.
    commit
        False: nothing is written and the same numbers come back.
    actor
        The user who wants it, for the history.
    progress
        Told after each batch how many reports are done, and of how many.
    batch
        Reports per transaction. A run that is interrupted between two is resumed with `resume_reassignment`.

    Raises
    ------
    ReassignmentError
        The edition is not in force, or another run is at work or was left unfinished.
    """
    if not commit:
        return foresee(edition, progress, batch)
    with only_run():
        _refuse_unfinished()
        in_force = Edition.objects.in_force().first()
        if in_force is None or in_force.pk != edition.pk:
            raise ReassignmentError(
                f"edition {edition} is not in force today (that is {in_force or 'none'}): reports filed now would not "
                "be under it. Activate it first, or leave out --commit to look ahead"
            )
        wait_for_submissions(edition)
        run = Reassignment.objects.create(
            edition=edition, actor=actor, started_at=timezone.now(), counts=Tally().to_json()
        )
        return go_on(run, progress, batch)


def resume_reassignment(*, progress: Progress = _silent, batch: int = BATCH) -> tuple[Reassignment, Tally]:
    """Go on with the run that was interrupted; raises ReassignmentError where there is none."""
    with only_run():
        run = Reassignment.objects.filter(status=Status.RUNNING).select_related("edition").first()
        if run is None:
            raise ReassignmentError("no run was interrupted: there is nothing to resume")
        return run, go_on(run, progress, batch)


def _refuse_unfinished() -> None:
    unfinished = Reassignment.objects.filter(status__in=(Status.RUNNING, Status.UNDOING)).first()
    if unfinished is None:
        return
    if unfinished.status == Status.RUNNING:
        raise ReassignmentError(
            f"run {unfinished.pk} ({unfinished.edition}) was interrupted behind report {unfinished.last_report}: "
            f"go on with --resume, or take it back with --undo {unfinished.pk}"
        )
    raise ReassignmentError(f"run {unfinished.pk} is being undone: go on with --undo {unfinished.pk}")


def undo_reassignment(
    run: Reassignment, *, actor: Any = None, progress: Progress = _silent, batch: int = BATCH
) -> Reassignment:
    """Put the reports of a run back to what they were before it; return the run, whose `counts["undone"]` says more.

    What they were is written again as rows of their own; nothing is deleted. Reports that something else changed
    since keep that and are listed. Safe to repeat after an interruption, also of the run itself.

    Raises
    ------
    ReassignmentError
        A later run stands on it, or it is undone already.
    """
    with only_run():
        run = Reassignment.objects.select_related("edition").get(pk=run.pk)
        if run.status == Status.UNDONE:
            raise ReassignmentError(f"run {run.pk} is undone already")
        later = Reassignment.objects.filter(pk__gt=run.pk).exclude(status=Status.UNDONE).order_by("-pk").first()
        if later:
            raise ReassignmentError(f"run {later.pk} came after run {run.pk}: undo that first")
        if run.status != Status.UNDOING:
            run.status = Status.UNDOING
            run.save(update_fields=["status"])
        return take_back(run, actor, progress, batch)
