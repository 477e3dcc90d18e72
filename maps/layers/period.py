"""The months that a question is about."""

import datetime as dt

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from maps.layers.ask import Ask
from maps.models import Grain
from maps.selection import first_day


def months_shown(ask: Ask) -> tuple[dt.date | None, dt.date | None]:
    """Return the first days of the months asked for, else of the first and last with reports (None: there are none).

    The question's selection has an edition.
    """
    selection = ask.selection
    if selection.since and selection.until:
        return selection.since, selection.until
    own = ask.audience.own(selection).aggregate(first=Min("received_at"), last=Max("received_at"))
    zone = timezone.get_default_timezone()
    found = [timezone.localdate(moment, zone).replace(day=1) for moment in own.values() if moment]
    if not ask.audience.counts_own_alone(selection):
        found += _counted(ask)
    return selection.since or min(found, default=None), selection.until or max(found, default=None)


def _counted(ask: Ask) -> list[dt.date]:
    where, values = ask.selection.where()
    values[0] = max(ask.selection.grain, Grain.MONTH)
    seen = "" if ask.audience.everything else " AND public"
    assert ask.selection.edition is not None  # noqa: S101 — whoever asks has seen to it
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT min(month), max(month) FROM maps_areabin WHERE {where} AND edition_id = %s{seen}",  # noqa: S608
            [*values, ask.selection.edition.pk],
        )
        return [first_day(month) for month in cursor.fetchone() if month is not None]
