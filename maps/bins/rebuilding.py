"""The counts made anew from the table of reports, while others go on writing."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from django.db import Error, connection, transaction

from boundaries.models import Edition
from maps.bins import grains
from maps.bins.cells import ensure_hexagons
from maps.bins.changes import LOCK, waiting
from maps.bins.tally import Tally, make_table, selected
from reports.models import Report

AT_ONCE: Final = 100_000

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was done: reports counted, rows of counts that were added, changed or dropped, outlines that were new."""

    reports: int
    rows: int
    hexagons: int
    seconds: float


def rebuild(progress: Progress = lambda done: None) -> Rebuilt:
    """Make all counts equal to the table of reports; `progress` is told how many were counted.

    One snapshot tells both what is counted and which changes are thereby done with, so that what others write
    meanwhile stays to be folded. Only rows that differ are written, in one transaction: whoever reads sees the old
    counts or the new ones. Raises RuntimeError inside a transaction of the caller's.
    """
    started = time.monotonic()
    with _in_a_snapshot() as cursor:
        tally = Tally(Edition.objects.active())
        cursor.execute("DELETE FROM maps_binchange")
        reports = tally_reports(cursor, tally, progress)
        rows = sum(
            grains.add(cursor, table, grains.differences(cursor, table, tally))
            for table in (grains.BINS, grains.AREA_BINS)
        )
        hexagons = ensure_hexagons(tally.cells)
    with connection.cursor() as cursor:
        # Queries of tiles are planned once for a connection: a plan for what was small would stay
        cursor.execute("ANALYZE maps_bin, maps_areabin, maps_hexagon")
    return Rebuilt(reports, rows, hexagons, time.monotonic() - started)


def count_edition(edition: Edition, progress: Progress = lambda done: None) -> int:
    """Count by the areas of an edition; return how many rows were added, changed or dropped.

    Changes that wait are left for the next fold, and therefore not counted yet. Raises RuntimeError inside a
    transaction of the caller's.
    """
    with _in_a_snapshot() as cursor:
        tally = Tally([edition])
        tally_reports(cursor, tally, progress)
        tally.add(cursor, *waiting(tally.words, "-change.sign"))
        only = f"edition_id = {edition.pk:d}"
        return grains.add(cursor, grains.AREA_BINS, grains.differences(cursor, grains.AREA_BINS, tally, only))


def tally_reports(cursor: Any, tally: Tally, progress: Progress = lambda done: None) -> int:
    """Add all reports to a tally, so many at a time, as Report.objects tells them; return how many they are."""
    done, last = 0, 0
    while (upper := _next(cursor, last)) is not None:
        done += tally.add(cursor, *_reports(tally, Report.objects.filter(pk__gt=last, pk__lte=upper)))
        progress(done)
        last = upper
    return done


def _next(cursor: Any, last: int) -> int | None:
    cursor.execute(
        "SELECT max(id) FROM (SELECT id FROM reports_report WHERE id > %s ORDER BY id LIMIT %s) part", [last, AT_ONCE]
    )
    upper: int | None = cursor.fetchone()[0]
    return upper


def _reports(tally: Tally, reports: Any) -> tuple[str, Sequence[Any]]:
    """Return SQL that yields tally.ROWS for reports, and its values."""
    public, public_values = _ids(reports.public())
    all_of_them, all_values = _ids(reports)
    row = selected(
        "report",
        sign="1",
        category="category_id",
        coarse="report.public_cell_m IS NOT NULL",
        public=f"report.id IN ({public})",
        incident="report.merged_into_id IS NULL",
    )
    query = f"SELECT {row} FROM reports_report report WHERE report.id IN ({all_of_them})"  # noqa: S608 — by the ORM
    return query, [*tally.words.values, *public_values, *all_values]


def _ids(reports: Any) -> tuple[str, Sequence[Any]]:
    sql, values = reports.order_by().values("pk").query.sql_with_params()
    return sql, values


@contextmanager
def _in_a_snapshot() -> Iterator[Any]:
    """A transaction that sees one state, in which nobody else changes counts.

    The lock is the session's and taken before: a transaction that waited for it would see the state from before.
    """
    make_table()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            with transaction.atomic(durable=True):
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SET LOCAL statement_timeout = 0")
                cursor.execute("SET LOCAL work_mem = '128MB'")
                yield cursor
        finally:
            with suppress(Error):  # where the connection was cut, the lock went with it
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
