"""/pemantauan/laporan/: the reports that somebody may read, one of them, and its files."""

import hashlib
import logging
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.changing import NotAllowedError
from monitoring.measures import BY_NAME, Figure, cutoff_on
from monitoring.pages.cards import card_of
from period_reports.actions.building import publish_report
from period_reports.contents.summary import HEADLINE
from period_reports.models import PeriodReport, ReportFile
from period_reports.policies import builds_any, may_build, may_publish
from reports.desk.entry import staff_page

logger = logging.getLogger(__name__)
PAGE_SIZE: Final = 20
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the reports that the reader may have, the newest first; of one area where it is named."""
    reports = PeriodReport.objects.visible_to(request.user).select_related("edition")
    area = request.GET.get("area", "").replace("\x00", "")[:5]
    if area:
        reports = reports.filter(area=area)
    context = {
        "page": Paginator(reports, PAGE_SIZE).get_page(request.GET.get("page")),
        "area": area,
        "builds": builds_any(request.user),
    }
    return _private(request, render(request, "period_reports/list.html", context))


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report: its figures, its files with their checksums, who had it built, and a later one."""
    found = _find(request, pk)
    return _private(request, render(request, "period_reports/report.html", _context(request, found)))


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a report is: a part of its page, asked for again and again by the page's script."""
    found = _find(request, pk)
    return _private(request, render(request, "period_reports/state.html", _context(request, found)))


@require_safe
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Send a file of a report, after a look whether it is still the one that was built."""
    found: ReportFile | None = _find(request, pk).files.filter(kind=kind).first()
    if found is None:
        raise Http404
    try:
        with found.file.open("rb") as opened:
            content = opened.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != found.sha256:
        logger.error("file %s of period report %s is not what was built", found.name, pk)
        page = render(request, "period_reports/damaged.html", {"file": found}, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return _private(request, page)
    response = HttpResponse(content, content_type=MEDIA_TYPES[found.kind])
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["ETag"] = f'"{found.sha256}"'
    return _private(request, response)


@require_POST
@staff_page
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a report out for everybody, or take it back."""
    found, published = _find(request, pk), request.POST.get("published") == "1"
    try:
        publish_report(found, request.user, published=published)
    except NotAllowedError as error:
        raise PermissionDenied from error
    words = _("The report is published: everybody reads it.") if published else _("The report is taken off the pages.")
    messages.success(request, words)
    return redirect(found.url)


def _find(request: HttpRequest, pk: int) -> PeriodReport:
    found = PeriodReport.objects.visible_to(request.user).select_related("edition", "asked_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, found: PeriodReport) -> dict[str, Any]:
    staff = may_build(request.user, found.area, public=found.public, edition=found.edition)
    return {
        "report": found,
        "files": found.files.all(),
        "cards": _cards(found) if found.figures else [],
        "successor": found.successor if found.built_at else None,
        "staff": staff,
        "may_publish": may_publish(request.user, found) and bool(found.built_at),
    }


def _cards(found: PeriodReport) -> list[Any]:
    """Return the figures that the report tells first, as they were built."""
    cutoff = cutoff_on(found.on)
    return [
        card_of(Figure(name, cutoff=cutoff, **found.figures[name]))
        for name in HEADLINE
        if name in found.figures and name in BY_NAME
    ]


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep what staff reads out of caches."""
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response
