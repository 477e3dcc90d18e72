"""The ladder of escalation: a reminder before a step is due, on the day, after it; then the agency's administrator; the
province; the nation. Which rung is climbed when stands in EscalationRung rows.

One query finds every rung that is due on every running clock, and writes that it was climbed; the rows are unique, so
whatever happens to the worker no rung is climbed twice. Cases on hold and exercises do not climb.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from accounts.calendars import Calendar, calendar_of
from accounts.directory import Directory
from reports.models import (
    OPEN_STATES,
    Audience,
    By,
    CaseClock,
    Escalation,
    EscalationRung,
    HistoryEntry,
    Report,
    State,
)

DAY_BEGINS = dt.timedelta(hours=7)
"""When working days begin for reminders, after midnight where the agency is: nobody is written to at night."""

LOCK = 6408_2027
"""Advisory lock of whoever climbs: one at a time."""

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Climbed:
    """A rung that was climbed in this run: the row, its clock with the report, and the rung."""

    escalation_id: int
    clock: CaseClock
    rung: EscalationRung


@transaction.atomic
def climb(now: dt.datetime | None = None) -> list[Climbed]:
    """Climb every rung that is due and write it into the cases; return those that someone is to be told of.

    Where several rungs of one clock and audience are due at once, because nobody looked for a while, the highest alone
    is told. To be called in the transaction in which the letters are queued.
    """
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    rungs = {rung.pk: rung for rung in EscalationRung.objects.filter(active=True)}
    if not rungs:
        return []
    found = _write(now, {rung.offset_days for rung in rungs.values() if rung.offset_hours is None})
    clocks = _clocks({clock for _pk, clock, _rung in found})
    climbed = [Climbed(pk, clocks[clock], rungs[rung]) for pk, clock, rung in found]
    told = _highest(climbed)
    _write_history(told, now)
    return told


def _write(now: dt.datetime, offsets: Iterable[int]) -> list[tuple[int, int, int]]:
    """Write the rungs that are due; return (escalation, clock, rung)."""
    offices, reaches = _reaches(now, sorted(offsets))
    farthest = max((until for _group, _offset, until in reaches), default=now.date()) + dt.timedelta(days=2)
    parameters: dict[str, Any] = {
        "agencies": list(offices),
        "groups": list(offices.values()),
        "reach_groups": [group for group, _offset, _until in reaches],
        "offsets": [offset for _group, offset, _until in reaches],
        "untils": [until for _group, _offset, until in reaches],
        "open": [state for state in OPEN_STATES if state != State.ON_HOLD],
        "now": now,
        "farthest": max(farthest, (now + _LONGEST_LEAD).date()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLIMB, parameters)
        return cursor.fetchall()


_LONGEST_LEAD = dt.timedelta(days=7)
_CLIMB = """
    INSERT INTO reports_escalation (clock_id, rung_id, at)
    SELECT clock.id, rung.id, %(now)s
    FROM reports_caseclock clock
    JOIN reports_report report ON report.id = clock.report_id
    JOIN unnest(%(agencies)s::bigint[], %(groups)s::int[]) AS office (agency_id, days)
        ON office.agency_id = clock.agency_id
    JOIN reports_escalationrung rung ON rung.active AND rung.step = clock.step AND rung.urgency = CASE
        WHEN EXISTS (
            SELECT FROM reports_escalationrung own
            WHERE own.active AND own.step = clock.step AND own.urgency = report.urgency
        ) THEN report.urgency ELSE '' END
    LEFT JOIN unnest(%(reach_groups)s::int[], %(offsets)s::int[], %(untils)s::date[])
        AS reach (days, offset_days, until)
        ON reach.days = office.days AND reach.offset_days = rung.offset_days AND rung.offset_hours IS NULL
    WHERE clock.stopped_at IS NULL AND clock.due_at < %(farthest)s
      AND report.state = ANY(%(open)s) AND NOT report.practice
      AND (clock.due_on <= reach.until OR clock.due_at + make_interval(hours => rung.offset_hours::int) <= %(now)s)
      AND NOT EXISTS (SELECT FROM reports_escalation past WHERE past.clock_id = clock.id AND past.rung_id = rung.id)
    ON CONFLICT DO NOTHING
    RETURNING id, clock_id, rung_id
"""


def _reaches(now: dt.datetime, offsets: Sequence[int]) -> tuple[dict[int, int], list[tuple[int, int, dt.date]]]:
    """Return the group of each agency that has a running clock, and how far each rung reaches in each group.

    Agencies with the same free days and time zone are one group. A rung of so many working days reaches the clocks
    that are due until a day: of (group, offset, day).
    """
    directory = Directory.on()
    groups: dict[tuple[Calendar, str], int] = {}
    offices: dict[int, int] = {}
    running = CaseClock.objects.filter(stopped_at=None).order_by().values_list("agency_id", flat=True).distinct()
    for agency in running:
        office = directory.by_id(agency)
        if office is not None:
            offices[agency] = groups.setdefault((calendar_of(office), office.time_zone), len(groups))
    reaches = []
    for (calendar, zone), group in groups.items():
        today = (now - DAY_BEGINS).astimezone(ZoneInfo(zone)).date()
        reaches += [(group, offset, last_due(calendar, today, offset)) for offset in offsets]
    return offices, reaches


def last_due(calendar: Calendar, today: dt.date, offset: int) -> dt.date:
    """Return the latest day on which something may be due so that today is `offset` working days after it, or later."""
    if offset <= 0:
        # Before it is due: so many working days ahead, and the free days that follow the last of them
        day = calendar.add(today, 1 - offset)
        return today if offset == 0 else day - dt.timedelta(days=1)
    day = today
    while calendar.count(day, today) < offset:
        day -= dt.timedelta(days=1)
    return day


def _clocks(keys: set[int]) -> Mapping[int, CaseClock]:
    clocks: dict[int, CaseClock] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        rows = CaseClock.objects.filter(pk__in=ordered[start : start + BATCH])
        clocks.update({row.pk: row for row in rows.select_related("deadline")})
    reports = Report.objects.select_related("unit", "agency", "category", "province").only(
        "number", "state", "confidential", "practice", "agency", "unit", "assignee", "category", "province__code",
        "accused_agency", "urgency",
    )  # fmt: skip
    wanted = sorted({clock.report_id for clock in clocks.values()})
    by_id = {}
    for start in range(0, len(wanted), BATCH):
        by_id.update({row.pk: row for row in reports.filter(pk__in=wanted[start : start + BATCH])})
    for clock in clocks.values():
        clock.report = by_id[clock.report_id]
    return clocks


def _highest(climbed: Iterable[Climbed]) -> list[Climbed]:
    """Return the last rung of each clock and audience."""
    best: dict[tuple[int, str], Climbed] = {}
    for one in sorted(climbed, key=lambda one: _height(one.rung)):
        best[one.clock.pk, one.rung.audience] = one
    return sorted(best.values(), key=lambda one: (one.clock.due_at, one.clock.pk, _height(one.rung)))


def _height(rung: EscalationRung) -> float:
    """Where a rung is on the ladder, in days after the step is due."""
    return rung.offset_days if rung.offset_hours is None else rung.offset_hours / 24


def _write_history(told: Iterable[Climbed], now: dt.datetime) -> None:
    """Write one row into each case: of which steps who was told."""
    by_report: dict[int, list[Climbed]] = defaultdict(list)
    for one in told:
        by_report[one.clock.report_id].append(one)
    rows = []
    for ones in by_report.values():
        report = ones[0].clock.report
        reminders = [
            {
                "step": one.clock.step,
                "due_on": one.clock.due_on.isoformat(),
                "told": one.rung.audience,
                "text": {"id": one.rung.text_id, "en": one.rung.text_en},
            }
            for one in ones
        ]
        rows.append(
            HistoryEntry(
                report=report,
                verb="escalate",
                at=now,
                by=By.SYSTEM,
                agency_id=report.agency_id,
                state_before=report.state,
                state=report.state,
                audience=Audience.STAFF,
                data={"reminders": reminders},
            )
        )
    HistoryEntry.objects.bulk_create(rows, batch_size=BATCH)


def climbed_by_ids(ids: Sequence[int]) -> list[Climbed]:
    """Return rungs that were climbed, of clocks that still run: what became of the others is told by the case."""
    rows = list(Escalation.objects.filter(pk__in=ids, clock__stopped_at=None).select_related("rung"))
    clocks = _clocks({row.clock_id for row in rows})
    kept = [Climbed(row.pk, clocks[row.clock_id], row.rung) for row in rows]
    return sorted(kept, key=lambda one: (one.clock.due_at, one.clock.pk))
