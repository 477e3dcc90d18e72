"""The breaks that are in use: made once of a stated reference, and the same whatever is filtered.

Two maps can be compared only when a colour means the same in both. So breaks are not made anew for what happens to be
seen: maps.classes.making makes them of the reports of a year, and they are kept until somebody asks for new ones.
"""

from typing import Final

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maps.classes.scheme import Scheme
from maps.models import ClassBreaks

HEXAGON, AREA, PER_KM2, PER_PEOPLE, DENSITY = "hexagon", "area", "per_1000_km2", "per_100000", "density"
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


def scheme(measure: str, level: int = 0, *, monthly: bool = False) -> Scheme:
    """Return the classes of a measure; of hexagons at a level, of counts of one month for the slider over months."""
    stored = _stored().get((measure, level, monthly))
    rate = measure in {PER_KM2, PER_PEOPLE, DENSITY}
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
            (row.measure, row.level, row.monthly): (tuple(row.breaks), row.places, row.since, row.until)
            for row in ClassBreaks.objects.all()
        }
        cache.set("class-breaks", found, KEPT_SECONDS)
    return found
