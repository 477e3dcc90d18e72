"""The Web Feature Service: /ogc/, WFS 2.0 for QGIS, GDAL and their like."""

import logging
from functools import cached_property, partial
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from django.conf import settings
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from gisserver.exceptions import OperationParsingFailed, OperationProcessingFailed, OWSException
from gisserver.features import FeatureType, ServiceDescription
from gisserver.views import WFSView

from maps.layers.limits import TooHeavyError, time_limit
from maps.ogc.limits import LONGEST_SECONDS, MOST_FEATURES, check_size
from maps.ogc.mending import mend
from maps.ogc.operations import DescribeFeatureType, GetFeature
from maps.ogc.reading import names_edition
from maps.ogc.types import feature_types

_IN_MEMORY: Final = 4 * 2**20
_CHUNK: Final = 2**16
_RETRY_SECONDS: Final = 120
# What gisserver lets through of what Python, GDAL or PostgreSQL say to values that make no sense
_NONSENSE: Final = (
    ArithmeticError,
    AttributeError,
    DataError,
    GDALException,
    GEOSException,
    LookupError,
    NotImplementedError,
    RecursionError,
    SuspiciousOperation,
    TypeError,
    ValueError,  # also of defusedxml, for entities
)

_LOOKS: Final = (("GeoJSON", "geojson"), ("CSV", "csv"), ("GML", "application/gml+xml; version=3.2"))

logger = logging.getLogger(__name__)
mend()


class Service(WFSView):
    """Public reports, areas and hotspots, to everybody the same, signed in or not."""

    xml_namespace = "urn:geo-lapor:wfs"
    xml_namespace_aliases = {"gl": xml_namespace}
    max_page_size = MOST_FEATURES
    index_template_name = "maps/ogc/service.html"
    accept_operations = {
        "WFS": WFSView.accept_operations["WFS"] | {"GetFeature": GetFeature, "DescribeFeatureType": DescribeFeatureType}
    }
    service_description = ServiceDescription(
        title=gettext_lazy("Environmental complaints of Indonesia"),
        abstract=gettext_lazy("What the public maps show: reports, areas with counts and rates, hotspots."),
        keywords=["lingkungan hidup", "pengaduan", "environment", "complaints", "Indonesia"],
        provider_name="geo_lapor",
        provider_site=settings.SITE_URL,
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer whole: what can fail fails before the first byte, and nobody's slow line holds a transaction."""
        try:
            check_size(request)
            with time_limit(LONGEST_SECONDS):
                response = _whole(super().dispatch(request, *args, **kwargs))
        except OWSException as error:
            response = error.as_response()
        except TooHeavyError:
            response = _too_heavy()
        except _NONSENSE as error:
            logger.info("nonsense asked of the WFS", exc_info=True)
            why = str(error).partition("\n")[0][:200]
            response = OperationParsingFailed(_("This makes no sense here: %(why)s") % {"why": why}).as_response()
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if response.status_code == HTTPStatus.OK and self.ows_request is not None:  # the page names who is signed in
            patch_cache_control(response, public=True, max_age=settings.LAYERS_KEPT_SECONDS)
        return response

    def get_index_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page about the service tells people who open the address."""
        context = super().get_index_context_data(**kwargs)
        return context | {
            "connect_url": self.server_url,
            "looks": _LOOKS,
            "most_features": MOST_FEATURES,
            "licence": settings.DATA_LICENCE,
        }

    def get_feature_types(self) -> list[FeatureType]:
        """Return the feature types, made for this request: their titles are in its language."""
        return self._types

    @cached_property
    def _types(self) -> list[FeatureType]:
        return feature_types(every_edition=lambda: names_edition(self.ows_request))


def _whole(response: HttpResponseBase) -> HttpResponseBase:
    """Take a stream to its end, into a file from which it is sent."""
    if not isinstance(response, StreamingHttpResponse):
        return response
    file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - gone with the response
    for chunk in response:
        file.write(chunk)
    response["Content-Length"] = file.tell()
    file.seek(0)
    response.streaming_content = iter(partial(file.read, _CHUNK), b"")
    return response


def _too_heavy() -> HttpResponseBase:
    detail = _("This took longer than %(n)s seconds. Ask for less: a box, a filter, fewer features.")
    error = OperationProcessingFailed(detail % {"n": LONGEST_SECONDS}, status_code=HTTPStatus.SERVICE_UNAVAILABLE)
    response = error.as_response()
    response["Retry-After"] = str(_RETRY_SECONDS)
    return response
