"""Work out all statistics from one reading of the counts."""

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Final

import numpy as np
from django.db import connection
from django.utils import timezone

from boundaries.models import Edition
from maps.bins.cells import ensure_hexagons
from maps.bins.job import fold
from maps.models import Run, RunAudience
from maps.runs import reckoning
from maps.runs.clustering import clustering, read_incidents, reports_of
from maps.runs.counts import Window, read_counts
from maps.runs.drafts import Draft
from maps.runs.ground import ground_of
from maps.runs.hands import suspicions
from maps.runs.reckoning import Material
from maps.runs.scopes import LONG_MONTHS, SHORT_MONTHS, scopes
from maps.runs.signals import runs_made
from maps.runs.store import drop_old, store
from maps.selection import month_of

logger = logging.getLogger(__name__)

LOCK: Final = 6408_2035
"""Advisory lock of whoever works the statistics out: twice at once would be twice the work for one result."""


def compute_all(now: dt.datetime | None = None) -> list[Run]:
    """Work out and store all statistics of the months up to now; return the runs.

    None where it is being done already, or where no boundaries are in force and there is no ground to judge.
    """
    now = now or timezone.now()
    edition = Edition.objects.in_force().first()
    if edition is None:
        return []
    if not _lock("pg_try_advisory_lock"):
        logger.info("statistics are being worked out already")
        return []
    try:
        runs = list(_all(edition, now))
        drop_old()
    finally:
        _lock("pg_advisory_unlock")
    runs_made.send(sender=Run, runs=runs)
    return runs


def _lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _all(edition: Edition, now: dt.datetime) -> Iterator[Run]:
    month = month_of(timezone.localdate(now, timezone.get_default_timezone()))
    fold()
    short, long = Window(month - SHORT_MONTHS + 1, month), Window(month - LONG_MONTHS, month - 1)
    everyones, everything = read_counts(Window(long.since, short.until))
    ground = ground_of(edition, np.unique(everything.placed.cell))
    ensure_hexagons(ground.ids)
    for audience, counts in ((RunAudience.PUBLIC, everyones), (RunAudience.NATIONAL, everything)):
        suspected = suspicions(reports_of(audience, short))
        material = Material(ground, counts, short, long, suspected)
        for draft in _drafts(material, audience):
            yield store(draft, audience, edition, now)


def _drafts(material: Material, audience: str) -> Iterator[Draft]:
    found = read_incidents(audience, material.short)
    for scope in scopes():
        yield reckoning.significance(material, scope)
        yield reckoning.emerging(material, scope)
        yield reckoning.density(material, scope)
        if scope.codes is not None:
            yield reckoning.share(material, scope)
        if not scope.category:
            yield clustering(found, scope, material.short, material.suspicions)
