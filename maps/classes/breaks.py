"""The breaks that are in use: made once of a stated reference, and the same whatever is filtered.

Two maps can be compared only when a colour means the same in both. So breaks are not made anew for what happens to be
seen: maps.classes.making makes them of the reports of a month, of a year, and of all time, and they are kept until
somebody asks for new ones. A map takes those of the window nearest to its period: by the breaks of a year one of all
time would be dark everywhere.
"""

import datetime as dt
from typing import Final

from django.core.cache import cache
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maps.classes.scheme import Scheme
from maps.models import ClassBreaks
from maps.selection import month_of

HEXAGON, AREA, PER_KM2, PER_PEOPLE, DENSITY = "hexagon", "area", "per_1000_km2", "per_100000", "density"
MONTH, YEAR, EVER = 1, 12, 0
"""Windows: of how many months the figures are that breaks are made of; EVER: of all."""

YEAR_AT_MOST: Final = 18
"""Months of a period that is shown in the classes of a year: half as many again. In longer ones all were dark."""

FEW_IN_HEXAGON: Final = 3
FEW_IN_AREA: Final = 10
KEPT_SECONDS: Final = 60

LADDERS: Final = {
    HEXAGON: (3.0, 10.0, 30.0, 100.0, 300.0),
    AREA: (10.0, 30.0, 100.0, 300.0, 1000.0),
    PER_KM2: (0.0, 3.0, 10.0, 30.0, 100.0),
    PER_PEOPLE: (0.0, 10.0, 30.0, 100.0, 300.0),
    DENSITY: (1.0, 3.0, 10.0, 30.0, 100.0),
}
"""What is used until there are enough reports to make breaks of; of densities always."""


def few_in(measure: str) -> int:
    """How many reports a hexagon or an area must have before it is shaded."""
    return FEW_IN_HEXAGON if measure == HEXAGON else FEW_IN_AREA


def window_of(since: dt.date | None, until: dt.date | None) -> int:
    """Return the window nearest to a period of months (their first days, both included; None: no limit)."""
    if since is None:
        return EVER
    months = month_of(until or timezone.localdate()) - month_of(since) + 1
    if months <= MONTH:
        return MONTH
    return YEAR if months <= YEAR_AT_MOST else EVER


def scheme(measure: str, level: int = 0, window: int = YEAR) -> Scheme:
    """Return the classes of a measure in a window; of hexagons at a level."""
    rate = measure in {PER_KM2, PER_PEOPLE, DENSITY}
    stored = _stored().get((measure, level, window))
    if stored is None and (rate or window == EVER):
        stored = _stored().get((measure, level, YEAR))  # rates of a month have no classes of their own
    if stored is None:
        return Scheme(LADDERS[measure], few_in(measure), rate=rate)
    breaks, n, since, until = stored
    words = _("Classes by Fisher and Jenks on %(n)s places, reports of %(since)s to %(until)s; they stay the same.")
    months = {"since": date_format(since, "M Y"), "until": date_format(until, "M Y")}
    return Scheme(breaks, few_in(measure), words % {"n": n, **months}, rate=rate)


def forget() -> None:
    """Let the next reader read the table again."""
    cache.delete("class-breaks")


def _stored() -> dict:
    found = cache.get("class-breaks")
    if found is None:
        found = {
            (row.measure, row.level, row.window): (tuple(row.breaks), row.places, row.since, row.until)
            for row in ClassBreaks.objects.all()
        }
        cache.set("class-breaks", found, KEPT_SECONDS)
    return found
