"""Reports in proportion to the ground and the people of an area: with n beside it, and never out of too few."""

import datetime as dt
from collections import defaultdict
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from boundaries.models import Area, Edition
from boundaries.models.areas import Level
from boundaries.population import Headcount, population_on
from maps.layers.ask import Sql
from maps.selection import Selection, first_day, month_of

LEAST: Final = 10
"""Reports from which on an area has a rate. Of nine, one more or less changes a rate by more than a tenth."""
PER_KM2: Final = 1_000
PER_PEOPLE: Final = 100_000

EXPRESSIONS: Final = (
    f"CASE WHEN n >= {LEAST} THEN round((n * {PER_KM2}.0 / area_km2)::numeric, 4)::float8 END AS per_1000_km2, "
    f"CASE WHEN n >= {LEAST} THEN round(n * {PER_PEOPLE}.0 / population, 4)::float8 END AS per_100000"
)
"""SQL of both rates, over columns n, area_km2 and population; null where there are too few reports or no people."""


def population_day(selection: Selection) -> dt.date:
    """Return the day whose population a selection is held against: its last, today where it goes on."""
    today = timezone.localdate()
    if selection.until is None:
        return today
    return min(today, first_day(month_of(selection.until) + 1) - dt.timedelta(days=1))


def populations(edition: Edition, on: dt.date) -> dict[str, Headcount | None]:
    """Return the people of every province and regency of an edition; None where nobody knows.

    A province without a figure of its own has the sum of its regencies, where all of them were counted on one day.
    """
    areas = Area.objects.of(edition).filter(level__in=(Level.PROVINCE, Level.REGENCY))
    parents = dict(areas.values_list("code", "parent__code"))
    found = population_on(parents, on, of=edition.valid_from)
    parts: dict[str, list[Headcount | None]] = defaultdict(list)
    for code, parent in parents.items():
        if parent:
            parts[parent].append(found[code])
    return {code: count or _sum(parts[code]) for code, count in found.items()}


def _sum(parts: list[Headcount | None]) -> Headcount | None:
    known = [part for part in parts if part]
    if not known or len(known) < len(parts) or len({part.on for part in known}) > 1:
        return None
    codes = tuple(code for part in known for code in part.codes)
    return Headcount(sum(part.people for part in known), known[0].on, codes)


def population_rows(edition: Edition, on: dt.date) -> Sql:
    """Return SQL that yields `code, population, population_on`, one row for each area whose people are known."""
    known = {code: found for code, found in populations(edition, on).items() if found}
    text = "SELECT * FROM unnest(%s::text[], %s::bigint[], %s::date[]) AS people (code, population, population_on)"
    counted = list(known.values())
    return Sql(text, [list(known), [found.people for found in counted], [found.on for found in counted]])


def why_no_rate(n: int, denominator: float | None) -> str:
    """Return in words why an area has no rate; "" where it has one."""
    if denominator is None:
        return _("no denominator")
    return _("too few: fewer than %(n)s reports") % {"n": LEAST} if n < LEAST else ""
