"""The base map drawn from our own polygons: vector tiles and labels of the edition in force and the land around it."""

import datetime as dt
import gzip
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone

from boundaries.basemap_names import NAMES
from boundaries.models import Edition, Overlay

MAX_ZOOM = 16
STORED_ZOOM = 10  # some 9,000 tiles of the archipelago up to here; above, a tile holds little and is drawn in time
DETAIL_ZOOM = 10  # from here the full geometry is drawn, below it the generalised one
REGENCY_ZOOM = 7  # below it provinces alone
SLIVER_ZOOM = 8  # below it they are too thin to be seen
BUFFER = 64 / 4096  # of a tile's width: lines run on beyond the edge, so that no seam shows
KEY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Basemap:
    """What the base map shows now. `key` changes whenever a tile of it could; it stands in every address of them."""

    key: str
    edition_id: int
    edition: str
    attribution: str


def current(on: dt.date | None = None) -> Basemap | None:
    """Return the base map of the edition in force today, or None when there is none. Kept for a minute."""
    day = on or timezone.localdate()
    found: Basemap | None = cache.get(f"basemap:{day}")
    if found is None and (edition := Edition.objects.in_force(day).first()) is not None:
        land = Overlay.objects.in_force(day).foreign_land().aggregate(n=Count("pk"), last=Max("pk"))
        state = (_TILE, edition.pk, edition.checksum, str(edition.activated_at), land["n"], land["last"])
        key = hashlib.sha256(repr(state).encode()).hexdigest()[:16]
        found = Basemap(key, edition.pk, edition.name, edition.attribution or edition.source)
        cache.set(f"basemap:{day}", found, KEY_SECONDS)
    return found


def of(edition: Edition) -> Basemap:
    """Return what outlines of an edition are kept under, whenever it holds; only the one in force has tiles."""
    in_force = current()
    if in_force and in_force.edition_id == edition.pk:
        return in_force
    state = (edition.pk, edition.checksum, str(edition.activated_at))
    key = hashlib.sha256(repr(state).encode()).hexdigest()[:16]
    return Basemap(key, edition.pk, edition.name, edition.attribution or edition.source)


# Layers in the order of drawing. Geometry is clipped in lon/lat before it is projected: a province has a hundred
# thousand vertices, a tile of it a few hundred. What is smaller than half a pixel is left out. Rows are ordered so that
# the same tile is the same bytes, whichever way the database finds them.
_TILE = """
WITH tile AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS mercator,
           -- Beyond 180° the buffer would begin again at −180°, and the last tile to the east hold nothing
           ST_Transform(ST_Intersection(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => %(buffer)s),
                                        ST_TileEnvelope(0, 0, 0)), 4326) AS box,
           360.0 / 256 / (1 << %(z)s) / 2 AS half_pixel
), clipped AS (
    SELECT level, code, name, ST_Simplify(ST_ClipByBox2D({geometry}, box::box2d), half_pixel) AS shape
    FROM boundaries_area, tile
    WHERE edition_id = %(edition)s AND {geometry} && box
), area AS (
    -- Over regencies a province is but a line: its holes are cracks and lakes, for no province encloses another
    SELECT level, code, name, ST_AsMVTGeom(
               ST_Transform(CASE WHEN level = 'province' AND %(z)s >= %(regency_zoom)s THEN (
                   SELECT ST_Collect(ST_MakePolygon(ST_ExteriorRing(part.geom))) FROM ST_Dump(shape) part
               ) ELSE shape END, 3857), mercator, 4096, 64
           ) AS geom
    FROM clipped, tile
), sliver AS (
    -- No regency owns a gap. One narrower than the edition is precise is a crack between two outlines, not water
    SELECT ST_AsMVTGeom(ST_Transform(g.geometry, 3857), mercator, 4096, 64) AS geom
    FROM boundaries_gap g JOIN boundaries_edition e ON e.id = g.edition_id, tile
    WHERE g.edition_id = %(edition)s AND %(z)s >= %(sliver_zoom)s AND g.geometry && box
      AND ST_IsEmpty(ST_Buffer(g.geometry, -GREATEST(e.precision_m, 50) / 111320))
), land AS (
    SELECT code, name,
           ST_AsMVTGeom(
               ST_Transform(ST_Simplify(ST_ClipByBox2D(geometry, box::box2d), half_pixel), 3857), mercator, 4096, 64
           ) AS geom
    FROM boundaries_overlay, tile
    WHERE kind = 'foreign_land' AND geometry && box
      AND (valid_from IS NULL OR valid_from <= CURRENT_DATE) AND (valid_to IS NULL OR valid_to > CURRENT_DATE)
)
SELECT (SELECT COALESCE(ST_AsMVT(land, 'foreign' ORDER BY code), '') FROM land WHERE geom IS NOT NULL)
    || (SELECT COALESCE(ST_AsMVT(sliver, 'sliver' ORDER BY geom), '') FROM sliver WHERE geom IS NOT NULL)
    || (SELECT COALESCE(ST_AsMVT(rows, 'regency' ORDER BY code), '')
        FROM (SELECT code, name, level, geom FROM area WHERE level = 'regency' AND geom IS NOT NULL
              AND %(z)s >= %(regency_zoom)s) rows)
    || (SELECT COALESCE(ST_AsMVT(rows, 'province' ORDER BY code), '')
        FROM (SELECT code, name, level, geom FROM area WHERE level = 'province' AND geom IS NOT NULL) rows)
"""


def draw_tile(edition_id: int, z: int, x: int, y: int) -> bytes:
    """Return one vector tile (Mapbox Vector Tile 2.1, web Mercator); empty bytes where there is no land.

    Layers, in the order of drawing: `foreign` (code, name), `sliver` (cracks between outlines), `regency` and
    `province` (code, name, level).
    """
    geometry = "geometry" if z >= DETAIL_ZOOM else "generalised"
    values = {"z": z, "x": x, "y": y, "edition": edition_id, "regency_zoom": REGENCY_ZOOM, "buffer": BUFFER}
    values["sliver_zoom"] = SLIVER_ZOOM
    with connection.cursor() as cursor:
        cursor.execute(_TILE.format(geometry=geometry), values)
        return bytes(cursor.fetchone()[0])


def stored_tile(key: str, z: int, x: int, y: int) -> bytes | None:
    """Return a tile kept in its file, gzipped (empty: no land there), or None."""
    try:
        return _file_of(key, z, x, y).read_bytes()
    except FileNotFoundError:
        return None


def make_tile(basemap: Basemap, z: int, x: int, y: int) -> bytes:
    """Draw a tile, keep it when its zoom is one that is kept, and return it gzipped."""
    drawn = draw_tile(basemap.edition_id, z, x, y)
    packed = gzip.compress(drawn, 6, mtime=0) if drawn else b""
    if z <= STORED_ZOOM:
        _store(_file_of(basemap.key, z, x, y), packed)
    return packed


def _file_of(key: str, z: int, x: int, y: int) -> Path:
    return Path(settings.INDEX_DIR) / "tiles" / key / str(z) / str(x) / f"{y}.mvt.gz"


def _store(path: Path, content: bytes) -> None:
    """Write a file at once or not at all: other workers may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(part, path)


# A label stands in the middle of the widest part of an area; the radius of that circle says how much room it has.
_LABELS = """
SELECT a.level, a.kind, a.name, ST_X(circle.center), ST_Y(circle.center), circle.radius
FROM boundaries_area a
CROSS JOIN LATERAL (
    SELECT geom FROM ST_Dump(a.generalised) ORDER BY ST_Area(geom) DESC LIMIT 1
) part
CROSS JOIN LATERAL ST_MaximumInscribedCircle(part.geom) circle
WHERE a.edition_id = %s AND a.level IN ('province', 'regency')
ORDER BY a.level, circle.radius DESC
"""
LAST_ZOOM = {"province": 7, "regency": MAX_ZOOM}
FIRST_ZOOM = {"province": 5, "regency": 8}


def labels(basemap: Basemap) -> list[dict[str, Any]]:
    """Return the labels of the map in the active language, those that matter most first.

    Each has `text`, `kind` (island, sea, country, province, regency), `lon`, `lat` in degrees, and the zooms `from`
    and `to` between which it may stand.
    """
    found = [
        {"text": str(n.text), "kind": n.kind, "lon": n.lon, "lat": n.lat, "from": n.first_zoom, "to": n.last_zoom}
        for n in NAMES
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, [basemap.edition_id])
        for level, kind, name, lon, lat, _radius in cursor.fetchall():
            text = name.removeprefix("Kabupaten ") if kind == "kabupaten" else name
            place = {"text": text, "kind": level, "lon": round(lon, 4), "lat": round(lat, 4)}
            found.append(place | {"from": FIRST_ZOOM[level], "to": LAST_ZOOM[level]})
    return found
