"""The editions of 2021 and 2022 as rows copied in the database: what `load_past_editions` imports, far sooner.

Keys and dates are fixed, so the index file of each is built once and found again by every test and run.
"""

import datetime as dt
import hashlib
from typing import Any

from django.db import connection
from django.utils import timezone

from boundaries.actions.past import PAST_EDITIONS, former_codes
from boundaries.models import Edition

_OFFSET = 10_000_000
_CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

_PROVINCES = """
    INSERT INTO boundaries_area (id, edition_id, level, kind, code, name, parent_id, geometry, generalised,
        point_on_surface, area_km2, approximate, derived, source_code, time_zone)
    SELECT id + %(offset)s, %(edition)s, level, kind, code, name, NULL, geometry, generalised,
        point_on_surface, area_km2, approximate, derived, source_code, time_zone
    FROM boundaries_area WHERE edition_id = %(donor)s AND level = 'province' AND code = ANY(%(provinces)s)
"""
_REGENCIES = """
    INSERT INTO boundaries_area (id, edition_id, level, kind, code, name, parent_id, geometry, generalised,
        point_on_surface, area_km2, approximate, derived, source_code, time_zone)
    SELECT a.id + %(offset)s, %(edition)s, a.level, a.kind, coalesce(f.code, a.code), a.name, p.id, a.geometry,
        a.generalised, a.point_on_surface, a.area_km2, a.approximate, a.derived, a.source_code, a.time_zone
    FROM boundaries_area a
    LEFT JOIN unnest(%(new)s, %(old)s) AS f (later, code) ON f.later = a.code
    JOIN boundaries_area p ON p.edition_id = %(edition)s AND p.code = left(coalesce(f.code, a.code), 2)
    WHERE a.edition_id = %(donor)s AND a.level = 'regency'
"""
_JOINED = """
    SELECT left(code, 2), ST_Multi(ST_Union(geometry))::text, ST_Multi(ST_Union(generalised))::text, sum(area_km2)
    FROM boundaries_area WHERE edition_id = %(edition)s AND level = 'regency' AND left(code, 2) = ANY(%(changed)s)
    GROUP BY 1
"""
_JOIN = """
    UPDATE boundaries_area p SET geometry = u.geometry, generalised = u.generalised, area_km2 = u.area_km2,
        point_on_surface = ST_PointOnSurface(u.geometry)
    FROM unnest(%(codes)s, %(geometries)s::geometry[], %(generalised)s::geometry[], %(km2)s)
        AS u (code, geometry, generalised, area_km2)
    WHERE p.edition_id = %(edition)s AND p.level = 'province' AND p.code = u.code
"""
_PIECES = """
    INSERT INTO boundaries_areapiece (id, area_id, geometry)
    SELECT p.id + %(offset)s, p.area_id + %(offset)s, p.geometry FROM boundaries_areapiece p
    JOIN boundaries_area a ON a.id = p.area_id WHERE a.edition_id = %(donor)s
"""
_GAPS = """
    INSERT INTO boundaries_gap (id, edition_id, geometry, area_km2)
    SELECT id + %(offset)s, %(edition)s, geometry, area_km2 FROM boundaries_gap WHERE edition_id = %(donor)s
"""


def add_past_editions() -> list[Edition]:
    """Store the editions "2021" and "2022" in force before the embedded one; return the three in the order of time."""
    donor = Edition.objects.active().get(valid_to=None)
    editions = []
    ends = [past.valid_from for past in PAST_EDITIONS[1:]] + [donor.valid_from]
    for number, (past, end) in enumerate(zip(PAST_EDITIONS, ends, strict=True), start=1):
        edition = Edition.objects.create(
            pk=_OFFSET * number,
            name=past.name,
            source=donor.source,
            legal_basis=past.legal_basis,
            valid_from=past.valid_from,
            valid_to=end,
            precision_m=donor.precision_m,
            checksum=hashlib.sha256(f"{past.name}{donor.checksum}".encode()).hexdigest(),
        )
        _copy_areas(donor, edition)
        Edition.objects.filter(pk=edition.pk).update(
            status=Edition.Status.ACTIVE, activated_at=timezone.now(), created_at=_CREATED
        )
        edition.refresh_from_db()
        editions.append(edition)
    return [*editions, donor]


def _copy_areas(donor: Edition, edition: Edition) -> None:
    former = former_codes(donor, edition.valid_from)
    codes = {former.get(code, code) for code in donor.areas.regencies().values_list("code", flat=True)}
    values: dict[str, Any] = {
        "donor": donor.pk,
        "edition": edition.pk,
        "offset": edition.pk,
        "new": list(former),
        "old": list(former.values()),
        "provinces": sorted({code[:2] for code in codes}),
        "changed": sorted({code[:2] for code in former.values()}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PROVINCES, values)
        cursor.execute(_REGENCIES, values)
        if edition.checksum not in _joined:
            cursor.execute(_JOINED, values)
            _joined[edition.checksum] = cursor.fetchall()
        columns = ("codes", "geometries", "generalised", "km2")
        values |= dict(zip(columns, map(list, zip(*_joined[edition.checksum], strict=True)), strict=True))
        for statement in (_JOIN, _PIECES, _GAPS):
            cursor.execute(statement, values)


_joined: dict[str, list[tuple[Any, ...]]] = {}
"""Provinces that have become several, joined, by checksum of the edition: half the time of an edition."""
