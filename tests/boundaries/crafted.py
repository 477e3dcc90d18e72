"""Small editions drawn for a test: squares with overlaps, holes and gaps around Borneo's coordinates."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from boundaries.actions.overlays import store_overlays
from boundaries.models import Area, Edition, Gap, Overlay
from boundaries.pieces import subdivide_areas

KM2_PER_SQUARE_DEGREE = 12_300.0


def multi(polygon: BaseGeometry) -> Any:
    """Turn a shapely polygon into what a MultiPolygonField takes."""
    return GEOSGeometry(
        memoryview(shapely.to_wkb(shapely.MultiPolygon(shapely.get_parts(polygon).tolist()))), srid=4326
    )


def add_edition(
    regencies: Mapping[str, BaseGeometry],
    *,
    name: str = "crafted",
    precision_m: float = 0.0,
    approximate: tuple[str, ...] = (),
    gaps: tuple[shapely.Polygon, ...] = (),
    valid_from: dt.date = dt.date(2000, 1, 1),
    valid_to: dt.date | None = None,
) -> Edition:
    """Store an edition in force; provinces follow from the codes."""
    edition = Edition.objects.create(
        name=name, source="test", valid_from=valid_from, valid_to=valid_to,
        precision_m=precision_m,
    )  # fmt: skip
    provinces = {}
    for code in sorted({code[:2] for code in regencies}):
        outline = shapely.union_all([polygon for key, polygon in regencies.items() if key.startswith(code)])
        provinces[code] = _area(edition, code, outline, level="province", kind="provinsi")
    for code, polygon in regencies.items():
        _area(
            edition, code, polygon, level="regency", kind="kabupaten", parent=provinces[code[:2]],
            approximate=code in approximate,
        )  # fmt: skip
    for gap in gaps:
        land: Any = GEOSGeometry(memoryview(shapely.to_wkb(gap)), srid=4326)
        Gap.objects.create(edition=edition, geometry=land, area_km2=1)
    subdivide_areas(edition)
    edition.status, edition.activated_at = Edition.Status.ACTIVE, timezone.now()
    edition.save()  # last: from now on its areas cannot be edited
    return edition


def _area(edition: Edition, code: str, polygon: BaseGeometry, **more: object) -> Area:
    geometry = multi(polygon)
    return Area.objects.create(
        edition=edition, code=code, name=f"Area {code}", geometry=geometry, generalised=geometry,
        point_on_surface=geometry.point_on_surface, area_km2=polygon.area * KM2_PER_SQUARE_DEGREE, **more,
    )  # fmt: skip


def add_foreign_land(code: str, polygon: BaseGeometry, precision_m: float = 0.0) -> Overlay:
    """Store a neighbour's land."""
    name = f"State {code}"
    return add_overlay(Overlay.Kind.FOREIGN_LAND, code, polygon, name=name, precision_m=precision_m)


def add_overlay(kind: str, code: str, polygon: BaseGeometry, **more: Any) -> Overlay:
    """Store any other overlay."""
    overlay = Overlay(kind=kind, code=code, geometry=multi(polygon), source="test", **{"name": code, **more})
    store_overlays([overlay])
    return overlay
