"""Polygons cut small (ST_Subdivide), so that a look-up in PostGIS touches few vertices."""

from collections.abc import Sequence

from django.db import connection, transaction

from boundaries.models import Area, AreaPiece, Edition, OverlayPiece

PIECE_VERTICES = 128

_AREAS = """
    INSERT INTO boundaries_areapiece (area_id, geometry)
    SELECT piece.id, (ST_Dump(piece.geometry)).geom
    FROM (SELECT id, ST_Subdivide(geometry, %s) AS geometry FROM boundaries_area
          WHERE edition_id = %s AND level = 'regency') AS piece
    WHERE ST_Dimension(piece.geometry) = 2
"""
_OVERLAYS = """
    INSERT INTO boundaries_overlaypiece (overlay_id, rim, geometry)
    SELECT piece.id, piece.rim, (ST_Dump(piece.geometry)).geom
    FROM (SELECT id, false AS rim, ST_Subdivide(geometry, %(vertices)s) AS geometry
          FROM boundaries_overlay WHERE id = ANY(%(ids)s)
          UNION ALL
          SELECT id, true, ST_Subdivide(rim, %(vertices)s) FROM boundaries_overlay WHERE id = ANY(%(ids)s)) AS piece
    WHERE ST_Dimension(piece.geometry) = 2
"""


def subdivide_areas(edition: Edition) -> None:
    """Cut the regencies of an edition anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        AreaPiece.objects.filter(area__edition=edition).delete()
        cursor.execute(_AREAS, [PIECE_VERTICES, edition.pk])


def ensure_pieces(edition: Edition) -> None:
    """Cut the regencies of an edition unless that is done: a draft has no pieces before somebody looks into it."""
    if Area.objects.of(edition).regencies().filter(pieces__isnull=True).exists():
        subdivide_areas(edition)


def subdivide_overlays(ids: Sequence[int]) -> None:
    """Cut overlays, ground and rim."""
    with transaction.atomic(), connection.cursor() as cursor:
        OverlayPiece.objects.filter(overlay_id__in=ids).delete()
        cursor.execute(_OVERLAYS, {"vertices": PIECE_VERTICES, "ids": list(ids)})
