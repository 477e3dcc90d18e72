"""Loading layers that lie over the areas: the land of neighbouring states to begin with."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, transaction

from boundaries.importing.errors import CodeError, GeometryTypeError, ProfileError, columns_found, listed
from boundaries.importing.georeference import require_polygons, to_lon_lat
from boundaries.importing.profiles import map_columns
from boundaries.importing.reading import Layer, choose_layers, read_batches
from boundaries.importing.repair import repair
from boundaries.importing.sources import find_sources
from boundaries.models import Overlay

PIECE_VERTICES = 128

_PIECES = """
    INSERT INTO boundaries_overlaypiece (overlay_id, geometry)
    SELECT piece.id, (ST_Dump(piece.geometry)).geom
    FROM (SELECT id, ST_Subdivide(geometry, %s) AS geometry FROM boundaries_overlay WHERE id = ANY(%s)) AS piece
    WHERE ST_Dimension(piece.geometry) = 2
"""


@dataclass(frozen=True, slots=True)
class OverlayRequest:
    """What to load and what to say about it; see `import_overlays --help`."""

    files: Sequence[str]
    kind: str
    profile: str = "auto"
    layer: str | None = None
    source: str = ""
    licence: str = ""
    precision_m: float = 0
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(slots=True)
class OverlayReport:
    """What was loaded."""

    overlays: list[str]
    repaired: int
    replaced: int
    committed: bool = False


def import_overlay(request: OverlayRequest, *, commit: bool) -> OverlayReport:
    """Load the polygons of a kind in place of those of that kind and that first day, in one transaction.

    A column "source" says where each polygon comes from, unless the request does.

    Raises
    ------
    BoundaryFileError
        Whatever is wrong with the files; the database is then as it was.
    """
    rows: list[Overlay] = []
    repaired = 0
    for layer in choose_layers(find_sources(request.files), "regency", request.layer):
        found, fixed = _overlays(layer, request)
        rows += found
        repaired += fixed
    codes = [row.code for row in rows]
    if doubled := sorted({code for code in codes if codes.count(code) > 1}):
        raise CodeError(f"doubled codes: {listed(doubled)}; one row per overlay is needed")
    with transaction.atomic():
        replaced, _by_model = Overlay.objects.filter(kind=request.kind, valid_from=request.valid_from).delete()
        Overlay.objects.bulk_create(rows)
        with connection.cursor() as cursor:
            cursor.execute(_PIECES, [PIECE_VERTICES, [row.pk for row in rows]])
        if not commit:
            transaction.set_rollback(True)
    return OverlayReport([f"{row.code} {row.name}" for row in rows], repaired, replaced, commit)


def _overlays(layer: Layer, request: OverlayRequest) -> tuple[list[Overlay], int]:
    columns = map_columns(request.profile, "regency", layer.columns, layer.label).columns
    if "code" not in columns or "name" not in columns:
        raise ProfileError(f"{layer.label}: an overlay needs both code and name; {columns_found(layer.columns)}")
    rows: list[Overlay] = []
    repaired = 0
    for batch in read_batches(layer):
        require_polygons(batch.geometries, layer.label)
        shapes, repairs = repair(to_lon_lat(batch.geometries, batch.crs, layer.label)[0])
        repaired += len(repairs)
        rows += _rows(batch.attributes, shapes, columns, request)
    if empty := [row.name for row in rows if row.geometry.empty]:
        raise GeometryTypeError(f"{layer.label}: without any outline: {listed(empty)}")
    return rows, repaired


def _rows(
    attributes: pd.DataFrame, shapes: np.ndarray, columns: Mapping[str, str], request: OverlayRequest
) -> list[Overlay]:
    own_sources = "source" in attributes.columns and not request.source
    geometries: list[Any] = [GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326) for shape in shapes]
    return [
        Overlay(
            kind=request.kind,
            code=str(attributes[columns["code"]].iloc[index]),
            name=str(attributes[columns["name"]].iloc[index]),
            geometry=geometry,
            source=attributes["source"].iloc[index] if own_sources else request.source,
            licence=request.licence,
            precision_m=request.precision_m,
            valid_from=request.valid_from,
            valid_to=request.valid_to,
        )
        for index, geometry in enumerate(geometries)
    ]
