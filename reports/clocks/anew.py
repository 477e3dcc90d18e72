"""Reckon the due dates of running clocks anew when the calendar or a deadline was changed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.calendars import forget_days
from jobs.job import job
from reports.clocks.winding import office_of, row_for, show, stops_of
from reports.deadlines import forget_deadlines
from reports.models import Audience, By, CaseClock, ClockPause, Deadline, Escalation, HistoryEntry, Report
from reports.reckoning import Due, Reckoned, due_many

BATCH = 500
FORESEEN_AT_ONCE = 5_000
MOST_FORESEEN = 30_000
"""Clocks that a page looks at before it answers; with more, it tells of these."""
VERB = "reckoned"
"""The verb of the history row that tells of an answer that is due on another day."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock that is due at another moment, or by another deadline, than is stored."""

    clock: CaseClock
    deadline: Deadline
    due: Due


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change would do to running clocks: how many were looked at, are due on another day, become late by it."""

    clocks: int
    moved: int
    late: int


def queue_reckoning() -> None:
    """Queue the reckoning of all running clocks; to be called in the transaction of what made it necessary.

    It begins once every process has seen the change: until then a verb may still wind by what it remembers.
    """
    seen = timezone.now() + dt.timedelta(seconds=2 * settings.EDITION_CHECK_SECONDS)
    reckon_due_dates.using(run_after=seen).enqueue(0)


@job()
def reckon_due_dates(after: int) -> int:
    """Reckon anew the clocks of the next reports after a primary key, and queue the rest; return how many moved.

    A report is locked before the calendar is read, so that of two changes at once the later one stays. Done twice it
    changes nothing. A rung that was climbed for an earlier due date may be climbed again for a later one.
    """
    with transaction.atomic():
        keys = _next(after)
        if not keys:
            return 0
        reports = list(Report.everything.select_for_update().filter(pk__in=keys).order_by("pk"))
        forget_days()
        forget_deadlines()
        moved = _store(reports)
        if len(keys) == BATCH:
            reckon_due_dates.enqueue(keys[-1])
    return moved


def foresee_reckoning() -> Foreseen:
    """Return what reckoning all running clocks by the calendar and deadlines as they are now would change."""
    forget_days()
    forget_deadlines()
    now, after = timezone.now(), 0
    clocks = moved = late = 0
    while clocks < MOST_FORESEEN and (keys := _next(after, FORESEEN_AT_ONCE)):
        running = _running(Report.everything.filter(pk__in=keys).only("agency", "kind", "misconduct", "urgency"))
        for one in _moves(running):
            moved += one.due.on != one.clock.due_on
            late += one.due.at <= now < one.clock.due_at
        clocks += sum(len(each) for _report, each, _pauses in running)
        after = keys[-1]
    return Foreseen(clocks, moved, late)


_Running = list[tuple[Report, list[CaseClock], list[ClockPause]]]


def _next(after: int, most: int = 0) -> list[int]:
    rows = CaseClock.objects.filter(stopped_at=None, report__gt=after).order_by("report")
    return list(rows.values_list("report", flat=True).distinct()[: most or BATCH])


def _running(reports: Iterable[Report]) -> _Running:
    by_id = {report.pk: report for report in reports}
    clocks: dict[int, list[CaseClock]] = defaultdict(list)
    pauses: dict[int, list[ClockPause]] = defaultdict(list)
    for clock in CaseClock.objects.filter(report__in=by_id, stopped_at=None):
        clocks[clock.report_id].append(clock)
    for pause in ClockPause.objects.filter(report__in=by_id):
        pauses[pause.report_id].append(pause)
    return [(report, clocks[key], pauses[key]) for key, report in by_id.items()]


def _moves(running: _Running) -> list[Moved]:
    asked: list[tuple[CaseClock, Deadline]] = []
    reckoned: list[Reckoned] = []
    for report, clocks, pauses in running:
        office, stops = office_of(report), stops_of(pauses)
        for clock in clocks:
            row = row_for(report, clock.step, clock.started_at, office) or clock.deadline
            asked.append((clock, row))
            reckoned.append(Reckoned(row, clock.started_at, office, stops))
    return [
        Moved(clock, row, found)
        for (clock, row), found in zip(asked, due_many(reckoned), strict=True)
        if (clock.deadline_id, clock.due_on, clock.due_at) != (row.pk, found.on, found.at)
    ]


def _store(reports: Sequence[Report]) -> int:
    running = _running(reports)
    moves = _moves(running)
    later = [one.clock.pk for one in moves if one.due.at > one.clock.due_at]
    for one in moves:
        one.clock.deadline, one.clock.due_on, one.clock.due_at = one.deadline, one.due.on, one.due.at
    CaseClock.objects.bulk_update([one.clock for one in moves], ("deadline", "due_on", "due_at"))
    Escalation.objects.filter(clock__in=later).delete()
    changed, entries = [], []
    for report, clocks, pauses in running:
        promised = report.answer_due_on
        if show(report, clocks, next((pause for pause in pauses if pause.ended_at is None), None)):
            changed.append(report)
        if report.answer_due_on != promised:
            entries.append(_entry(report, promised))
    Report.everything.bulk_update(changed, ("due_on", "due_step", "answer_due_on"))
    HistoryEntry.objects.bulk_create(entries)
    return len(moves)


def _entry(report: Report, promised: dt.date | None) -> HistoryEntry:
    """The row by which a case tells that the day promised to its reporter is another one now."""
    return HistoryEntry(
        report=report,
        verb=VERB,
        at=timezone.now(),
        by=By.SYSTEM,
        agency_id=report.agency_id,
        state_before=report.state,
        state=report.state,
        audience=Audience.REPORTER,
        data={
            "before": {"answer_due_on": promised and promised.isoformat()},
            "after": {"answer_due_on": report.answer_due_on and report.answer_due_on.isoformat()},
        },
    )
