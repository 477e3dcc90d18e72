"""What an index is built from: an edition's regencies, its gaps and the neighbours' land, as flat arrays of edges."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from django.contrib.postgres.aggregates import StringAgg
from django.db import connection, models
from django.db.models import TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from boundaries.locator.layout import Array
from boundaries.models import Area, Edition, Gap, Overlay
from boundaries.place import OverlayHit

LONGEST_EDGE_DEG = 0.05
"""Longer edges are cut, so that the metre of their latitude holds along all of them."""


@dataclass(frozen=True)
class Regency:
    """What is told of a regency once it is found."""

    id: int
    code: str
    name: str
    province: int
    area_km2: float
    approximate: bool


@dataclass(frozen=True)
class Source:
    """Polygons of one edition under the foreign land of one time; regencies and provinces in the order of their codes.

    `polygons` holds a shapely geometry per owner: the regencies, one for all gaps, then the foreign states, then the
    rims of their land. `foreign` names those two rows of states, `reach` has 0 for land and the precision for a rim.
    """

    regencies: list[Regency]
    provinces: list[tuple[int, str, str]]
    foreign: list[str]
    reach: list[float]
    polygons: list[shapely.Geometry]
    precision_m: float


def fingerprint(edition: Edition, overlays: list[Overlay]) -> str:
    """Return a name for the state of the database that an index depends on.

    An edition's areas are never edited once it is in force, so its own row says enough; its gaps are written anew
    when the neighbours' land changes.
    """
    gaps = Gap.objects.filter(edition=edition).aggregate(models.Count("pk"), models.Max("pk"))
    state = [edition.pk, edition.checksum, edition.created_at.isoformat(), edition.precision_m, *gaps.values()]
    land = [[o.pk, o.code, o.source, o.precision_m, str(o.valid_from), str(o.valid_to)] for o in overlays]
    return hashlib.sha256(json.dumps([state, land]).encode()).hexdigest()[:32]


def overlay_state(on: dt.date) -> str:
    """Return a name for the state of the overlays, other than foreign land, that are in force on a date.

    Asked every few seconds, so it is one row that the database makes: overlays are replaced and never edited.
    """
    there = Overlay.objects.in_force(on).jurisdictions()
    line = Concat(Cast("pk", TextField()), Value(":"), "checksum", output_field=TextField())
    state = there.aggregate(state=MD5(StringAgg(line, ",", order_by="pk")))["state"]
    return state or ""


@dataclass(frozen=True)
class Jurisdictions:
    """Overlays other than foreign land, in the order of kind and code, and a name for their content."""

    hits: tuple[OverlayHit, ...]
    digest: str


def read_jurisdictions(on: dt.date) -> Jurisdictions:
    """Read the overlays, other than foreign land, that are in force on a date."""
    there = Overlay.objects.in_force(on).jurisdictions().order_by("kind", "code", "valid_from", "pk")
    rows = list(there.values_list("kind", "code", "name", "function", "pk", "checksum"))
    content = [checksum or f"row {pk}" for *_said, pk, checksum in rows]
    hits = tuple(OverlayHit(kind, code, name, function, id=pk) for kind, code, name, function, pk, _sum in rows)
    return Jurisdictions(hits, hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32])


def read_overlay_polygons(ids: Sequence[int | None]) -> list[shapely.Geometry]:
    """Read ground and uncertain rim of each overlay in turn; an empty rim where the line is exact."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, ST_AsBinary(geometry), ST_AsBinary(rim) FROM boundaries_overlay WHERE id = ANY(%s)", [list(ids)]
        )
        found = {row[0]: row[1:] for row in cursor}
    empty = shapely.to_wkb(shapely.MultiPolygon())
    return list(shapely.from_wkb([bytes(wkb or empty) for pk in ids for wkb in found[pk]]))


def read_source(edition: Edition, overlays: list[Overlay]) -> Source:
    """Read the polygons that an index of this edition needs from the database."""
    rows = (
        Area.objects.of(edition)
        .regencies()
        .order_by("code")
        .values_list("pk", "code", "name", "area_km2", "approximate", "parent_id", "parent__code", "parent__name")
    )
    provinces = sorted({(r[5], r[6], r[7]) for r in rows}, key=lambda p: p[1])
    number = {province[0]: k for k, province in enumerate(provinces)}
    regencies = [Regency(r[0], r[1], r[2], number[r[5]], r[3], r[4]) for r in rows]
    outlines = _geometries(Area, [r.id for r in regencies])
    gaps = _geometries(Gap, list(Gap.objects.filter(edition=edition).order_by("pk").values_list("pk", flat=True)))
    ground = read_overlay_polygons([o.pk for o in overlays])
    return Source(
        regencies=regencies,
        provinces=provinces,
        foreign=[o.name for o in overlays] * 2,
        reach=[*(0.0 for _ in overlays), *(o.precision_m for o in overlays)],
        polygons=[*outlines, shapely.GeometryCollection(gaps), *ground[::2], *ground[1::2]],
        precision_m=edition.precision_m,
    )


def _geometries(model: type[Area] | type[Gap], ids: list[int]) -> list[shapely.Geometry]:
    """Read polygons by row, in the order of `ids`; as WKB, which spares the detour over Django's GEOS objects."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, ST_AsBinary(geometry) FROM {model._meta.db_table} WHERE id = ANY(%s)",  # noqa: S608 - a model's table
            [ids],
        )
        found = {row[0]: bytes(row[1]) for row in cursor}
    return list(shapely.from_wkb([found[i] for i in ids]))


def edges_of(polygons: list[shapely.Geometry]) -> tuple[Array, Array]:
    """Return the edges of all rings and their owners.

    Returns
    -------
    edges
        float64 (n, 4): lon, lat of both ends, no edge longer than LONGEST_EDGE_DEG.
    owners
        int32 (n,): position of the polygon, ascending.
    """
    cut = shapely.segmentize(np.array(polygons, dtype=object), LONGEST_EDGE_DEG)
    parts, owners = shapely.get_parts(cut, return_index=True)
    while (shapely.get_type_id(parts) > 3).any():  # a collection of MultiPolygons: down to the polygons
        parts, inner = shapely.get_parts(parts, return_index=True)
        owners = owners[inner]
    rings, of_polygon = shapely.get_rings(parts, return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    same = of_ring[1:] == of_ring[:-1]
    edges = np.hstack([points[:-1], points[1:]])[same]
    return edges, owners[of_polygon[of_ring[1:][same]]].astype(np.int32)
