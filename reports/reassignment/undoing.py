"""Take a run back: what reports were before it is written again, as rows of their own."""

from collections import Counter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from reports.models import PlaceRecord, QuietMove, Reassignment
from reports.reassignment.notices import tell_agencies
from reports.reassignment.running import Progress
from reports.reassignment.tally import LISTED
from reports.reassignment.writing import STANDING, without_events
from reports.responsibility.decision import AS_JOINT

Status = Reassignment.Status

_CHANGED = """
    CREATE TEMPORARY TABLE back ON COMMIT DROP AS
    SELECT p.report_id AS id, h.data -> 'before' AS before, h.data -> 'after' AS after, h.data AS told
    FROM reports_placerecord p JOIN reports_historyentry h
        ON h.report_id = p.report_id AND h.verb = 'reassigned' AND (h.data ->> 'run')::bigint = %(run)s
    WHERE p.run_id = %(run)s AND p.reason = 'reassigned' AND p.report_id > %(last)s
    ORDER BY p.report_id LIMIT %(size)s
"""
_LOCK = """
    SELECT count(*) FROM (
        SELECT FROM reports_report WHERE id IN (SELECT id FROM back) ORDER BY id FOR NO KEY UPDATE) r
"""
_CHANGED_SINCE = f"""
    DELETE FROM back USING reports_report r WHERE r.id = back.id AND {STANDING} IS DISTINCT FROM back.after
    RETURNING back.id
"""  # noqa: S608 - no word of anybody else's
_HISTORY = """
    INSERT INTO reports_historyentry (report_id, verb, at, actor_id, agency_id, state_before, state, data)
    SELECT r.id, 'reassignment_undone', %(at)s, %(actor)s, r.agency_id, r.state, r.state,
        jsonb_strip_nulls(jsonb_build_object(
        'run', %(run)s::bigint,
        'regency', CASE WHEN told ? 'regency'
            THEN jsonb_build_array(told -> 'regency' -> 1, told -> 'regency' -> 0) END,
        'province', CASE WHEN told ? 'province'
            THEN jsonb_build_array(told -> 'province' -> 1, told -> 'province' -> 0) END,
        'agency', CASE WHEN told ? 'agency'
            THEN jsonb_build_array(told -> 'agency' -> 1, told -> 'agency' -> 0) END,
        'rule', CASE WHEN told ? 'rule'
            THEN jsonb_build_array(told -> 'rule' -> 1, told -> 'rule' -> 0) END,
        'before', back.after, 'after', back.before))
    FROM back JOIN reports_report r ON r.id = back.id ORDER BY r.id
"""
# What no report keeps (how it was matched, with which words it was decided) stands in the row before the run's.
_PLACES = """
    INSERT INTO reports_placerecord (report_id, matched_at, reason, run_id, edition_id, setting, method, regency_id,
        province_id, nearest_regency_id, border_m, doubtful, candidates, country, overlays)
    SELECT back.id, %(at)s, 'undone', %(run)s, coalesce((before ->> 'edition')::bigint, q.edition_id),
        before ->> 'setting', q.method, (before ->> 'regency')::bigint, (before ->> 'province')::bigint,
        q.nearest_regency_id, q.border_m, (before ->> 'doubtful')::bool, q.candidates, q.country, q.overlays
    FROM back JOIN LATERAL (SELECT * FROM reports_placerecord p WHERE p.report_id = back.id
        AND p.run_id IS DISTINCT FROM %(run)s ORDER BY p.matched_at DESC, p.id DESC LIMIT 1) q ON true ORDER BY back.id
"""
_RESPONSIBILITIES = """
    INSERT INTO reports_responsibilityrecord (report_id, decided_at, reason, run_id, agency_id, tier, rule_number,
        case_code, basis, explanation_id, explanation_en, copies, alternatives, confirm)
    SELECT back.id, %(at)s, 'undone', %(run)s, q.agency_id, q.tier, q.rule_number, q.case_code, q.basis,
        q.explanation_id, q.explanation_en, q.copies, q.alternatives, (before ->> 'confirm')::bool
    FROM back JOIN LATERAL (SELECT * FROM reports_responsibilityrecord d WHERE d.report_id = back.id
        AND d.run_id IS DISTINCT FROM %(run)s ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) q ON true
    WHERE EXISTS (SELECT FROM reports_responsibilityrecord d WHERE d.report_id = back.id AND d.run_id = %(run)s)
    ORDER BY back.id
"""
_COPIES_GONE = """
    DELETE FROM reports_casecopy c USING back WHERE c.report_id = back.id AND told ? 'copies'
        AND NOT told -> 'copies' @> to_jsonb(c.agency_id)
"""
# Why an agency has a copy is said in the decision that is written again; who acts together is not among its copies.
_COPIES = """
    INSERT INTO reports_casecopy (report_id, agency_id, why_id, why_en, since)
    SELECT back.id, g.id, coalesce(left(said.why ->> 'id', 400), %(together_id)s),
        coalesce(left(said.why ->> 'en', 400), %(together_en)s), %(at)s
    FROM back CROSS JOIN LATERAL jsonb_array_elements(told -> 'copies') kept
    JOIN accounts_agency g ON g.id = kept::bigint
    JOIN LATERAL (SELECT copies FROM reports_responsibilityrecord d WHERE d.report_id = back.id
        AND d.run_id IS DISTINCT FROM %(run)s ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) q ON true
    LEFT JOIN LATERAL (SELECT element -> 'why' AS why FROM jsonb_array_elements(q.copies) element
        WHERE element ->> 'code' = g.code LIMIT 1) said ON true
    WHERE told ? 'copies'
    ON CONFLICT (report_id, agency_id) DO UPDATE SET why_id = excluded.why_id, why_en = excluded.why_en
"""
# A report that had no agency before there were rules keeps the one it was given: none is without.
_REPORTS = """
    UPDATE reports_report r SET edition_id = (before ->> 'edition')::bigint,
        regency_id = (before ->> 'regency')::bigint, province_id = (before ->> 'province')::bigint,
        setting = before ->> 'setting', doubtful = (before ->> 'doubtful')::bool, updated_at = %(at)s,
        agency_id = coalesce((before ->> 'agency')::bigint, r.agency_id),
        tier = CASE WHEN before ? 'agency' THEN before ->> 'tier' ELSE r.tier END,
        rule_number = CASE WHEN before ? 'agency' THEN (before ->> 'rule')::int ELSE r.rule_number END,
        responsibility_doubtful = CASE WHEN before ? 'agency' THEN (before ->> 'confirm')::bool
            ELSE r.responsibility_doubtful END,
        unit_id = coalesce((told ->> 'unit')::bigint, r.unit_id),
        assignee_id = coalesce((told ->> 'assignee')::bigint, r.assignee_id),
        version = r.version + 1
    FROM back WHERE r.id = back.id
"""
_AGENCIES = """
    SELECT (after ->> 'agency')::bigint, (before ->> 'agency')::bigint, count(*) FROM back
    WHERE before ? 'agency' AND after -> 'agency' IS DISTINCT FROM before -> 'agency' GROUP BY 1, 2
"""
# The same codes in the edition they came from; what somebody matched again since is left alone.
_QUIET = """
    UPDATE reports_report r SET edition_id = %(edition)s, regency_id = was.regency, province_id = was.province
    FROM (
        SELECT r.id, a0.id AS regency, p0.id AS province FROM reports_report r
        LEFT JOIN boundaries_area a1 ON a1.id = r.regency_id
        LEFT JOIN boundaries_area a0 ON a0.code = a1.code AND a0.edition_id = %(edition)s
        LEFT JOIN boundaries_area p1 ON p1.id = r.province_id
        LEFT JOIN boundaries_area p0 ON p0.code = p1.code AND p0.edition_id = %(edition)s
        WHERE r.id = ANY(%(reports)s) AND r.edition_id = %(run_edition)s
            AND (r.regency_id IS NULL) = (a0.id IS NULL) AND (r.province_id IS NULL) = (p0.id IS NULL)
            AND NOT EXISTS (SELECT FROM reports_placerecord p WHERE p.report_id = r.id
                AND p.matched_at > %(started)s AND p.run_id IS DISTINCT FROM %(run)s)
        ORDER BY r.id FOR NO KEY UPDATE OF r) was
    WHERE r.id = was.id
    RETURNING r.id
"""


def take_back(run: Reassignment, actor: Any, progress: Progress, size: int) -> Reassignment:
    """Undo a run from where its undoing is to its end, a transaction for each batch; return it as it is then.

    Reports that something else changed since keep that, and are listed in `counts["undone"]`.
    """
    total = PlaceRecord.objects.filter(run=run, reason=PlaceRecord.Reason.REASSIGNED).count() + sum(
        len(reports) for reports in QuietMove.objects.filter(run=run).values_list("reports", flat=True)
    )
    total += sum(_counts(run)[name] for name in ("quiet", "skipped"))
    while run.status == Status.UNDOING:
        with transaction.atomic():
            run = Reassignment.objects.select_for_update(of=("self",)).select_related("edition").get(pk=run.pk)
            run.counts["undone"] = _counts(run)
            if not (_changed_batch(run, actor, size) or _quiet_batch(run)):
                _finish(run)
            run.save()
        undone = run.counts["undone"]
        progress(min(undone["reports"] + undone["quiet"] + undone["skipped"], total), total)
    return run


def _counts(run: Reassignment) -> dict[str, Any]:
    empty = {"reports": 0, "quiet": 0, "skipped": 0, "skipped_reports": [], "agencies": []}
    return {**empty, **run.counts.get("undone", {})}


def _skip(run: Reassignment, reports: list[int]) -> None:
    undone = run.counts["undone"]
    undone["skipped"] += len(reports)
    undone["skipped_reports"] += reports[: max(0, LISTED - len(undone["skipped_reports"]))]


def _changed_batch(run: Reassignment, actor: Any, size: int) -> bool:
    """Undo the next reports that the run changed; False where there are none left."""
    at = timezone.now()
    values = {"run": run.pk, "last": run.undo_last_report, "size": size, "at": at, "actor": actor and actor.pk}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, values)
        cursor.execute("SELECT max(id) FROM back")
        (last,) = cursor.fetchone()
        if last is not None:
            _undo_changed(cursor, run, values)
            run.undo_last_report = last
        cursor.execute("DROP TABLE back")
    return last is not None


def _undo_changed(cursor: Any, run: Reassignment, values: dict[str, Any]) -> None:
    cursor.execute(_LOCK)
    cursor.execute(_CHANGED_SINCE)
    _skip(run, [row[0] for row in cursor.fetchall()])
    cursor.execute(_AGENCIES)
    moved: Counter[tuple[int, int]] = Counter({(a, b): n for a, b, n in run.counts["undone"]["agencies"]})
    moved.update({(before, after): number for before, after, number in cursor.fetchall()})
    run.counts["undone"]["agencies"] = [[*pair, number] for pair, number in sorted(moved.items())]
    values |= {"together_id": AS_JOINT.id, "together_en": AS_JOINT.en}
    for statement in (_HISTORY, _COPIES_GONE, _COPIES, _PLACES, _RESPONSIBILITIES):
        cursor.execute(statement, values)
    with without_events(cursor):
        cursor.execute(_REPORTS, values)
        undone = cursor.rowcount
    run.counts["undone"]["reports"] += undone


def _quiet_batch(run: Reassignment) -> bool:
    """Undo the next reports that the run left as they were but for their edition; False where there are none left."""
    move = QuietMove.objects.filter(run=run).order_by("pk").first()
    if move is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            _QUIET,
            {
                "edition": move.edition_id,
                "run_edition": run.edition_id,
                "reports": move.reports,
                "started": run.started_at,
                "run": run.pk,
            },
        )
        back = {row[0] for row in cursor.fetchall()}
    run.counts["undone"]["quiet"] += len(back)
    _skip(run, [report for report in move.reports if report not in back])
    move.delete()
    return True


def _finish(run: Reassignment) -> None:
    """End the undoing. Whoever was not told of the run is not told that it is undone."""
    run.status = Status.UNDONE
    if run.finished_at is None:
        return
    changes: dict[int, tuple[int, int]] = {}
    for before, after, number in run.counts["undone"]["agencies"]:
        gained, lost = changes.get(after, (0, 0))
        changes[after] = gained + number, lost
        gained, lost = changes.get(before, (0, 0))
        changes[before] = gained, lost + number
    tell_agencies(run, changes, undoing=True)
