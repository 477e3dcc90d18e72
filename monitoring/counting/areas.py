"""Under which area of an edition a report is counted, whichever edition matched it: as tables of a query."""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db.models import Count, Max

from boundaries.crosswalk import crosswalk
from boundaries.models import Area, Edition, Succession
from boundaries.models.areas import Level

AREAS: Final = """
lies_in AS MATERIALIZED (
    SELECT * FROM unnest(%(area_rows)s::int8[], %(area_regencies)s::text[], %(area_provinces)s::text[])
        AS a (area, regency, province)),
parted AS MATERIALIZED (
    SELECT * FROM unnest(%(parted_rows)s::int8[], %(parted_targets)s::int8[]) AS p (area, target))"""

LEVELS: Final = (Level.REGENCY, Level.PROVINCE)


class Lying(NamedTuple):
    """An area of any edition, by its row, and the codes of regency and province under which its reports are counted."""

    area: int
    regency: str
    province: str


class Parted(NamedTuple):
    """An area of any edition and one of those, by their rows, into which it was parted: the point tells which."""

    area: int
    target: int


def areas(edition: Edition) -> dict[str, Any]:
    """Return the values of AREAS: where reports of all editions lie in one of them.

    A report is one case and is never shared out: where an area was parted, the report's point says into which part it
    falls, and the part that took most of the ground stands in where there is no point or nothing covers it.
    """
    editions = Edition.objects.order_by("pk").values_list("pk", "status", "checksum", "valid_from")
    laws = Succession.objects.aggregate(number=Count("pk"), last=Max("pk"))
    lying, parted = _areas(edition.pk, (*editions, *laws.values()))
    return {
        "area_rows": [row.area for row in lying],
        "area_regencies": [row.regency for row in lying],
        "area_provinces": [row.province for row in lying],
        "parted_rows": [row.area for row in parted],
        "parted_targets": [row.target for row in parted],
    }


@lru_cache(maxsize=32)
def _areas(edition_id: int, _stored: tuple[Any, ...]) -> tuple[tuple[Lying, ...], tuple[Parted, ...]]:
    """Work it out, kept while editions and laws are these: areas of an edition in force are never edited."""
    target = Edition.objects.get(pk=edition_id)
    lying: list[Lying] = []
    parted: list[Parted] = []
    known = {row[0]: (row[1], row[2]) for row in _rows(target)}
    for source in Edition.objects.active() | Edition.objects.filter(pk=edition_id):
        for level in LEVELS:
            walk = crosswalk(source, target, level)
            for code, (row, _province) in _codes(source, level).items():
                parts = [part for part in walk.targets_of(code) if part.target in known]
                lying.append(_lying(row, level, parts[0].target if parts else "", known))
                if level == Level.REGENCY and len(parts) > 1:
                    parted += [Parted(row, known[part.target][0]) for part in parts]
    return tuple(lying), tuple(parted)


def _rows(edition: Edition) -> list[tuple[str, int, str]]:
    """Return code, row and code of the province of each regency and province of an edition."""
    rows = Area.objects.of(edition).filter(level__in=LEVELS).values_list("code", "pk", "parent__code")
    return [(code, row, parent or code) for code, row, parent in rows]


def _codes(edition: Edition, level: str) -> dict[str, tuple[int, str]]:
    rows = Area.objects.of(edition).filter(level=level).values_list("code", "pk", "parent__code")
    return {code: (row, parent or code) for code, row, parent in rows}


def _lying(row: int, level: str, code: str, known: dict[str, tuple[int, str]]) -> Lying:
    if not code:
        return Lying(row, "", "")
    return Lying(row, code if level == Level.REGENCY else "", known[code][1])
