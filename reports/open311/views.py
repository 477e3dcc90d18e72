"""The six calls of GeoReport v2, and discovery."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from reports.models import Category, PartnerFiling
from reports.open311 import discovery as finding
from reports.open311 import reading, services
from reports.open311.door import Answer, door
from reports.open311.errors import Open311Error
from reports.open311.filing import file_request
from reports.open311.jurisdiction import jurisdiction_of
from reports.open311.parameters import no_service, wanted_from

REFERENCE_SECONDS: Final = 300


def _discovery(request: HttpRequest) -> Answer:
    return Answer("discovery", finding.discovery(request), max_age=REFERENCE_SECONDS)


def _services(request: HttpRequest) -> Answer:
    jurisdiction_of(request.GET)
    return Answer("services", services.service_list(), max_age=REFERENCE_SECONDS)


def _definition(request: HttpRequest, code: str) -> Answer:
    jurisdiction_of(request.GET)
    category = Category.objects.active().filter(code=code).first() if "\x00" not in code else None
    if category is None:
        raise Open311Error(404, no_service(code))
    return Answer("service_definition", services.definition(category), max_age=REFERENCE_SECONDS)


def _requests(request: HttpRequest) -> Answer:
    jurisdiction = jurisdiction_of(request.GET)
    reports = reading.listed(wanted_from(request.GET), jurisdiction)
    told = reading.told(request, reports, extended=_extended(request))
    changed = max(map(reading.changed_at, reports), default=None)
    return Answer("service_requests", told, changed=changed)


def _request(request: HttpRequest, identifier: str) -> Answer:
    report = reading.found(identifier, jurisdiction_of(request.GET))
    if report is None:
        raise Open311Error(404, _("There is no public request with this service_request_id."))
    told = reading.told(request, [report], extended=_extended(request))
    return Answer("service_requests", told, changed=reading.changed_at(report))


def _token(request: HttpRequest, token: str) -> Answer:
    jurisdiction_of(request.GET)
    try:
        filing = PartnerFiling.objects.select_related("report").get(token=UUID(token))
    except (ValueError, PartnerFiling.DoesNotExist) as error:
        raise Open311Error(404, _("There is no such token.")) from error
    told = {"service_request_id": filing.report.number, "token": str(filing.token)}
    return Answer("service_requests", [told], max_age=None)


def _extended(request: HttpRequest) -> bool:
    return request.GET.get("extensions", "").lower() == "true"


discovery = door(read=_discovery)
service_list = door(read=_services)
definition = door(read=_definition)
requests = door(read=_requests, write=file_request)
one_request = door(read=_request)
token = door(read=_token)
