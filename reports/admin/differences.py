"""What a run changes, in rows for tables and in classes for a map."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.formats import number_format

from accounts.models import Agency
from boundaries.models import Area
from reports.reassignment.tally import Tally

BREAKS: Final = (1, 10, 50, 250, 1_000)
"""Lower bounds of the classes of the map; they stay the same, so that two maps can be compared."""

LISTED: Final = 300
"""Rows of a table at most; the command lists all."""

# Areas in which reports change with their counts, and all provinces to see where they are; digits and tolerance as
# other maps of the administration have them.
DIFFERENCES_SQL = """
    SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
        'type', 'Feature',
        'properties', json_build_object('label', shape.label, 'role', shape.role, 'reports', shape.reports),
        'geometry', ST_AsGeoJSON(ST_SimplifyPreserveTopology(shape.geometry, 0.005), 4)::json)
        ORDER BY shape.role DESC), '[]'::json))::text
    FROM (
        SELECT a.code || ' ' || a.name AS label, 'changed' AS role, c.number AS reports, a.generalised AS geometry
        FROM unnest(%(codes)s::text[], %(counts)s::int[]) AS c (code, number)
        JOIN boundaries_area a ON a.code = c.code AND a.edition_id = %(edition)s AND a.level = 'regency'
        UNION ALL
        SELECT code || ' ' || name, 'province', NULL, generalised
        FROM boundaries_area WHERE edition_id = %(edition)s AND level = 'province'
    ) AS shape
"""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """Reports that lie in area `code` from now on and differ in area, agency or rule: those that were in `before`.

    Codes of regencies; at sea those of provinces, and "" beyond every province. `moved` have another agency.
    """

    before: str
    before_name: str
    code: str
    name: str
    changed: int
    moved: int


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """Reports that go from one agency to another."""

    before: str
    after: str
    reports: int


def areas_changed(tally: Tally) -> list[AreaRow]:
    """Return a row for each pair of areas between which, or within which, reports change; the most first."""
    changed: Counter[tuple[str, str]] = Counter()
    moved: Counter[tuple[str, str]] = Counter()
    for move, number in tally.moves.items():
        pair = move.regency_before or move.province_before, move.regency or move.province
        changed[pair] += number
        if move.agency != move.agency_before:
            moved[pair] += number
    codes = {code for pair in changed for code in pair}
    names = dict(Area.objects.filter(code__in=codes).order_by("edition__valid_from").values_list("code", "name"))
    rows = [
        AreaRow(before, names.get(before, ""), code, names.get(code, ""), number, moved[before, code])
        for (before, code), number in changed.items()
    ]
    return sorted(rows, key=lambda row: (-row.changed, row.before, row.code))


def agencies_changed(tally: Tally) -> list[AgencyRow]:
    """Return a row for each pair of agencies between which reports move; the most first."""
    found = [row for row in tally.by("agency_before", "agency") if row[0] != row[1]]
    names = dict(Agency.objects.filter(pk__in={pk for row in found for pk in row[:2]}).values_list("pk", "name"))
    return [AgencyRow(names.get(before, ""), names.get(after, ""), number) for before, after, number in found]


def legend() -> list[tuple[int, str]]:
    """Return the number and the bounds of each class of the map."""
    bounds = [f"{low} – {high - 1}" for low, high in pairwise(BREAKS)]
    last = number_format(BREAKS[-1], use_l10n=True, force_grouping=True)
    return list(enumerate([*bounds, f"≥ {last}"], start=1))
