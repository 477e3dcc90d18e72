"""Reports of a database older than cases get what their history tells: verbs, dates, copies, pauses."""

from django.db import migrations

FILL = """
UPDATE reports_report r SET urgency = c.urgency FROM reports_category c WHERE c.code = r.category_id;

-- What older versions called the verbs; and what each row says of who acted and who may read it.
UPDATE reports_historyentry h SET
    state_before = coalesce(b.before, ''),
    verb = coalesce(m.verb, h.verb),
    by = coalesce(m.by, 'system'),
    audience = CASE WHEN m.verb IS NULL THEN 'staff' ELSE 'public' END
FROM (SELECT id, lag(state) OVER (PARTITION BY report_id ORDER BY at, id) AS before FROM reports_historyentry) b
    JOIN reports_historyentry o ON o.id = b.id
    LEFT JOIN (VALUES ('submitted', 'submitted', 'reporter'), ('verified', 'verify', 'staff'),
        ('disposed', 'dispose', 'staff'), ('followed_up', 'accept', 'staff'), ('answered', 'answer', 'staff'),
        ('closed', 'close', 'staff'), ('archived', 'archive', 'staff'), ('held', 'hold', 'staff'),
        ('reopened', 'contest', 'reporter')) AS m (old, verb, by) ON m.old = o.verb
WHERE b.id = h.id;

-- When a case was first handed on and answered, and how it ended, as its history tells.
UPDATE reports_report r SET
    disposed_at = t.disposed, answered_at = t.answered,
    closed_at = CASE WHEN r.state IN ('selesai', 'diarsipkan') THEN t.last END,
    outcome = CASE r.state WHEN 'selesai' THEN 'closed' WHEN 'diarsipkan' THEN 'archived' ELSE '' END
FROM (SELECT report_id, min(at) FILTER (WHERE verb = 'dispose') AS disposed,
        min(at) FILTER (WHERE verb = 'answer') AS answered, max(at) FILTER (WHERE state_before <> state) AS last
    FROM reports_historyentry GROUP BY report_id) t
WHERE t.report_id = r.id;

-- Whoever was told of a case keeps it as a copy.
INSERT INTO reports_casecopy (report_id, agency_id, why_id, why_en, since)
SELECT DISTINCT ON (d.report_id, a.id) d.report_id, a.id, left(c -> 'why' ->> 'id', 400), left(c -> 'why' ->> 'en', 400),
    d.decided_at
FROM reports_responsibilityrecord d
    JOIN (SELECT report_id, max(id) AS id FROM reports_responsibilityrecord GROUP BY report_id) l ON l.id = d.id
    CROSS JOIN jsonb_array_elements(d.copies) c
    JOIN accounts_agency a ON a.code = c ->> 'code' AND a.id <> d.agency_id
ON CONFLICT DO NOTHING;

-- A pause for each case that is on hold.
INSERT INTO reports_clockpause (report_id, reason, note, started_at)
SELECT r.id, 'other_agency', '', max(h.at) FROM reports_report r JOIN reports_historyentry h ON h.report_id = r.id
WHERE r.state = 'ditunda' AND h.state = 'ditunda' AND h.state_before <> 'ditunda' GROUP BY r.id;
"""


class Migration(migrations.Migration):
    """Before the triggers that refuse to rewrite history; the clocks are wound by load_rules."""

    dependencies = [("reports", "0017_answers_only_once")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
