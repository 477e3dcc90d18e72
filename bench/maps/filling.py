"""A million reports and more in the table itself, by COPY: it fills without its indexes and keys and has them after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max

from bench.bare import bare, timed
from bench.maps.drawing import STATES, TYPES, draw, texts
from boundaries.locator.rules import SETTINGS
from boundaries.models import Edition
from reports.models import Category, Report
from reports.reassignment.binary import write_columns

LEFT_OUT = ("report_by_words", "report_by_likeness")
"""Indexes of words, which no map reads and which take longer to build than all the others together."""

_INSERT = """
    INSERT INTO reports_report (id, number, pin_hash, idempotency_key, payload_digest, kind, category_id, state,
        channel, language, is_demo, description, suspected_source, desired_remedy, reported_before, place_note,
        anonymous, confidential, point, point_source, accuracy_m, public_point, public_cell_m, setting, doubtful,
        regency_id, province_id, edition_id, permit_issuer, crossing, agency_id, tier, rule_number, dispute,
        responsibility_doubtful, received_at, verified_at, updated_at, urgency, misconduct, field_visit, held, held_why,
        transfers, merged_into_id, practice, version, due_step, outcome)
    SELECT d.id, 'B' || d.id, '', gen_random_uuid(), '', 'pengaduan', category.code, state.name,
        'web', 'id', true, text.said, '', '', false, '', false, d.confidential,
        CASE WHEN d.point THEN ST_SetSRID(ST_MakePoint(d.lon, d.lat), 4326) END,
        CASE WHEN d.point THEN 'gps' ELSE 'locality' END, nullif(d.accuracy, 'NaN'),
        CASE WHEN d.point THEN ST_SetSRID(ST_MakePoint(d.public_lon, d.public_lat), 4326) END, nullif(d.cell_m, 'NaN'),
        setting.name, d.doubtful, nullif(d.regency, -1), nullif(d.province, -1), %(edition)s, 'unknown', 'none',
        d.agency, agency.tier, d.rule, '', false, to_timestamp(d.received),
        CASE WHEN state.name NOT IN ('baru', 'diarsipkan') THEN to_timestamp(d.received + 86400) END,
        to_timestamp(d.received + 172800), category.urgency, false, false, d.held, '', 0,
        nullif(d.joined_to, -1), d.practice, 0, '', ''
    FROM bench_drawn d
    JOIN bench_category category ON category.k = d.category
    JOIN bench_text text ON text.k = d.text
    JOIN bench_state state ON state.k = d.state
    JOIN bench_setting setting ON setting.k = d.setting
    JOIN accounts_agency agency ON agency.id = d.agency
    ORDER BY d.id
"""


@dataclass(frozen=True)
class Filled:
    """How many reports were added, and how many seconds each step took."""

    reports: int
    seconds: dict[str, float]


def fill(number: int) -> Filled:
    """Add `number` reports.

    The bins stay as they are, for the triggers sleep: `refresh_hotspots` counts the table afterwards. Indexes in
    LEFT_OUT do not come back.
    """
    seconds: dict[str, float] = {}
    last = Report.everything.aggregate(last=Max("pk"))["last"] or 0
    with connection.cursor() as cursor, bare(cursor, "reports_report", seconds, LEFT_OUT):
        _prepare(cursor)
        values = {"edition": Edition.objects.in_force().get().pk}
        chunks = draw(last + 1, number)
        while True:
            with timed(seconds, "drawing"):
                columns = next(chunks, None)
            if columns is None:
                break
            with timed(seconds, "COPY"):
                write_columns(cursor, "bench_drawn", columns, TYPES)
            with timed(seconds, "INSERT"):
                cursor.execute(_INSERT, values)
            cursor.execute("TRUNCATE bench_drawn")
    with connection.cursor() as cursor, timed(seconds, "VACUUM"):
        cursor.execute("SELECT setval(pg_get_serial_sequence('reports_report', 'id'), %s)", [last + number])
        cursor.execute(f"{_vacuum()} reports_report")
    return Filled(number, seconds)


def _prepare(cursor: Any) -> None:
    """Make the tables that turn the numbers of the columns into what they stand for."""
    columns = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
    cursor.execute("DROP TABLE IF EXISTS bench_drawn, bench_category, bench_text, bench_state, bench_setting")
    cursor.execute(f"CREATE TEMPORARY TABLE bench_drawn ({columns})")
    rows = sorted(Category.objects.values_list("code", "urgency"))
    _table(cursor, "category", "code text, urgency text", rows)
    _table(cursor, "text", "said text", [(text,) for text in texts()])
    _table(cursor, "state", "name text", [(state.value,) for state in STATES])
    _table(cursor, "setting", "name text", [(setting.value,) for setting in SETTINGS])


def _table(cursor: Any, name: str, columns: str, rows: Sequence[tuple[str, ...]]) -> None:
    cursor.execute(f"CREATE TEMPORARY TABLE bench_{name} (k integer, {columns})")
    blanks = ", ".join(["%s"] * (1 + len(rows[0])))
    cursor.executemany(f"INSERT INTO bench_{name} VALUES ({blanks})", [(k, *row) for k, row in enumerate(rows)])
    cursor.execute(f"ANALYZE bench_{name}")


def _vacuum() -> str:
    """What autovacuum would do: statistics, and which pages all may see."""
    return "ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE"
