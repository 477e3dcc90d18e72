"""Changes of reports folded into the counts: in one transaction, by one process at a time."""

from typing import Any, Final

from django.db import connection, transaction

from boundaries.models import Edition
from maps.bins import grains
from maps.bins.cells import ensure_hexagons
from maps.bins.changes import LOCK, taken
from maps.bins.tally import Tally, make_table
from maps.models import BinChange

AT_ONCE: Final = 20_000


def fold_changes(limit: int = AT_ONCE) -> int:
    """Count up to so many changes, the oldest first; return how many they were.

    0 where there is none, or where another process is folding at this moment. Raises UnknownAreaError where a change
    is of an area that was deleted since: then only `rebuild` knows the counts.
    """
    make_table()
    with transaction.atomic(), connection.cursor() as cursor:
        if not _alone(cursor) or not BinChange.objects.exists():
            return 0
        tally = Tally(counted_editions())
        done = tally.add(cursor, *taken(tally.words, limit))
        for table in (grains.BINS, grains.AREA_BINS):
            grains.add(cursor, table, grains.rolled_up(table, tally))
        ensure_hexagons(tally.cells)
    return done


def fold_all() -> int:
    """Count all changes that there are; return how many they were."""
    total = 0
    while done := fold_changes():
        total += done
    return total


def counted_editions() -> list[Edition]:
    """Return the editions by whose areas is counted already, all of them where nothing is counted at all.

    One that was put in force since is counted from the table once (`maps.bins.rebuilding.count_edition`).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT edition.id FROM boundaries_edition edition WHERE NOT EXISTS (SELECT FROM maps_bin) "
            "OR EXISTS (SELECT FROM maps_areabin area WHERE area.edition_id = edition.id)"
        )
        counted = [pk for (pk,) in cursor.fetchall()]
    return list(Edition.objects.active().filter(pk__in=counted).defer("note", "findings").order_by("pk"))


def _alone(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    return bool(cursor.fetchone()[0])
