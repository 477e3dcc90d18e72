"""The Web Feature Service: /ogc/, WFS 2.0 for QGIS, GDAL and their like."""

import logging
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from gisserver.exceptions import OperationParsingFailed, OperationProcessingFailed, OWSException
from gisserver.features import FeatureType, ServiceDescription
from gisserver.operations.base import WFSOperation
from gisserver.operations.wfs20 import BaseWFSGetDataOperation
from gisserver.views import WFSView

from boundaries.api.views import READING, TOLD_ELSEWHERE
from maps.downloads.spool import whole
from maps.layers.limits import GivenUpError, time_limit
from maps.layers.refusing import told_when
from maps.layers.slots import slot
from maps.ogc.limits import LONGEST_SECONDS, MOST_FEATURES, check_queries, check_size
from maps.ogc.mending import mend
from maps.ogc.operations import DescribeFeatureType, GetFeature
from maps.ogc.reading import names_edition
from maps.ogc.types import feature_types
from reports.api.throttling import count_question, refused_headers
from reports.throttle import TooManyAttemptsError

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

# A page of another site reads without cookies: it is told what every visitor is
_FROM_ANYWHERE: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(READING),
    "Access-Control-Expose-Headers": TOLD_ELSEWHERE,
}
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
        abstract=format_lazy(
            "{about} {licence}.",
            about=gettext_lazy("What the public maps show: reports, areas with counts and rates, hotspots."),
            licence=settings.DATA_LICENCE,
        ),
        keywords=["lingkungan hidup", "pengaduan", "environment", "complaints", "Indonesia"],
        provider_name="geo_lapor",
        provider_site=settings.SITE_URL,
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, with an exception report where that cannot be, and with what is left of the minute."""
        try:
            left = count_question(request)
        except TooManyAttemptsError as error:
            return _too_often(error)
        response = self._answer(request, *args, **kwargs)
        for name, value in (left | _FROM_ANYWHERE).items():
            response[name] = value
        return response

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            check_size(request)
            response = super().dispatch(request, *args, **kwargs)
        except OWSException as error:
            response = error.as_response()
        except GivenUpError as error:
            response = _given_up(error)
        except _NONSENSE as error:
            logger.info("nonsense asked of the WFS", exc_info=True)
            why = str(error).partition("\n")[0][:200]
            response = OperationParsingFailed(_("This makes no sense here: %(why)s") % {"why": why}).as_response()
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if response.status_code == HTTPStatus.OK and self.ows_request is not None:  # the page names who is signed in
            patch_cache_control(response, public=True, max_age=settings.LAYERS_KEPT_SECONDS)
        return response

    def call_operation(self, wfs_operation_cls: type[WFSOperation]) -> HttpResponseBase:
        """Answer whole: what can fail fails before the first byte, and nobody's slow line holds a transaction."""
        if not issubclass(wfs_operation_cls, BaseWFSGetDataOperation):
            return super().call_operation(wfs_operation_cls)
        check_queries(self.ows_request.queries)
        with slot(), time_limit(LONGEST_SECONDS):
            response = super().call_operation(wfs_operation_cls)
            return _finished(response) if isinstance(response, StreamingHttpResponse) else response

    def handle_exception(self, exc: Exception) -> None:
        """Leave errors to `dispatch`."""

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


def _finished(response: StreamingHttpResponse) -> FileResponse:
    """Return what an answer streams as a file that is finished."""
    finished = FileResponse(whole(response), content_type=response["Content-Type"])
    if disposition := response.get("Content-Disposition"):
        finished["Content-Disposition"] = disposition
    return finished


def _too_often(error: TooManyAttemptsError) -> HttpResponse:
    said = _("Too many requests. Try again later.")
    response = OperationProcessingFailed(said, status_code=HTTPStatus.TOO_MANY_REQUESTS).as_response()
    for name, value in (refused_headers(error) | _FROM_ANYWHERE).items():
        response[name] = value
    patch_cache_control(response, no_store=True)
    return response


def _given_up(error: GivenUpError) -> HttpResponse:
    hint = _("Ask for less: a box, a filter, fewer features.")
    told = OperationProcessingFailed(f"{error.said} {hint}", status_code=HTTPStatus.SERVICE_UNAVAILABLE)
    return told_when(told.as_response(), error)
