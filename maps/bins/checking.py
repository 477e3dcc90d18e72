"""Whether the counts say what a count over the table of reports says: both read in one state of the database."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from boundaries.models import Edition
from boundaries.pieces import ensure_pieces
from maps.bins import grains
from maps.bins.changes import waiting
from maps.bins.rebuilding import Progress, tally_reports
from maps.bins.tally import Tally, make_table

SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of counts that is wrong: what must be added to its reports and incidents to make it right."""

    table: str
    row: dict[str, Any]
    n: int
    incidents: int

    def __str__(self) -> str:
        named = ", ".join(
            f"{name} {value:x}" if name == "cell" else f"{name} {value}" for name, value in self.row.items()
        )
        return f"{self.table}: {self.n:+d} reports, {self.incidents:+d} incidents at {named}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found: reports counted, changes that waited, wrong rows (some of them), cells without outline."""

    reports: int
    waiting: int
    wrong: int
    shown: list[Difference]
    without_outline: int

    @property
    def equal(self) -> bool:
        """Whether counts and changes that wait are equal to the table."""
        return not self.wrong and not self.without_outline


def check(progress: Progress = lambda done: None) -> Findings:
    """Count the table of reports and compare, by every grain, level and edition; nothing is written or locked.

    What is counted and what waits to be counted must together be equal to Report.objects, in whatever state others
    that write have brought the database at this moment. Raises RuntimeError inside a transaction of the caller's.
    """
    make_table()
    for edition in Edition.objects.active():
        ensure_pieces(edition)  # would be made in the transaction that may not write
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        tally = Tally(Edition.objects.active())
        reports = tally_reports(cursor, tally, progress)
        changes = tally.add(cursor, *waiting(tally.words, "-change.sign"))
        wrong, shown = 0, []
        for table in (grains.BINS, grains.AREA_BINS):
            number, some = _wrong(cursor, table, tally)
            wrong += number
            shown += some
        return Findings(reports, changes, wrong, shown[:SHOWN], _without_outline(cursor))


def _wrong(cursor: Any, table: grains.Table, tally: Tally) -> tuple[int, list[Difference]]:
    sql, values = grains.differences(cursor, table, tally)
    cursor.execute(
        f"SELECT *, count(*) OVER () FROM ({sql}) wrong ORDER BY {table.columns} LIMIT {SHOWN}",  # noqa: S608
        values,
    )
    rows = cursor.fetchall()
    shown = [Difference(table.name, dict(zip(table.keys, row, strict=False)), *row[-3:-1]) for row in rows]
    return (rows[0][-1] if rows else 0), shown


def _without_outline(cursor: Any) -> int:
    cursor.execute(
        "SELECT count(DISTINCT cell) FROM maps_bin bin WHERE grain = 0 AND cell <> 0 "
        "AND NOT EXISTS (SELECT FROM maps_hexagon hexagon WHERE hexagon.cell = bin.cell)"
    )
    return int(cursor.fetchone()[0])
