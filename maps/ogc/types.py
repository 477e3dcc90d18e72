"""The feature types of the service: what they are called, their fields, and in which coordinates they are told."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.contrib.gis.db.models import GeometryField
from django.utils.translation import gettext_lazy as _
from gisserver.crs import CRS84, WEB_MERCATOR, WGS84
from gisserver.features import FeatureType, field
from gisserver.geometries import WGS84BoundingBox

from boundaries.importing.georeference import INDONESIA
from boundaries.models import Edition
from maps.layers.ask import Sql
from maps.layers.zooms import WHOLE_ZOOM
from maps.ogc import tables
from maps.ogc.rows import Published, Rows, rows_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PROVINCES_ZOOM: Final = 0
"""At which the layer of areas shows provinces; at WHOLE_ZOOM it shows regencies."""


class PublishedType(FeatureType):
    """A feature type whose rows are those of a query, written when they are asked for.

    Coordinates are told as EPSG:4326, latitude first, as WFS 2.0 wants it, or as CRS84 or EPSG:3857 where that is
    asked for.
    """

    def __init__(
        self,
        name: str,
        title: "_StrPromise",
        abstract: "_StrPromise",
        model: type[Published],
        source: Callable[[], Sql],
    ) -> None:
        fields = [
            field(
                column.name,
                abstract="" if isinstance(column, GeometryField) else column.verbose_name,
            )
            for column in model._meta.fields
            if column.name != "key"
        ]
        super().__init__(
            model,
            name=name,
            title=title,
            abstract=abstract,
            fields=fields,
            geometry_field_name="geometry",
            show_name_field=False,
            crs=WGS84,
            other_crs=[CRS84, WEB_MERCATOR],
        )
        self.source = source

    def get_queryset(self) -> Rows:
        """Return all rows."""
        return rows_of(self.model, self.source()).only(*self._local_model_field_names)

    def get_bounding_box(self) -> WGS84BoundingBox:
        """Return the country's: that of the rows would be worked out each time that the service is looked up."""
        return WGS84BoundingBox(*INDONESIA)


def feature_types(*, every_edition: Callable[[], bool]) -> list[FeatureType]:
    """Return the feature types of one request.

    Parameters
    ----------
    every_edition
        Says when rows are asked for whether areas of all editions are meant, and not of that in force alone.
    """

    def editions() -> Any:
        found = Edition.objects.active() if every_edition() else Edition.objects.in_force()
        return found.defer("note", "findings")

    return [
        PublishedType("laporan", _("Public reports"), _REPORTS, tables.PublishedReport, tables.reports),
        PublishedType(
            "provinsi", _("Provinces"), _AREAS, tables.PublishedArea, lambda: tables.areas(PROVINCES_ZOOM, editions())
        ),
        PublishedType(
            "kabupaten", _("Regencies and cities"), _AREAS, tables.PublishedArea,
            lambda: tables.areas(WHOLE_ZOOM, editions()),
        ),
        PublishedType("titik-rawan", _("Hotspots"), _HOTSPOTS, tables.PublishedHotspot, tables.hotspots),
    ]  # fmt: skip


_REPORTS = _("Reports that everybody may know of. Where only a coarse place is public, it is the middle of a hexagon.")
_AREAS = _("Areas of the boundaries in force with counts and rates; of others where a filter names their edition.")
_HOTSPOTS = _("Outlines of places where reports gather, as far as the public may see them.")
