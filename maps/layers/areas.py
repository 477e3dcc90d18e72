"""The layer of areas, of any edition: reports by regency (by province on small maps), as counts and as rates."""

from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boundaries.basemap import DETAIL_ZOOM
from maps.layers.ask import Ask, Sql
from maps.layers.hexagons import COUNTS
from maps.layers.layer import DEGREES, Column, Layer
from maps.layers.own import own_areas
from maps.layers.rates import EXPRESSIONS, population_day, population_rows
from maps.layers.remembered import remembered
from maps.layers.zooms import area_level, pixel
from maps.selection import Selection, SelectionError

ELSEWHERE: Final = "~"
"""After the code of a province, or alone: what lies in none of its regencies, or in no province."""

_AREAS: Final = """
WITH counted AS MATERIALIZED ({counts}),
people AS MATERIALIZED ({people}),
area AS (
    SELECT a.code, a.name, parent.name AS parent, a.area_km2, {shape} AS geometry
    FROM boundaries_area a LEFT JOIN boundaries_area parent ON parent.id = a.parent_id
    WHERE a.edition_id = %s AND a.level = %s {where}
), figure AS (
    SELECT area.*, COALESCE(n, 0) AS n, COALESCE(incidents, 0) AS incidents,
        people.population, people.population_on
    FROM area LEFT JOIN counted ON counted.area = area.code LEFT JOIN people ON people.code = area.code
    {elsewhere}
)
SELECT code, name, parent, n, incidents, round(area_km2::numeric, 1)::float8 AS area_km2, population,
    population_on, {rates}, geometry
FROM figure
"""
# What lies in no area of the level: it is in every sum, and on no map
_ELSEWHERE: Final = """
    UNION ALL
    SELECT counted.area, '', province.name, NULL, NULL, n, incidents, NULL, NULL
    FROM counted LEFT JOIN boundaries_area province
        ON province.edition_id = %s AND province.code = left(counted.area, 2)
    WHERE NOT EXISTS (SELECT FROM area WHERE area.code = counted.area)
"""
_COUNTS: Final = "SELECT * FROM unnest(%s::text[], %s::int[], %s::int[]) AS c (area, n, incidents)"


def source(ask: Ask) -> Sql:
    """Return the areas of a question's edition that touch its box, also those without reports.

    A question without a box is answered with what lies in none of them, too: at sea of a province ("64~"), or in no
    province ("~"), without name and outline.
    """
    edition = ask.selection.edition
    assert edition is not None  # noqa: S101 — `check` has seen to it
    level = area_level(ask.zoom)
    counts, day = _counts(ask, level), population_day(ask.selection)
    people = remembered(f"people|{edition.pk}|{day}", lambda: population_rows(edition, day))
    shape, where = _shape(ask), _where(ask, level)
    whole = ask.box is None
    text = _AREAS.format(
        counts=counts.text, people=people.text, shape=shape.text, where=where.text, rates=EXPRESSIONS,
        elsewhere=_ELSEWHERE if whole else "",
    )  # fmt: skip
    values = [*counts.values, *people.values, *shape.values, edition.pk, level, *where.values]
    return Sql(text, [*values, edition.pk] if whole else values)


def _counts(ask: Ask, level: str) -> Sql:
    """Return SQL that yields `area, n, incidents`; some hundred rows, whatever the box is."""
    counts = _summed(ask, level)
    return Sql(_COUNTS, [list(counts), [n for n, _ in counts.values()], [joined for _, joined in counts.values()]])


def _summed(ask: Ask, level: str) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    parts = [own_areas(ask)] if ask.audience.staff else []
    if not ask.audience.counts_own_alone(ask.selection):
        everything = ask.audience.everything
        key = f"areas|{everything}|{ask.selection.key}"
        parts.append(remembered(key, lambda: binned_areas(ask.selection, everything=everything)))
    for part in parts:
        for area, (n, incidents) in part.items():
            before = found.get(key := _key(area, level), (0, 0))
            found[key] = before[0] + n, before[1] + incidents
    return found


def _key(area: str, level: str) -> str:
    """Return under what a code of AreaBin counts at a level: the code of an area, or what stands beside all areas."""
    if level == "province":
        return area[:2] or ELSEWHERE
    return area if "." in area else f"{area}{ELSEWHERE}"


def binned_areas(selection: Selection, *, everything: bool) -> dict[str, tuple[int, int]]:
    """Count a selection by the codes of AreaBin: {code: (reports, incidents)}; `everything`: not public ones too."""
    where, values = selection.where()
    seen = "" if everything else " AND public"
    sql = (
        "SELECT area, sum(n)::int, sum(incidents)::int FROM maps_areabin "  # noqa: S608
        f"WHERE {where} AND edition_id = %s{seen} GROUP BY area HAVING sum(n) > 0"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, selection.edition.pk if selection.edition else None])
        return {area: (n, incidents) for area, n, incidents in cursor.fetchall()}


def _shape(ask: Ask) -> Sql:
    """Return the outline of an area `a`, of no more vertices than a map of the zoom can show."""
    column = "a.geometry" if ask.zoom >= DETAIL_ZOOM else "a.generalised"
    if ask.box is None:
        return Sql("a.generalised", [])
    # Clipped before it is simplified: a province has a hundred thousand vertices, a tile of it a few hundred
    clipped = f"ST_ClipByBox2D({column}, ST_MakeEnvelope(%s, %s, %s, %s, {DEGREES})::box2d)"
    # Islets too small to be seen go, but no area whose all is small
    cut = f"SELECT {clipped} AS shape, %s AS half OFFSET 0"
    sql = f"(SELECT COALESCE(ST_Simplify(shape, half), shape) FROM ({cut}) cut)"  # noqa: S608
    return Sql(sql, [*ask.box.degrees(), pixel(ask.zoom) / 2])


def _where(ask: Ask, level: str) -> Sql:
    """Return which areas `a` are meant: those of the selection that touch the box."""
    terms: list[str] = []
    values: list[Any] = []
    if ask.selection.area:
        part = ask.selection.area if level == "regency" else ask.selection.area[:2]
        terms.append('a.code COLLATE "C" >= %s AND a.code COLLATE "C" < %s')
        values += [part, f"{part}/"]
    if ask.box is not None:
        terms.append(f"a.generalised && ST_MakeEnvelope(%s, %s, %s, %s, {DEGREES})")
        values += ask.box.degrees()
    return Sql("".join(f" AND {term}" for term in terms), values)


def check(ask: Ask) -> None:
    """Refuse where no boundaries are in force: there are no areas to count by."""
    if ask.selection.edition is None:
        raise SelectionError({"edition": [gettext("No boundaries are in force today; choose an edition.")]})


AREAS = Layer(
    "wilayah",
    _("Areas"),
    (
        Column("code", "text", _("code")),
        Column("name", "text", _("name")),
        Column("parent", "text", _("part of")),
        *COUNTS,
        Column("area_km2", "number", _("area (km²)")),
        Column("population", "integer", _("population")),
        Column("population_on", "date", _("population as of")),
        Column("per_1000_km2", "number", _("reports per 1,000 km²")),
        Column("per_100000", "number", _("reports per 100,000 people")),
    ),
    source,
    srid=DEGREES,
    geometry="MultiPolygon",
    check=check,
)
