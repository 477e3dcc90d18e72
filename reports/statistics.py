"""How many reports lie in which area: as filed or as it stands, under any edition of boundaries.

Numbers for those who may see every report. Small ones are not suppressed here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from django.db.models import Count, QuerySet

from boundaries.crosswalk import NOWHERE, MappedValue, map_areas
from boundaries.models import Area, Edition
from boundaries.models.areas import Level
from reports.models import PlaceRecord, Report

LEVELS = (Level.PROVINCE, Level.REGENCY)


class Basis(StrEnum):
    """Which of a report's areas counts."""

    FILED = "filed"  # that of its first matching, under the edition of that day; never changes
    CURRENT = "current"  # that of its last matching


def counts_by_area(queryset: QuerySet[Report], level: str, basis: str = Basis.FILED) -> dict[str, int]:
    """Count reports by the code of their area, whichever edition the code is of.

    Parameters
    ----------
    queryset
        Which reports.
    level
        "province" or "regency".
    basis
        "filed" or "current" (Basis).

    Returns
    -------
    dict
        By code; NOWHERE ("") counts those without an area of the level: at sea no report has a regency, and beyond 12
        nautical miles no province.
    """
    found: Counter[str] = Counter()
    for (_edition, regency, province), number in _counted(queryset, basis).items():
        found[regency if level == Level.REGENCY else province] += number
    return dict(sorted(found.items()))


def counts_on_edition(queryset: QuerySet[Report], level: str, basis: str, edition: Edition) -> dict[str, MappedValue]:
    """Count reports by the areas of one edition, whichever editions matched them; see `counts_by_area`.

    What was counted under another edition is carried over by law, code and shared ground (boundaries.crosswalk), so
    that a series over years can be drawn on one map: as filed, on today's areas or on those of a past year. Regencies
    are carried, and provinces added up from them: a province that was split mostly consists of regencies that were
    not. Where a regency was split, or only the province is known (at sea), values are estimates shared out by area and
    say so (`exact`). The total is that of the queryset.
    """
    province_of = dict(Area.objects.of(edition).regencies().values_list("code", "parent__code"))
    editions = Edition.objects.in_bulk()
    carried: list[MappedValue] = []
    for source, (by_regency, by_province) in _by_edition(queryset, basis).items():
        came_from = editions.get(source, edition)  # one that nobody noted had the areas of today
        regencies = map_areas(by_regency, came_from, edition, Level.REGENCY).values()
        if level == Level.REGENCY:
            carried += [*regencies, _nowhere(sum(by_province.values()))]
        else:
            carried += [replace(value, code=province_of.get(value.code, NOWHERE)) for value in regencies]
            carried += map_areas(by_province, came_from, edition, Level.PROVINCE).values()
    return _added_up(value for value in carried if value.value)


def _by_edition(queryset: QuerySet[Report], basis: str) -> dict[int, tuple[Counter[str], Counter[str]]]:
    """Count by edition: reports in a regency by its code, the others by their province's."""
    found: dict[int, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for (edition, regency, province), number in _counted(queryset, basis).items():
        if regency:
            found[edition][0][regency] += number
        else:
            found[edition][1][province] += number
    return found


def _counted(queryset: QuerySet[Report], basis: str) -> dict[tuple[int, str, str], int]:
    """Count by edition, code of the regency and code of the province; NOWHERE for none."""
    rows: QuerySet = queryset.order_by()
    if Basis(basis) is Basis.FILED:
        rows = PlaceRecord.objects.order_by().filter(reason=PlaceRecord.Reason.FILED, report__in=rows)
    columns = rows.values_list("edition", "regency__code", "province__code")
    return {
        (edition, regency or NOWHERE, province or NOWHERE): number
        for edition, regency, province, number in columns.annotate(number=Count("pk"))
    }


def _nowhere(number: float) -> MappedValue:
    return MappedValue(NOWHERE, number, True, ())


def _added_up(values: Iterable[MappedValue]) -> dict[str, MappedValue]:
    found: dict[str, MappedValue] = {}
    for value in values:
        before = found.get(value.code, replace(value, value=0.0, exact=True, parts=()))
        found[value.code] = MappedValue(
            value.code, before.value + value.value, before.exact and value.exact, before.parts + value.parts
        )
    return dict(sorted(found.items()))
