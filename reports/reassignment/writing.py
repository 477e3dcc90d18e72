"""Write what became of a batch: the reports, and for each changed one its rows of place, responsibility and history.

All of it in SQL from temporary tables, for a run may change a million reports. Rows as filed are never touched.
"""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection
from psycopg2.extras import execute_values

from boundaries.locator.rules import METHODS
from reports.models import QuietMove, Reassignment, Report
from reports.reassignment.binary import write_columns
from reports.reassignment.outcome import CURRENT, Outcome
from reports.reassignment.reading import SETTING_NAMES, TIERS, TYPES
from reports.responsibility import Responsibility

_TYPES = {"id": "int8"} | {name: TYPES[name] for name in CURRENT}
_TYPES |= {"method": "int4", "nearest": "int8", "border": "float8"}
_TYPES |= {"changed": "bool", "decided": "bool", "surroundings": "int4", "decision": "int4"}

_TABLES = """
    CREATE TEMPORARY TABLE anew ({columns}) ON COMMIT DROP;
    CREATE TEMPORARY TABLE anew_surroundings (k int4, candidates text[], overlays jsonb) ON COMMIT DROP;
    CREATE TEMPORARY TABLE anew_decision (k int4, case_code text, basis text, explanation_id text, explanation_en text,
        copies jsonb, alternatives jsonb) ON COMMIT DROP;
    CREATE TEMPORARY TABLE anew_told (k int4, agency int8, why_id text, why_en text) ON COMMIT DROP
"""
STANDING = """
    jsonb_strip_nulls(jsonb_build_object('edition', r.edition_id, 'regency', r.regency_id, 'province', r.province_id,
        'setting', r.setting, 'doubtful', r.doubtful, 'agency', r.agency_id, 'tier', r.tier,
        'rule', r.rule_number, 'confirm', r.responsibility_doubtful))
"""
"""A report `r` as it stands, in the form in which history keeps it before and after."""

_HISTORY = f"""
    INSERT INTO reports_historyentry (report_id, verb, at, actor_id, agency_id, state_before, state, data)
    SELECT r.id, 'reassigned', %(at)s, %(actor)s, r.agency_id, r.state, r.state, jsonb_strip_nulls(jsonb_build_object(
        'run', %(run)s::bigint,
        'unit', CASE WHEN r.agency_id IS DISTINCT FROM nullif(n.agency, -1) THEN r.unit_id END,
        'assignee', CASE WHEN r.agency_id IS DISTINCT FROM nullif(n.agency, -1) THEN r.assignee_id END,
        'copies', CASE WHEN n.decided THEN
            (SELECT coalesce(jsonb_agg(c.agency_id ORDER BY c.id), '[]') FROM reports_casecopy c
                WHERE c.report_id = r.id) END,
        'regency', CASE WHEN a0.code IS DISTINCT FROM a1.code THEN jsonb_build_array(a0.code, a1.code) END,
        'province', CASE WHEN p0.code IS DISTINCT FROM p1.code THEN jsonb_build_array(p0.code, p1.code) END,
        'agency', CASE WHEN g0.code IS DISTINCT FROM g1.code THEN jsonb_build_array(g0.code, g1.code) END,
        'rule', CASE WHEN r.rule_number IS DISTINCT FROM nullif(n.rule, -1)
            THEN jsonb_build_array(r.rule_number, nullif(n.rule, -1)) END,
        'before', {STANDING},
        'after', jsonb_build_object('edition', nullif(n.edition, -1), 'regency', nullif(n.regency, -1),
            'province', nullif(n.province, -1), 'setting', (%(settings)s::text[])[n.setting + 1],
            'doubtful', n.doubtful, 'agency', nullif(n.agency, -1),
            'tier', coalesce((%(tiers)s::text[])[n.tier + 1], ''), 'rule', nullif(n.rule, -1), 'confirm', n.confirm)))
    FROM anew n JOIN reports_report r ON r.id = n.id
    LEFT JOIN boundaries_area a0 ON a0.id = r.regency_id LEFT JOIN boundaries_area a1 ON a1.id = n.regency
    LEFT JOIN boundaries_area p0 ON p0.id = r.province_id LEFT JOIN boundaries_area p1 ON p1.id = n.province
    LEFT JOIN accounts_agency g0 ON g0.id = r.agency_id LEFT JOIN accounts_agency g1 ON g1.id = n.agency
    WHERE n.changed ORDER BY r.id
"""  # noqa: S608 - no word of anybody else's
_PLACES = """
    INSERT INTO reports_placerecord (report_id, matched_at, reason, run_id, edition_id, setting, method, regency_id,
        province_id, nearest_regency_id, border_m, doubtful, candidates, country, overlays)
    SELECT n.id, %(at)s, 'reassigned', %(run)s, n.edition, (%(settings)s::text[])[n.setting + 1],
        (%(methods)s::text[])[n.method + 1], nullif(n.regency, -1), nullif(n.province, -1), nullif(n.nearest, -1),
        nullif(n.border, 'NaN'), n.doubtful, s.candidates, '', s.overlays
    FROM anew n JOIN anew_surroundings s ON s.k = n.surroundings WHERE n.changed ORDER BY n.id
"""
_RESPONSIBILITIES = """
    INSERT INTO reports_responsibilityrecord (report_id, decided_at, reason, run_id, agency_id, tier, rule_number,
        case_code, basis, explanation_id, explanation_en, copies, alternatives, confirm)
    SELECT n.id, %(at)s, 'reassigned', %(run)s, n.agency, (%(tiers)s::text[])[n.tier + 1], n.rule, d.case_code,
        d.basis, d.explanation_id, d.explanation_en, d.copies, d.alternatives, n.confirm
    FROM anew n JOIN anew_decision d ON d.k = n.decision WHERE n.changed AND n.decided ORDER BY n.id
"""
# Whoever is told no longer has a copy; who has one already keeps the day since when, and what was read.
_COPIES_GONE = """
    DELETE FROM reports_casecopy c USING anew n WHERE c.report_id = n.id AND n.changed AND n.decided
        AND (c.agency_id = n.agency
            OR NOT EXISTS (SELECT FROM anew_told t WHERE t.k = n.decision AND t.agency = c.agency_id))
"""
_COPIES = """
    INSERT INTO reports_casecopy (report_id, agency_id, why_id, why_en, since)
    SELECT n.id, t.agency, t.why_id, t.why_en, %(at)s
    FROM anew n JOIN anew_told t ON t.k = n.decision JOIN reports_report r ON r.id = n.id
    WHERE n.changed AND n.decided AND t.agency <> n.agency AND t.agency IS DISTINCT FROM r.accused_agency_id
    ORDER BY n.id, t.agency
    ON CONFLICT (report_id, agency_id) DO UPDATE SET why_id = excluded.why_id, why_en = excluded.why_en
"""
# A unit and an officer of the agency before have nothing more to do with it.
_REPORTS = """
    UPDATE reports_report r SET edition_id = n.edition, regency_id = nullif(n.regency, -1),
        province_id = nullif(n.province, -1), setting = (%(settings)s::text[])[n.setting + 1], doubtful = n.doubtful,
        agency_id = nullif(n.agency, -1), tier = coalesce((%(tiers)s::text[])[n.tier + 1], ''),
        rule_number = nullif(n.rule, -1), responsibility_doubtful = n.confirm,
        unit_id = CASE WHEN r.agency_id = n.agency THEN r.unit_id END,
        assignee_id = CASE WHEN r.agency_id = n.agency THEN r.assignee_id END,
        version = r.version + n.changed::int,
        updated_at = CASE WHEN n.changed THEN %(at)s ELSE r.updated_at END
    FROM anew n WHERE r.id = n.id
"""


def write_outcome(run: Reassignment, outcome: Outcome, at: dt.datetime) -> None:
    """Store a decided batch whose reports are locked; to be called inside the transaction that locked them."""
    if not outcome.touched.any():
        return
    values: dict[str, Any] = {
        "at": at,
        "run": run.pk,
        "actor": run.actor_id,
        "settings": list(SETTING_NAMES),
        "tiers": list(TIERS),
        "methods": [method.value for method in METHODS],
    }
    with connection.cursor() as cursor:
        _fill_tables(cursor, outcome)
        if outcome.changed.any():
            for statement in (_HISTORY, _PLACES, _RESPONSIBILITIES, _COPIES_GONE, _COPIES):
                cursor.execute(statement, values)
        with without_events(cursor):
            cursor.execute(_REPORTS, values)
        cursor.execute("DROP TABLE anew, anew_surroundings, anew_decision, anew_told")
    _note_quiet(run, outcome)


@contextmanager
def without_events(cursor: Any) -> Iterator[None]:
    """Have the database write no ReportEvent meanwhile: a run writes a row of history for each report it changes.

    By hand, for pgtrigger.ignore cannot do with parameters that have names.
    """
    names = [trigger.get_pgid(Report) for trigger in Report._meta.triggers]  # type: ignore[attr-defined]  # of pgtrigger
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(names)}}}"])
    yield
    cursor.execute("SELECT set_config('pgtrigger.ignore', NULL, true)")


def _fill_tables(cursor: Any, outcome: Outcome) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
    cursor.execute(_TABLES.format(columns=columns))
    changed = np.flatnonzero(outcome.changed)
    decided = changed[outcome.decided[changed]]
    around, surroundings = outcome.surroundings(changed)
    decision, decisions = outcome.decisions(decided)
    rows = np.flatnonzero(outcome.touched)
    values = {name: outcome.after[name][rows] for name in (*CURRENT, "method", "nearest", "border")}
    values |= {"id": outcome.batch["id"][rows], "changed": outcome.changed[rows], "decided": outcome.decided[rows]}
    for name, at, numbers in (("surroundings", changed, around), ("decision", decided, decision)):
        column = np.full(len(outcome.batch), -1, np.int32)
        column[at] = numbers
        values[name] = column[rows]
    write_columns(cursor, "anew", values, _TYPES)
    if len(changed):
        around_rows = [
            (k, [area.code for area in areas], json.dumps([hit.as_dict() for hit in overlays]))
            for k, (areas, overlays) in enumerate(surroundings)
        ]
        execute_values(cursor.cursor, "INSERT INTO anew_surroundings VALUES %s", around_rows, "(%s, %s::text[], %s)")
    if len(decided):
        decision_rows = [(k, *_decision_row(found)) for k, found in enumerate(decisions)]
        execute_values(cursor.cursor, "INSERT INTO anew_decision VALUES %s", decision_rows)
        told = [
            (k, copy.agency.id, copy.why.id[:400], copy.why.en[:400])
            for k, found in enumerate(decisions)
            for copy in {copy.agency.id: copy for copy in found.told}.values()
        ]
        if told:
            execute_values(cursor.cursor, "INSERT INTO anew_told VALUES %s", told)
    cursor.execute("ANALYZE anew")


def _decision_row(found: Responsibility) -> tuple[str, ...]:
    """Return the columns of a ResponsibilityRecord that are texts, in the order of anew_decision."""
    return (
        found.case,
        found.basis,
        found.explanation.id,
        found.explanation.en,
        json.dumps([copy.as_dict() for copy in found.copies]),
        json.dumps([alternative.as_dict() for alternative in found.alternatives]),
    )


def _note_quiet(run: Reassignment, outcome: Outcome) -> None:
    """Keep which reports came from which edition without another change."""
    quiet = np.flatnonzero(outcome.quiet)
    editions, reports = outcome.batch["edition"][quiet], outcome.batch["id"][quiet]
    QuietMove.objects.bulk_create(
        QuietMove(run=run, edition_id=int(edition), reports=reports[editions == edition].tolist())
        for edition in np.unique(editions)
    )
