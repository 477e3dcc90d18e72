"""Where a hotspot stands: what follows from its dates and from who has taken it up. Pure."""

import datetime as dt
from typing import Final

from maps.models import HotspotStanding

NEW_DAYS: Final = 30
"""So long after it was found a hotspot is new."""
QUIET_DAYS: Final = 60
"""So long without an incident, or without a cluster there, and it is cooling: a cluster may be missed by one run."""
COOLED_DAYS: Final = 180
"""So long without an incident, or without a cluster there, and it has cooled by itself."""
CALM_DAYS: Final = 30
"""So long there must be no incident before an agency may declare it cooled."""
FLARES: Final = 3
"""Incidents since it cooled, close enough together for a cluster, with which it flares up."""


def has_cooled(last_on: dt.date, clustered_on: dt.date, on: dt.date) -> bool:
    """Whether a hotspot has cooled by itself, on a date, by its latest incident and its latest cluster.

    Quiet for QUIET_DAYS in both ways, or for COOLED_DAYS in one.
    """
    quiet, lost = (on - last_on).days, (on - clustered_on).days
    return max(quiet, lost) >= COOLED_DAYS or min(quiet, lost) >= QUIET_DAYS


def standing(
    last_on: dt.date,
    clustered_on: dt.date,
    found_on: dt.date,
    on: dt.date,
    *,
    taken_up: bool,
    cooled: bool = False,
) -> HotspotStanding:
    """Return where a hotspot stands on a date.

    Parameters
    ----------
    last_on, clustered_on, found_on
        The days of its latest incident, of its latest cluster, and of the run that found it.
    taken_up
        Whether an agency has taken it up.
    cooled
        Whether it was found, or declared, to have cooled.
    """
    if cooled:
        return HotspotStanding.COOLED
    if max((on - last_on).days, (on - clustered_on).days) >= QUIET_DAYS:
        return HotspotStanding.COOLING
    if taken_up:
        return HotspotStanding.TAKEN_UP
    return HotspotStanding.NEW if (on - found_on).days <= NEW_DAYS else HotspotStanding.ACTIVE
