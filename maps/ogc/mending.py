"""Mends for clients: what GDAL sends that gisserver answers with 400."""

import datetime as dt

from gisserver.crs import WGS84
from gisserver.parsers.ast import tag_registry
from gisserver.parsers.gml.geometries import GEOSGMLGeometry
from gisserver.parsers.values import parse_iso_date
from gisserver.parsers.xml import NSElement, xmlns
from gisserver.types import TYPES_TO_PYTHON, XsdTypes


class Envelope(GEOSGMLGeometry):
    """A box; where it does not say in which coordinates it is, it is in the default ones of every type here.

    GDAL 3.6 sends such boxes for `-spat`.
    """

    @classmethod
    def from_xml(cls, element: NSElement) -> "Envelope":
        """Read a box."""
        element.attrib.setdefault("srsName", WGS84.urn)
        return super().from_xml(element)


def day(text: str) -> dt.date:
    """Read a day, also as the moment at which it begins: so GDAL writes it in filters."""
    return parse_iso_date(text.removesuffix("T00:00:00"))


def mend() -> None:
    """Let gisserver read both."""
    tag_registry.parsers[xmlns.gml32.qname("Envelope")] = Envelope
    TYPES_TO_PYTHON[XsdTypes.date] = day
