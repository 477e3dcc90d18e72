"""How many working days passed between two moments of a case, less those that lay wholly within a pause; what is late.

The rules are those of docs/clocks.md, and the calendars those of the clocks. A clock that was stopped before the
cut-off keeps the judgement it got then. One that ran at the cut-off is reckoned for that moment: late once so many
working days as it had are over.
"""

from typing import Final

from monitoring.counting.cases import PART
from monitoring.counting.limits import LIMITS
from monitoring.counting.offices import OFFICE, worked

_BEGUN = "(s.begun AT TIME ZONE o.time_zone)::date"
_ENDED = "(s.ended AT TIME ZONE o.time_zone)::date - s.whole_days"
_PAUSE_FROM = "(p.started_at AT TIME ZONE o.time_zone + interval '1 day' - interval '1 microsecond')::date - 1"
_PAUSE_TO = "(least(coalesce(p.ended_at, %(cutoff)s), %(cutoff)s) AT TIME ZONE o.time_zone)::date - 1"

# `whole_days` is 1 where only days count that were over at `ended`, 0 where the day of `ended` itself counts.
SPANS: Final = """
paused AS (
    SELECT p.report_id, max(p.started_at) AS started_at FROM fact f JOIN reports_clockpause p ON p.report_id = f.id
    WHERE p.started_at < %(cutoff)s AND (p.ended_at IS NULL OR p.ended_at >= %(cutoff)s) GROUP BY p.report_id),
clock AS MATERIALIZED (
    SELECT c.report_id AS report, c.id, c.step, c.agency_id AS agency, c.deadline_id, c.started_at, c.met,
        c.stopped_at IS NULL OR c.stopped_at >= %(cutoff)s AS running
    FROM fact f JOIN reports_caseclock c ON c.report_id = f.id
    WHERE c.started_at < %(cutoff)s AND c.step = ANY(%(steps)s) {clocks}),
span AS MATERIALIZED (
    SELECT f.id AS report, 'check' AS what, 0::int8 AS clock, coalesce(f.verified_by, f.agency) AS agency,
        f.received_at AS begun,
        coalesce(f.verified_at, f.ended_aside_at, %(cutoff)s - interval '1 microsecond') AS ended, 0 AS whole_days
    FROM fact f WHERE f.received_at >= %(since)s AND f.received_at < %(until)s
    UNION ALL
    SELECT f.id, 'answer', 0, coalesce(f.answered_by, f.agency), f.disposed_at,
        coalesce(f.answered_at, f.ended_aside_at, %(cutoff)s - interval '1 microsecond'), 0
    FROM fact f WHERE f.disposed_at IS NOT NULL AND f.received_at >= %(since)s AND f.received_at < %(until)s
    UNION ALL
    SELECT f.id, 'clock', c.id, f.agency, c.started_at, coalesce(paused.started_at, %(cutoff)s), 1
    FROM fact f JOIN clock c ON c.report = f.id AND c.running
    LEFT JOIN paused ON paused.report_id = f.id)"""

_LOST = f"""
lost AS (
    SELECT s.report, s.what, s.clock,
        sum(greatest(0, {worked(f"least({_ENDED}, {_PAUSE_TO})")} - {worked(f"greatest({_BEGUN}, {_PAUSE_FROM})")}))
            FILTER (WHERE least({_ENDED}, {_PAUSE_TO}) > greatest({_BEGUN}, {_PAUSE_FROM})) AS days,
        sum(greatest(interval '0', least(p.ended_at, s.ended) - greatest(p.started_at, s.begun)))
            FILTER (WHERE p.ended_at < %(cutoff)s) AS time
    FROM span s JOIN reports_clockpause p ON p.report_id = s.report AND p.started_at < %(cutoff)s
    {OFFICE}
    GROUP BY s.report, s.what, s.clock),
passed AS MATERIALIZED (
    SELECT s.report, s.what, s.clock, {_ENDED} >= {_BEGUN} AS over, {_BEGUN} AS day,
        {worked(_ENDED)} - {worked(_BEGUN)} - coalesce(l.days, 0) AS days,
        s.ended - s.begun - coalesce(l.time, interval '0') AS time
    FROM span s {OFFICE}
    LEFT JOIN lost l ON l.report = s.report AND l.what = s.what AND l.clock = s.clock)"""  # noqa: S608 - our own names

# Late judgements and those that were made before; what is neither due nor done is left out.
_JUDGED = """
judged AS MATERIALIZED (
    SELECT report, step, agency, met, false AS running FROM clock WHERE NOT running AND met IS NOT NULL
    UNION ALL
    SELECT f.id, c.step, f.agency, false, true
    FROM passed s JOIN fact f ON f.id = s.report JOIN clock c ON c.id = s.clock AND c.running
    JOIN reports_deadline d ON d.id = c.deadline_id
    LEFT JOIN allowed a ON a.step = c.step AND a.kind = f.kind AND a.misconduct = f.misconduct
        AND a.urgency = f.urgency AND s.day >= a.since AND s.day < a.until
    WHERE s.what = 'clock' AND CASE
        WHEN a.step IS NULL AND d.hours IS NOT NULL THEN s.time >= d.hours * interval '1 hour'
        WHEN a.hours IS NOT NULL THEN s.time >= a.hours * interval '1 hour'
        ELSE s.over AND s.days >= coalesce(a.days, d.days) END)"""


def spans(*, part: bool = False) -> str:
    """Return the tables from `fact` to `passed` (working days of each span) and `judged` (steps met and late).

    `part`: only reports from one primary key to another are looked at (counting.cases.cases).
    """
    clocks = PART.format(key="c.report_id") if part else ""
    return ",".join((SPANS.format(clocks=clocks), _LOST, LIMITS, _JUDGED))
