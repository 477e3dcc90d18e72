"""What each case was at a cut-off: one row a report, from its history alone.

A deed counts that was done before the cut-off; later ones change nothing. What history does not repeat in each row
(category, urgency, who has the case) is wound back from the first later row that says what it was before. A part of a
report that was split bears the moment at which the whole was verified: its own history begins later.
"""

from typing import Final

from reports.lifecycle.table import FILED, TRANSITIONS, Effect
from reports.models.report import OPEN_STATES, VERIFIED_STATES

TELLING: Final = sorted(
    {row.verb for row in TRANSITIONS if row.target is not None or Effect.ROUTE in row.effects}
    | {FILED, "confirm_responsibility", "reassigned", "reassignment_undone"}
)
"""Verbs whose rows are read: those that can change a case's state or who has it, and what measures ask for."""

VALUES: Final = {
    "telling": TELLING,
    "verified_states": [state.value for state in VERIFIED_STATES],
    "open_states": [state.value for state in OPEN_STATES],
}

PART: Final = " AND {key} >= %(part_from)s AND {key} < %(part_to)s"

# Reports that may be counted; which of them are decides `fact`, by what they were at the cut-off.
CHOSEN: Final = """
chosen AS MATERIALIZED (
    SELECT r.id, r.agency_id, r.category_id, r.kind, r.channel, r.urgency, r.misconduct, r.anonymous, r.crossing,
        r.received_at, r.verified_at, r.{point}{public}
    FROM reports_report r
    WHERE NOT r.practice AND r.received_at < %(cutoff)s {candidates})"""

# One window for all that asks for first and last rows: the index on report makes it a sort of a few rows each.
DEEDS: Final = """
deed AS (
    SELECT h.report_id, h.verb, h.at, h.state, h.state_before, h.agency_id,
        lag(h.at) OVER told AS at_before, lead(h.at) OVER told AS at_after,
        count(*) FILTER (WHERE h.state = ANY(%(verified_states)s)) OVER told AS checks,
        count(*) FILTER (WHERE h.verb IN ('answer', 'close')) OVER told AS answers
    FROM chosen c JOIN reports_historyentry h ON h.report_id = c.id AND h.verb = ANY(%(telling)s) {history}
    WINDOW told AS (PARTITION BY h.report_id ORDER BY h.at, h.id ROWS UNBOUNDED PRECEDING)),
life AS (
    SELECT report_id,
        min(at) FILTER (WHERE verb = 'submitted' AND at < %(cutoff)s) AS filed_at,
        bool_or(verb = 'submitted' AND state = ANY(%(verified_states)s)) AS filed_verified,
        max(state) FILTER (WHERE at < %(cutoff)s AND (at_after IS NULL OR at_after >= %(cutoff)s)) AS state,
        max(agency_id) FILTER (WHERE at >= %(cutoff)s AND (at_before IS NULL OR at_before < %(cutoff)s)) AS had_by,
        min(at) FILTER (WHERE state = ANY(%(verified_states)s) AND at < %(cutoff)s) AS verified_at,
        max(agency_id) FILTER (WHERE state = ANY(%(verified_states)s) AND checks = 1 AND at < %(cutoff)s)
            AS verified_by,
        min(at) FILTER (WHERE verb IN ('dispose', 'accept') AND at < %(cutoff)s) AS disposed_at,
        min(at) FILTER (WHERE verb IN ('answer', 'close') AND at < %(cutoff)s) AS answered_at,
        max(agency_id) FILTER (WHERE verb IN ('answer', 'close') AND answers = 1 AND at < %(cutoff)s) AS answered_by,
        max(at) FILTER (WHERE verb = 'confirm' AND at < %(cutoff)s) AS confirmed_at,
        max(at) FILTER (WHERE verb = 'close' AND at < %(cutoff)s) AS closed_by_agency_at,
        max(at) FILTER (WHERE verb = 'close_silent' AND at < %(cutoff)s) AS closed_silent_at,
        max(at) FILTER (WHERE verb = 'merge' AND at < %(cutoff)s) AS merged_at,
        max(at) FILTER (WHERE verb = 'archive' AND at < %(cutoff)s) AS archived_at,
        max(at) FILTER (WHERE verb IN ('archive', 'withdraw', 'merge') AND at < %(cutoff)s) AS put_aside_at,
        max(at) FILTER (WHERE verb = 'confirm_responsibility' AND at < %(cutoff)s) AS place_confirmed_at,
        count(*) FILTER (WHERE verb = 'transfer' AND at < %(cutoff)s) AS transfers,
        bool_or(verb = 'contest' AND at < %(cutoff)s) AS contested,
        bool_or(verb = 'contest' AND state_before = 'selesai' AND at < %(cutoff)s) AS reopened
    FROM deed GROUP BY report_id),
rewound AS (
    SELECT h.report_id,
        (array_agg(h.data -> 'before' ->> 'category_id' ORDER BY h.at, h.id)
            FILTER (WHERE h.data -> 'before' ? 'category_id'))[1] AS category,
        (array_agg(h.data -> 'before' ->> 'urgency' ORDER BY h.at, h.id)
            FILTER (WHERE h.data -> 'before' ? 'urgency'))[1] AS urgency,
        (array_agg((h.data -> 'before' ->> 'misconduct')::bool ORDER BY h.at, h.id)
            FILTER (WHERE h.data -> 'before' ? 'misconduct'))[1] AS misconduct,
        (array_agg((h.data -> 'before' ->> 'anonymous')::bool ORDER BY h.at, h.id)
            FILTER (WHERE h.data -> 'before' ? 'anonymous'))[1] AS anonymous
    FROM chosen c JOIN reports_historyentry h ON h.report_id = c.id
    WHERE h.at >= %(cutoff)s AND h.data ? 'before' {history} GROUP BY h.report_id)"""

# Filing always comes first, though its row of place may bear a moment that lies a little after that of history.
PLACED: Final = """
place AS (
    SELECT DISTINCT ON (p.report_id) p.report_id, coalesce(p.regency_id, p.province_id) AS area, p.method, p.doubtful,
        p.matched_at
    FROM chosen c JOIN reports_placerecord p ON p.report_id = c.id
    WHERE (p.reason = 'filed' OR p.matched_at < %(cutoff)s) {places}
    ORDER BY p.report_id, (p.reason = 'filed'), p.matched_at DESC, p.id DESC)"""

FIRST_PLACE: Final = """
LEFT JOIN (SELECT p.report_id, coalesce(p.regency_id, p.province_id) AS area FROM reports_placerecord p
    WHERE p.reason = 'filed') filed ON filed.report_id = c.id"""

PART_OF: Final = """LEFT JOIN LATERAL (
        SELECT area.code FROM parted JOIN boundaries_area area ON area.id = parted.target
        WHERE parted.area = {area} AND ST_Covers(area.geometry, c.{point}) ORDER BY area.code LIMIT 1) {name} ON true"""

PUBLIC: Final = "NOT r.confidential AND NOT r.held AND r.state <> ALL(%(hidden_states)s)"
"""Reports `r` that anybody may open now, as reports.querysets has it."""

_TOLD: Final = """, c.told, coalesce(u.code, a.regency, '') AS told_regency,
        coalesce(left(u.code, 2), a.province, '') AS told_province"""

FACTS: Final = """
fact AS MATERIALIZED (SELECT * FROM (
    SELECT c.id, c.kind, c.channel, c.received_at, c.crossing <> 'none' AS crossing,
        to_char(c.received_at AT TIME ZONE %(time_zone)s, 'YYYY-MM') AS month,
        coalesce(w.category, c.category_id) AS category, g.theme_id AS theme, coalesce(l.had_by, c.agency_id) AS agency,
        coalesce(w.urgency, c.urgency) AS urgency, coalesce(w.misconduct, c.misconduct) AS misconduct,
        coalesce(w.anonymous, c.anonymous) AS anonymous,
        coalesce(t.code, a.regency, '') AS regency, coalesce(left(t.code, 2), a.province, '') AS province,
        coalesce(p.method, 'none') = 'none' AS unplaced,
        coalesce(p.doubtful AND (l.place_confirmed_at IS NULL OR l.place_confirmed_at < p.matched_at), false)
            AS doubtful,
        CASE WHEN l.filed_verified THEN least(c.verified_at, l.verified_at) ELSE l.verified_at END AS verified_at,
        l.verified_by, l.disposed_at, l.answered_at, l.answered_by, l.confirmed_at,
        l.closed_by_agency_at, l.closed_silent_at, l.archived_at, l.transfers, l.contested, l.reopened, l.state,
        coalesce(held.state, l.state) AS standing,
        l.verified_at IS NOT NULL AS verified,
        l.state = 'diarsipkan' AND coalesce(l.merged_at = l.put_aside_at, false) AS duplicate,
        CASE WHEN l.state = 'diarsipkan' THEN l.put_aside_at END AS ended_aside_at,
        l.transfers > 0 AND first.agency_id <> coalesce(l.had_by, c.agency_id) AS misdirected{told}
    FROM chosen c JOIN life l ON l.report_id = c.id AND l.filed_at IS NOT NULL
    LEFT JOIN rewound w ON w.report_id = c.id
    LEFT JOIN place p ON p.report_id = c.id {filed}
    LEFT JOIN (SELECT area, max(regency) AS regency, max(province) AS province FROM lies_in GROUP BY area) a
        ON a.area = {area}
    {part_of}
    LEFT JOIN reports_category g ON g.code = coalesce(w.category, c.category_id)
    LEFT JOIN LATERAL (
        SELECT h.state FROM reports_historyentry h
        WHERE l.state = 'ditunda' AND h.report_id = c.id AND h.at < %(cutoff)s AND h.state <> 'ditunda'
        ORDER BY h.at DESC, h.id DESC LIMIT 1) held ON true
    LEFT JOIN LATERAL (
        SELECT d.agency_id FROM reports_responsibilityrecord d
        WHERE l.transfers > 0 AND d.report_id = c.id AND d.reason = 'filed' LIMIT 1) first ON true) f
    {scope})"""


def cases(candidates: str, scope: str, *, as_filed: bool, part: bool, public: bool, told: bool = False) -> str:
    """Return the tables of a query up to `fact`, which has a row for each case of a scope.

    Parameters
    ----------
    candidates
        SQL that narrows reports `r` to those that may be of the scope at any time, "AND …" or "".
    scope
        SQL that keeps those which are, "WHERE …" or "".
    as_filed
        Whether the area is that of the first matching, not of the last before the cut-off.
    part
        Whether only reports from one primary key to another are looked at. Said of every table, or the planner reads
        all of each for every part.
    public
        Whether it is the public place that says into which part of a parted area a case falls: the true one would tell
        where in its cell a sensitive case lies.
    told
        Whether `fact` also says which cases anybody may open now (`told`), and where these lie by their public place
        (`told_regency`, `told_province`).
    """
    point = "public_point" if public else "point"
    reports, history, places = (PART.format(key=key) if part else "" for key in ("r.id", "h.report_id", "p.report_id"))
    area = "filed.area" if as_filed else "p.area"
    parts = [PART_OF.format(area=area, point=point, name="t")]
    if told:
        parts.append(PART_OF.format(area=area, point="public_point", name="u"))
    facts = FACTS.format(
        area=area, filed=FIRST_PLACE if as_filed else "", scope=scope, part_of="\n    ".join(parts),
        told=_TOLD if told else "",
    )  # fmt: skip
    deeds, placed = DEEDS.format(history=history), PLACED.format(places=places)
    chosen = CHOSEN.format(
        point=point, candidates=candidates + reports, public=f", r.public_point, {PUBLIC} AS told" if told else ""
    )
    return ",".join((chosen, deeds, placed, facts))
