"""A case that cannot go on: its clocks stand still, for a reason that everyone may read, and run again."""

import datetime as dt

from django.utils.translation import gettext as _

from reports.actions.case import words
from reports.actions.case.change import change
from reports.actions.case.errors import RefusedError
from reports.models import ClockPause, HistoryEntry, Report
from reports.policies import Viewer

NOTE = 500


def hold(
    report: Report,
    viewer: Viewer,
    *,
    reason: ClockPause.Reason | str,
    note: str,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Put a case on hold.

    Parameters
    ----------
    reason
        Who or what must come first. REPORTER is refused: a case waits for its reporter only once they were asked.
    note
        What exactly; public.

    Raises
    ------
    RefusedError
        No reason, or no words.
    """
    with change(report, "hold", viewer, version=version, at=at) as work:
        if reason == ClockPause.Reason.REPORTER:
            raise RefusedError(_("To wait for the reporter, ask them a question."), "reason")
        if reason not in ClockPause.Reason.values:
            raise RefusedError(_("Please choose a reason."), "reason")
        work.note = words.filled(words.said(note, "note", at_most=NOTE), "note")
        work.facts["reason"] = str(reason)
        ClockPause.objects.create(report=work.report, reason=reason, note=work.note, started_at=work.at)
    return work.done


def resume(
    report: Report,
    viewer: Viewer,
    *,
    version: int | None = None,
    at: dt.datetime | None = None,
    as_system: bool = False,
) -> HistoryEntry:
    """Go on with a case where it was before it was put on hold; also without the reply that was waited for."""
    with change(report, "resume", viewer, version=version, at=at, as_system=as_system) as work:
        pass
    return work.done
