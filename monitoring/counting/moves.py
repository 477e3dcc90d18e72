"""What passed between agencies, and between areas: transfers, and cases near a border that somebody has to confirm.

Both stand on the same cases as the measures (monitoring.counting.cases), as they were at the same cut-off.
"""

import datetime as dt
from typing import Any, Final, NamedTuple

from monitoring.counting.asking import Query, asked, frame
from monitoring.periods import Period
from monitoring.scopes import Scope

_IN_PERIOD: Final = "f.received_at >= %(since)s AND f.received_at < %(until)s"

_PASSED_ON: Final = " AND r.id IN (SELECT report_id FROM reports_historyentry WHERE verb = 'transfer')"

# Who got a case stands in the decision of that moment; history says who had it.
_TRANSFERS: Final = f"""
SELECT former.code, next.code, count(*)
FROM fact f JOIN reports_historyentry h ON h.report_id = f.id AND h.verb = 'transfer' AND h.at < %(cutoff)s
LEFT JOIN LATERAL (
    SELECT d.agency_id FROM reports_responsibilityrecord d
    WHERE d.report_id = f.id AND d.reason = 'transferred' AND d.decided_at = h.at ORDER BY d.id DESC LIMIT 1) d ON true
JOIN accounts_agency former ON former.id = h.agency_id
JOIN accounts_agency next ON next.id = coalesce(d.agency_id, f.agency)
WHERE f.verified AND NOT f.duplicate AND {_IN_PERIOD}
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"""  # noqa: S608 - our own names

_NEAR_BORDER: Final = """ AND r.id IN (
    SELECT report_id FROM reports_placerecord WHERE doubtful AND cardinality(candidates) > 1)"""

# What ends the wait: somebody's word, or a matching that left no doubt. A case that ended before waits no more,
# whatever is found of its place afterwards.
_BORDER: Final = f"""
, near AS MATERIALIZED (
    SELECT DISTINCT ON (p.report_id) p.report_id, p.candidates[1] AS one, p.candidates[2] AS other, p.matched_at,
        p.id, CASE WHEN p.reason = 'filed' THEN f.received_at ELSE p.matched_at END AS begun, f.state,
        f.ended
    FROM (SELECT *, CASE WHEN state <> ALL(%(open_states)s)
            THEN greatest(confirmed_at, closed_by_agency_at, closed_silent_at, ended_aside_at) END AS ended FROM fact) f
    JOIN reports_placerecord p ON p.report_id = f.id AND p.doubtful AND cardinality(p.candidates) > 1
    WHERE NOT f.duplicate AND {_IN_PERIOD} AND (p.reason = 'filed' OR p.matched_at < %(cutoff)s)
        AND (p.reason = 'filed' OR f.ended IS NULL OR p.matched_at < f.ended)
    ORDER BY p.report_id, (p.reason = 'filed'), p.matched_at DESC, p.id DESC),
waited AS (
    SELECT n.*, least(
        (SELECT min(h.at) FROM reports_historyentry h WHERE h.report_id = n.report_id
            AND h.verb = 'confirm_responsibility' AND h.at >= n.matched_at AND h.at < %(cutoff)s),
        (SELECT min(p.matched_at) FROM reports_placerecord p WHERE p.report_id = n.report_id AND NOT p.doubtful
            AND p.reason <> 'filed' AND p.matched_at > n.matched_at AND p.matched_at < %(cutoff)s
            AND (n.ended IS NULL OR p.matched_at < n.ended))) AS settled
    FROM near n)
SELECT least(one, other), greatest(one, other), settled IS NOT NULL, settled IS NULL AND state = ANY(%(open_states)s),
    greatest(0, (coalesce(settled, ended, %(cutoff)s - interval '1 microsecond') AT TIME ZONE %(time_zone)s)::date
        - (begun AT TIME ZONE %(time_zone)s)::date), count(*)
FROM waited GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"""  # noqa: S608 - our own names


class Transfers(NamedTuple):
    """How many times cases were passed from one agency to another, by their codes."""

    former: str
    next: str
    n: int


class Wait(NamedTuple):
    """Cases near the border of two areas (codes, in their order) that waited so many calendar days.

    `settled`: place and agency were confirmed; `waiting`: they still wait. Neither: the case ended unconfirmed.
    """

    one: str
    other: str
    settled: bool
    waiting: bool
    days: int
    n: int


def transfers(scope: Scope, period: Period, cutoff: dt.datetime) -> list[Transfers]:
    """Return the transfers of a scope's verified cases, those that the measure `transfers_per_case` counts.

    Raises
    ------
    ScopeError
        The scope names something that does not exist.
    """
    return [Transfers(*row) for row in _rows(scope, period, cutoff, _PASSED_ON, _TRANSFERS)]


def waits(scope: Scope, period: Period, cutoff: dt.datetime) -> list[Wait]:
    """Return the cases that came in near a border, by pair of areas and by what became of the doubt.

    Near is what a matching found in doubt between two areas or more; the two likeliest are the pair. The doubt counts
    from the day the case came in, or was matched anew.

    Raises
    ------
    ScopeError
        The scope names something that does not exist.
    """
    return [Wait(*row) for row in _rows(scope, period, cutoff, _NEAR_BORDER, _BORDER)]


def _rows(scope: Scope, period: Period, cutoff: dt.datetime, only: str, body: str) -> list[tuple[Any, ...]]:
    framed = frame(scope, [period], cutoff, only)
    return [tuple(row) for row in asked(Query(f"WITH {framed.sql} {body}", framed.values))]
