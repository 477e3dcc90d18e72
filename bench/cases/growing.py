"""Many cases with all that belongs to them: those of the demonstration, copied inside the database."""

from django.db import connection, models

from reports.models import CaseClock, CaseCopy, ClockPause, HistoryEntry, Message, PlaceRecord, Report
from reports.models import ResponsibilityRecord as Decision

# What a page of the desk reads beside the report itself.
BESIDE: tuple[type[models.Model], ...] = (
    HistoryEntry, Message, CaseClock, ClockPause, CaseCopy, PlaceRecord, Decision,
)  # fmt: skip
# Columns of a copied report that cannot be the same again; `n` counts the copies, `last` is the highest original id.
_OWN = {
    "id": "r.id + n * %(last)s",
    "number": "'B' || (r.id + n * %(last)s)",
    "idempotency_key": "gen_random_uuid()",
    "received_at": "r.received_at - n * interval '5 hours'",
}


def grow(times: int) -> int:
    """Make each demo report, with the rows beside it, stand there `times` times; return how many there are then."""
    demo = Report.everything.filter(is_demo=True)
    last = demo.aggregate(last=models.Max("pk"))["last"]
    with connection.cursor() as cursor:
        values = {"last": last, "copies": times - 1}
        cursor.execute(_copying(Report, _OWN), values)
        for model in BESIDE:
            cursor.execute(_copying(model, {"report_id": "r.report_id + n * %(last)s"}, leave=("id",)), values)
        for table in (Report._meta.db_table, *(model._meta.db_table for model in BESIDE)):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("VACUUM ANALYZE")
    return demo.count()


def _copying(model: type[models.Model], own: dict[str, str], leave: tuple[str, ...] = ()) -> str:
    """Return the statement that copies all rows of a table that belong to the demonstration `copies` times."""
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if not isinstance(field, models.GeneratedField) and field.column not in leave
    ]
    taken = ", ".join(own.get(column, f'r."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    ours = "r.is_demo" if model is Report else "r.report_id IN (SELECT id FROM reports_report WHERE is_demo)"
    return f"INSERT INTO {table} ({names}) SELECT {taken} FROM {table} r, generate_series(1, %(copies)s) n WHERE {ours}"
