"""Write down what was done to a hotspot, and announce it."""

import datetime as dt
from typing import Any

from django.db import transaction

from maps.models import Hotspot, HotspotEntry
from maps.signals import hotspot_changed


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
