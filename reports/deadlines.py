"""By when something must be done: working days of the regulation that holds, in the agency's own calendar and time."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from accounts.calendars import Office
from accounts.remembered import Remembered
from reports.models import Deadline, ReportKind
from reports.reckoning import due


class NoDeadlineError(LookupError):
    """No row of deadlines is about a step; load_rules brings those of the regulations."""


def due_on(
    kind: str,
    received: dt.datetime,
    agency: Office,
    misconduct: bool = False,
    step: str = Deadline.Step.ANSWER,
    urgency: str = "",
) -> dt.date | None:
    """Return the last day on which a step is in time, or None where no deadline is known for it: a report goes on.

    Parameters
    ----------
    kind
        Kind of the report (reports.models.ReportKind).
    received
        When the clock began; the day counts as it was where the agency is, and does not count itself.
    agency
        Who must act; its own days off count.
    misconduct
        Whether abuse of office is alleged (*berkadar pengawasan*).
    step
        What must be done (Deadline.Step).
    urgency
        How urgent it is (reports.models.Urgency); without it the deadline of ordinary cases.

    Raises
    ------
    OverflowError
        The calendar ends before.
    """
    day = received.astimezone(ZoneInfo(agency.time_zone)).date()
    try:
        row = deadline(kind, day, misconduct, step, urgency)
    except NoDeadlineError:
        return None
    return due(row, received, agency).on


def deadline(
    kind: str,
    day: dt.date,
    misconduct: bool = False,
    step: str = Deadline.Step.ANSWER,
    urgency: str = "",
    among: Iterable[Deadline] | None = None,
) -> Deadline:
    """Return the row that holds for a step on a day: one for alleged abuse of office, or for an urgency, only there.

    A deadline that ended before another began goes on until then. Whoever asks often gives the rows `among` which it
    is, so that all answers are of one moment; those stored now when None.

    Raises
    ------
    NoDeadlineError
        No deadline is known for the step.
    """
    begun = [
        row
        for row in (_rows() if among is None else among)
        if row.step == step
        and (not row.report_kinds or kind in row.report_kinds)
        and (misconduct or not row.misconduct)
        and row.urgency in ("", urgency)
        and (row.valid_from is None or row.valid_from <= day)
    ]
    if not begun:
        raise NoDeadlineError(f"no deadline for step {step} of {kind} on {day.isoformat()}")
    last = max(row.valid_to or dt.date.max for row in begun)
    rows = [row for row in begun if row.valid_to is None or day < row.valid_to or row.valid_to == last]
    return min(rows, key=lambda row: (row.misconduct != misconduct, not row.urgency, not row.report_kinds, row.code))


def steps_without_deadline(day: dt.date) -> list[tuple[Deadline.Step, ReportKind]]:
    """Return the steps of kinds of reports for which no deadline is known on a day: nothing reminds of them."""
    found = []
    for step in Deadline.Step:
        for kind in ReportKind:
            try:
                deadline(kind, day, step=step)
            except NoDeadlineError:
                found.append((step, kind))
    return found


def deadlines_by_id() -> dict[int, Deadline]:
    """Return all rows by primary key, from memory."""
    return {row.pk: row for row in _rows()}


def forget_deadlines() -> None:
    """Read the rows again at the next question: somebody changed them in this process."""
    _rows.forget()


def _stored() -> tuple[Deadline, ...]:
    return tuple(Deadline.objects.order_by("code"))


_rows = Remembered(_stored)
