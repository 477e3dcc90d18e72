"""Where a hotspot stands by its columns; write down what was done to it, and announce it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from maps.hotspot.standing import standing
from maps.models import Hotspot, HotspotEntry, HotspotStanding
from maps.signals import hotspot_changed


def day_of(at: dt.datetime) -> dt.date:
    """Return the day of a moment in the site's time zone, whatever zone the page tells its times in."""
    return timezone.localdate(at, timezone.get_default_timezone())


def standing_of_hotspot(hotspot: Hotspot, last_on: dt.date, on: dt.date) -> HotspotStanding:
    """Return where a hotspot stands on a date for somebody who knows of incidents up to `last_on`."""
    return standing(
        last_on,
        day_of(hotspot.clustered_at),
        day_of(hotspot.found_at),
        on,
        taken_up=hotspot.agency_id is not None,
        cooled=hotspot.cooled_at is not None,
    )


def taken_up_after(entry: HotspotEntry) -> bool:
    """Whether an agency took a hotspot up after what an entry tells; that it was given one is told all the same."""
    taken = entry.hotspot.taken_up_at
    return taken is not None and taken > entry.at and entry.verb != "handed_over"


def write_down(
    hotspot: Hotspot,
    verb: str,
    at: dt.datetime,
    *,
    before: str,
    agency: int | None = None,
    actor: Any = None,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> HotspotEntry:
    """Add a row to a hotspot's history; it is announced once the transaction is committed.

    Parameters
    ----------
    before
        The standing before; the one after is the hotspot's.
    agency
        Primary key of the agency that it is about: whose it was, or whose it became.
    """
    entry = HotspotEntry.objects.create(
        hotspot=hotspot,
        verb=verb,
        at=at,
        actor=actor,
        agency_id=agency,
        standing_before=before,
        standing=hotspot.standing,
        note=note,
        data=data or {},
    )
    transaction.on_commit(
        lambda: hotspot_changed.send_robust(sender=Hotspot, hotspot=hotspot, entry=entry), robust=True
    )
    return entry
