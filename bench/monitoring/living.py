"""Lives for reports that were filled in: history, clocks, pauses, places, decisions, ratings, as cases had them.

Each bare report is given the life of a case of the demonstration, whose rows its verbs have written. It is one that
ended in the same state within the time that the report has had; the day it came in is moved, and with it all that
happened. What belonged to that case's agency belongs to the report's own, and the place is the report's.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, models

from bench.bare import bare, timed
from reports.models import CaseClock, ClockPause, HistoryEntry, PlaceRecord, Report, ResponsibilityRecord, Survey

_MOMENT: Final = "l.here + (x.{column} - l.there) * l.pace"
_DAY: Final = "x.{column} + (l.here::date - l.there::date)"
_WHOSE: Final = "CASE WHEN x.{column} = l.was THEN l.agency ELSE x.{column} END"
_OWN: Final[dict[type[models.Model], dict[str, str]]] = {
    PlaceRecord: {
        "edition_id": "r.edition_id", "regency_id": "r.regency_id", "province_id": "r.province_id",
        "setting": "r.setting", "nearest_regency_id": "NULL::bigint",
        "method": "CASE WHEN r.point IS NULL THEN 'none' WHEN x.method = 'none' THEN 'covered' ELSE x.method END",
        "doubtful": "x.doubtful OR r.point IS NULL",
    },
}  # fmt: skip
"""What a row takes from the report itself, `r`, not from the row `x` that it is made of."""

# In the order in which they happen: rows of one table lie by time on the disk, not by case.
_BESIDE: Final[dict[type[models.Model], str]] = {
    HistoryEntry: "at",
    CaseClock: "started_at",
    ClockPause: "started_at",
    PlaceRecord: "matched_at",
    ResponsibilityRecord: "decided_at",
    Survey: "at",
}

# Tables, not parts of one query: only of tables does the planner know how many rows they have.
# `pace` is below 1 where every case in that state took longer than the report has been there.
_LIVES: Final = (
    """
    CREATE TEMPORARY TABLE bench_lived AS
    SELECT t.id, t.state, t.agency_id, t.received_at, t.closed_at, t.verified_at, t.due_on, t.due_step,
        t.answer_due_on, t.kind, t.channel, t.anonymous, t.crossing, t.transfers, t.version, t.outcome, h.lasted
    FROM reports_report t
    JOIN LATERAL (SELECT max(h.at) - t.received_at AS lasted FROM reports_historyentry h WHERE h.report_id = t.id) h
        ON h.lasted IS NOT NULL
    WHERE t.is_demo AND NOT t.practice AND NOT t.held AND t.number LIKE '%-%'""",
    """
    CREATE TEMPORARY TABLE bench_shelf AS
    SELECT state, id, row_number() OVER (PARTITION BY state ORDER BY lasted, id) AS place
    FROM bench_lived""",
    # Lives and reports in one order: how many lives are as short as a report is old, or shorter
    """
    CREATE TEMPORARY TABLE bench_chosen AS
    SELECT id, state, agency_id, received_at, 1 + (hashint8(id)::bigint & 2147483647) % greatest(1, fitting) AS place
    FROM (
        SELECT *, sum(life) OVER (PARTITION BY state ORDER BY span, life DESC ROWS UNBOUNDED PRECEDING) AS fitting
        FROM (
            SELECT b.id, b.state, b.agency_id, b.received_at, now() - b.received_at AS span, 0 AS life
            FROM reports_report b
            WHERE NOT EXISTS (SELECT FROM reports_historyentry h WHERE h.report_id = b.id)
            UNION ALL SELECT NULL, state, NULL, NULL, lasted, 1 FROM bench_lived) every) counted
    WHERE life = 0""",
    # Of few cases none may stand in a state: a report without a place is no report
    """
    CREATE TEMPORARY TABLE bench_lifeless AS
    SELECT id FROM bench_chosen WHERE state NOT IN (SELECT state FROM bench_lived)""",
    "UPDATE reports_report SET merged_into_id = NULL WHERE merged_into_id IN (SELECT id FROM bench_lifeless)",
    "DELETE FROM reports_report WHERE id IN (SELECT id FROM bench_lifeless)",
    "ANALYZE bench_lived, bench_shelf, bench_chosen",
    """
    CREATE TEMPORARY TABLE bench_life AS
    SELECT c.id AS report_id, v.id AS life, c.received_at AS here, v.received_at AS there, c.agency_id AS agency,
        v.agency_id AS was,
        least(1, extract(epoch FROM now() - c.received_at) / greatest(1, extract(epoch FROM v.lasted)))::float8 AS pace
    FROM bench_chosen c JOIN bench_shelf s ON s.state = c.state AND s.place = c.place
    JOIN bench_lived v ON v.id = s.id""",
    "ANALYZE bench_life",
)
_FORGOTTEN: Final = "DROP TABLE IF EXISTS bench_lived, bench_shelf, bench_chosen, bench_lifeless, bench_life"

_TOLD: Final = """
UPDATE reports_report r SET
    closed_at = l.here + (x.closed_at - l.there) * l.pace, verified_at = l.here + (x.verified_at - l.there) * l.pace,
    due_on = x.due_on + (l.here::date - l.there::date), due_step = x.due_step,
    answer_due_on = x.answer_due_on + (l.here::date - l.there::date), kind = x.kind, channel = x.channel,
    anonymous = x.anonymous, crossing = x.crossing, transfers = x.transfers, version = x.version, outcome = x.outcome
FROM bench_life l JOIN bench_lived x ON x.id = l.life
WHERE r.id = l.report_id"""


def enliven() -> tuple[int, dict[str, float]]:
    """Give every report that has no history a life; return how many rows were written, and what each table took.

    Reports in a state that no case of the demonstration is in are taken out.
    """
    seconds: dict[str, float] = {}
    rows = 0
    with connection.cursor() as cursor:
        cursor.execute(_FORGOTTEN)
        with timed(seconds, "choosing"):
            for statement in _LIVES:
                cursor.execute(statement)
        with bare(cursor, Report._meta.db_table, seconds):
            with timed(seconds, Report._meta.db_table):
                cursor.execute(_TOLD)
            if not connection.in_atomic_block:  # each row was written anew beside its old self
                cursor.execute(f"VACUUM FULL {Report._meta.db_table}")
        for model, moment in _BESIDE.items():
            table = model._meta.db_table
            with bare(cursor, table, seconds), timed(seconds, table):
                cursor.execute(_living(model, moment, _OWN.get(model, {})))
                rows += cursor.rowcount
        cursor.execute(_FORGOTTEN)
        if not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE")
    return rows, seconds


def _living(model: type[models.Model], moment: str, own: Mapping[str, str]) -> str:
    """Return the statement that gives each report the rows of a table that its life has."""
    columns = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not isinstance(field, models.GeneratedField)
    ]
    names = ", ".join(f'"{field.column}"' for field in columns)
    taken = ", ".join(own.get(field.column) or _taken(field) for field in columns)
    return (
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {taken} "
        f"FROM bench_life l JOIN {model._meta.db_table} x ON x.report_id = l.life "
        f"JOIN reports_report r ON r.id = l.report_id ORDER BY {_MOMENT.format(column=moment)}, x.id"
    )


def _taken(field: Any) -> str:
    column = f'"{field.column}"'
    if field.column == "report_id":
        return "l.report_id"
    if field.column == "agency_id":
        return _WHOSE.format(column=column)
    if isinstance(field, models.DateTimeField):
        return _MOMENT.format(column=column)
    if isinstance(field, models.DateField):
        return _DAY.format(column=column)
    return f"x.{column}"
