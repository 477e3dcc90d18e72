"""Counts by urgency as the public may know them: by hexagon of one level, and by area.

A hexagon of another level, or a lone point, would be a second table of the same reports: one taken from the other
leaves what was withheld. So the public gets one level at every zoom, and neither points nor finer clusters.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection

from maps.layers.suppression import withheld
from maps.models import Grain
from maps.selection import Selection
from reports.models.categories import Urgency

TOLD_LEVEL: Final = 4
"""The one level of hexagons, some 45 km wide."""

ELSEWHERE: Final = "~"
"""After the code of a province, or alone: what lies in none of its regencies, or in no province."""

Told = tuple[int, int] | None
"""Reports and incidents, or None where there are reports and it must not be told how many."""

_BY_URGENCY: Final = ", ".join(f"COALESCE(sum(n) FILTER (WHERE urgency = '{one}'), 0)::int" for one in Urgency.values)


@dataclass(frozen=True, slots=True)
class _Place:
    """Counts of a place: one an urgency, and how many incidents are of the urgency that is asked for."""

    counts: tuple[int, ...]
    incidents: int

    def told(self, urgency: str) -> Told:
        """Return its counts of one urgency."""
        return self.counts[Urgency.values.index(urgency)], self.incidents


def told_cells(selection: Selection) -> dict[int, Told]:
    """Return what is told of each hexagon of TOLD_LEVEL that may hold reports of a selection with an urgency."""
    places = _places(selection, "maps_bin", "cell", "level = %s AND cell <> 0", TOLD_LEVEL)
    return _tell(places, selection.urgency)


def told_areas(selection: Selection) -> dict[str, Told]:
    """Return what is told of each province and regency, by the codes of the selection's edition.

    What lies in none of a province's regencies, as at sea, stands under its code with "~" at the end; what lies in no
    province, under "~".
    """
    if selection.edition is None:
        return {}
    found = _places(selection, "maps_areabin", "area", "edition_id = %s", selection.edition.pk)
    parts: dict[str, dict[str, _Place]] = defaultdict(dict)
    for area, place in found.items():
        parts[area[:2]][area if "." in area else f"{area}{ELSEWHERE}"] = place
    told: dict[str, Told] = _tell({code: _sum(within.values()) for code, within in parts.items()}, selection.urgency)
    for code, within in parts.items():
        # What is told of all parts would tell of the whole
        told |= _tell(within, selection.urgency) if told.get(code, ()) is not None else dict.fromkeys(within)
    return told


def _places(selection: Selection, table: str, key: str, condition: str, value: Any) -> dict[Any, _Place]:
    """Count public reports of a selection, of whatever urgency, by place and urgency."""
    where, values = replace(selection, urgency="").where()
    values[0] = Grain.FULL
    sql = (
        f"SELECT {key}, COALESCE(sum(incidents) FILTER (WHERE urgency = %s), 0)::int, {_BY_URGENCY} "  # noqa: S608
        f"FROM {table} WHERE {where} AND {condition} AND public GROUP BY {key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [selection.urgency, *values, value])
        return {place: _Place(tuple(counts), incidents) for place, incidents, *counts in cursor.fetchall()}


def _sum(places: Iterable[_Place]) -> _Place:
    found = list(places)
    counts = tuple(sum(column) for column in zip(*(place.counts for place in found), strict=True))
    return _Place(counts, sum(place.incidents for place in found))


def _tell(places: dict[Any, _Place], urgency: str) -> dict[Any, Told]:
    """Return what is told of places whose sum everyone may come to know; those with nothing are left out."""
    names = list(places)
    hidden = {names[row] for row in withheld([place.counts for place in places.values()])}
    told = {name: None if name in hidden else place.told(urgency) for name, place in places.items()}
    return {name: value for name, value in told.items() if value is None or value[0]}
