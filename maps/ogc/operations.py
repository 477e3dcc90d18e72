"""What the operations of the service do otherwise than gisserver does: formats, limits, labels of fields."""

from typing import Any

from django.utils.encoding import force_str
from django.utils.html import escape
from gisserver.operations import wfs20
from gisserver.operations.base import OutputFormat
from gisserver.output import DBCSVRenderer, DBGeoJsonRenderer, DBGML32Renderer, XmlSchemaRenderer
from gisserver.types import XsdElement

from boundaries.spreadsheets import csv_cell
from maps.ogc.limits import MOST_FEATURES


class Csv(DBCSVRenderer):
    """CSV in which nothing is taken for a formula."""

    max_page_size = MOST_FEATURES

    def get_row(self, *args: Any, **kwargs: Any) -> list[str]:
        """Return the cells of a feature."""
        return [csv_cell(value) for value in super().get_row(*args, **kwargs)]


class GeoJson(DBGeoJsonRenderer):
    """GeoJSON by pages: without a limit a client that forgets `count` is sent the whole table."""

    max_page_size = MOST_FEATURES


class Schema(XmlSchemaRenderer):
    """A schema that says what its fields hold."""

    def render_element(self, xsd_element: XsdElement) -> str:
        """Return an element with its label as documentation."""
        element = super().render_element(xsd_element)
        labels = {one.name: one.abstract for one in xsd_element.feature_type.fields}
        label = labels.get(xsd_element.name)
        if not label:
            return element
        said = f"<annotation><documentation>{escape(force_str(label))}</documentation></annotation>"
        return f"{element.removesuffix('/>')}>{said}</element>"


class GetFeature(wfs20.GetFeature):
    """Features as GML 3.2, GeoJSON or CSV."""

    def get_output_formats(self) -> list[OutputFormat]:
        """Return the formats, the first of which is the default."""
        return [
            OutputFormat("application/gml+xml", version="3.2", renderer_class=DBGML32Renderer, title="GML 3.2"),
            OutputFormat("text/xml", subtype="gml/3.2.1", renderer_class=DBGML32Renderer, title="GML 3.2.1"),
            OutputFormat(
                "application/json", subtype="geojson", charset="utf-8", renderer_class=GeoJson, title="GeoJSON"
            ),
            OutputFormat("geojson", renderer_class=GeoJson),
            OutputFormat("text/csv", subtype="csv", charset="utf-8", renderer_class=Csv, title="CSV"),
        ]


class DescribeFeatureType(wfs20.DescribeFeatureType):
    """Fields, with what they hold in the language of who asks."""

    def get_output_formats(self) -> list[OutputFormat]:
        """Return the formats, both of which are a schema."""
        return [
            OutputFormat("XMLSCHEMA", renderer_class=Schema),
            OutputFormat("application/gml+xml", version="3.2", renderer_class=Schema, in_capabilities=False),
        ]
