"""Take, take again, and check the figures of a day."""

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from boundaries.models import Edition
from jobs.job import job
from monitoring.models import Snapshot, SnapshotRun
from monitoring.snapshots.copying import copy_rows
from monitoring.snapshots.plan import NIGHTS_KEPT, ends_month, ends_of_months
from monitoring.snapshots.reckoning import Row, rows

LOCK: Final = 6408_2027
"""Advisory lock of whoever stores snapshots: one at a time, on however many machines; the next one stores the same."""

CAUGHT_UP: Final = 400
"""Days back in which a missing end of a month is still taken by the nightly run."""

SHOWN: Final = 20


class NoEditionError(LookupError):
    """No boundaries are in force on a day: there are no areas to count by."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check of a day found: figures compared, how many differ, and some of these, as stored and as they are."""

    on: dt.date
    compared: int
    wrong: int
    shown: list[tuple[Row | None, Row | None]]


def take(on: dt.date, rebuild: bool = False, audiences: Sequence[bool] = (False,)) -> list[SnapshotRun]:
    """Take the figures as of the end of a day and store them, those of an audience all or none; what is there stays.

    Parameters
    ----------
    rebuild
        Reckon them anew where they are there already.
    audiences
        False for staff, of all cases; True for everybody, of the cases that are public now and what may be told of
        them. Reckoned in one pass.

    Raises
    ------
    NoEditionError
        No boundaries were in force.
    ValueError
        The day is not over.
    """
    if on >= timezone.localdate(timezone=timezone.get_default_timezone()):
        raise ValueError(f"{on} is not over yet")
    begun = time.monotonic()
    kept = {run.public: run for run in SnapshotRun.objects.select_related("edition").filter(on=on)}
    wanted = [public for public in audiences if rebuild or public not in kept]
    if wanted:
        edition = next((run.edition for run in kept.values()), None) or _edition(on)
        for public, reckoned in zip(wanted, rows(on, edition, wanted), strict=True):
            kept[public] = _store(on, edition, public, reckoned, begun)
    return [kept[public] for public in audiences]


def _store(on: dt.date, edition: Edition, public: bool, reckoned: Iterable[Row], begun: float) -> SnapshotRun:
    """Put figures in the place of those that were there; `begun` is when their reckoning began (time.monotonic)."""
    with transaction.atomic():
        _wait_for_others()
        SnapshotRun.objects.filter(on=on, public=public).delete()
        run = SnapshotRun.objects.create(
            on=on, public=public, edition=edition, kept=ends_month(on), taken_at=timezone.now()
        )
        run.figures = copy_rows(run, reckoned)
        run.seconds = time.monotonic() - begun
        run.save(update_fields=["figures", "seconds"])
    return run


def check(on: dt.date) -> Findings:
    """Reckon the figures of a day that were stored, of all cases, and compare; nothing is written.

    Those for everybody are of the cases that were public when they were taken, and are not compared.

    Raises
    ------
    SnapshotRun.DoesNotExist
        None were stored.
    """
    run = SnapshotRun.objects.select_related("edition").get(on=on, public=False)
    stored = {_key(row): row for row in _stored(run)}
    now = {_key(row): row for row in rows(on, run.edition)[0]}
    different = [key for key in sorted(stored.keys() | now.keys()) if not _same(stored.get(key), now.get(key))]
    shown = [(stored.get(key), now.get(key)) for key in different[:SHOWN]]
    return Findings(on, len(stored.keys() | now.keys()), len(different), shown)


@job()
def take_nightly() -> int:
    """Take the figures of yesterday and of missed ends of months, delete those of old nights; return how many days."""
    yesterday = timezone.localdate(timezone=timezone.get_default_timezone()) - dt.timedelta(days=1)
    missing = [day for day in missed(yesterday) if Edition.objects.in_force(day).exists()]
    for day in missing:
        take_all(day)
    old = yesterday - dt.timedelta(days=NIGHTS_KEPT)
    SnapshotRun.objects.filter(kept=False, on__lt=old).delete()
    return len(missing)


def take_all(on: dt.date, rebuild: bool = False) -> list[SnapshotRun]:
    """Take the figures of a day for staff; of an end of a month also those for everybody, who get no others."""
    return take(on, rebuild, audiences_of(on))


def audiences_of(on: dt.date) -> tuple[bool, ...]:
    """Return for whom figures of a day are taken, in the words of SnapshotRun.public."""
    return (False, True) if ends_month(on) else (False,)


def missed(yesterday: dt.date) -> list[dt.date]:
    """Return the days whose figures should be there and are not, for staff or for everybody, the oldest first."""
    days = {yesterday, *ends_of_months(yesterday - dt.timedelta(days=CAUGHT_UP), yesterday)}
    there = set(SnapshotRun.objects.filter(on__in=days).values_list("on", "public"))
    return sorted(day for day in days if not {(day, public) for public in audiences_of(day)} <= there)


def _edition(on: dt.date) -> Edition:
    edition = Edition.objects.in_force(on).first()
    if edition is None:
        raise NoEditionError(f"no boundaries were in force on {on}")
    return edition


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _stored(run: SnapshotRun) -> Iterable[Row]:
    for values in Snapshot.objects.filter(run=run).values_list(*Row._fields).iterator(chunk_size=10_000):
        yield Row(*values)


def _key(row: Row) -> tuple[str, ...]:
    return row[:5]


def _same(one: Row | None, other: Row | None) -> bool:
    return one is not None and other is not None and one == other
