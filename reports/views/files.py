"""Photos and attachments of a report, for those who may see them; for others they do not exist."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from reports.models import Photo, Report
from reports.policies import Access, access
from reports.projection import seen_attachments, seen_photos
from reports.views.session import viewer_of


@require_safe
def photo(request: HttpRequest, number: str, position: int, size: str) -> HttpResponseBase:
    """Serve a photo's public copy, or its thumbnail."""
    report, level = _report(request, number)
    found: Photo | None = seen_photos(report, level).filter(position=position).first()
    if found is None:
        raise Http404
    file = found.image if size == "foto" else found.thumbnail
    # The file's name is new whenever the picture is: what a browser kept is asked for again, and not sent again.
    etag = quote_etag(file.name)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = FileResponse(file.open(), content_type="image/jpeg", filename=f"{number}-{position}.jpg")
        except FileNotFoundError as error:
            raise Http404 from error
    response["ETag"] = etag
    # What is public today may be hidden tomorrow: whoever keeps it must ask again before showing it.
    response["Cache-Control"] = "private, no-store" if level >= Access.FULL else "public, no-cache"
    return _guarded(response)


@require_safe
def attachment(request: HttpRequest, number: str, pk: UUID) -> HttpResponseBase:
    """Hand out a file to be kept, never to be opened in the page's own place."""
    report, level = _report(request, number)
    found = seen_attachments(report, level).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        response = FileResponse(
            found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
        )
    except FileNotFoundError as error:
        raise Http404 from error
    response["Cache-Control"] = "private, no-store"
    return _guarded(response)


def _report(request: HttpRequest, number: str) -> tuple[Report, Access]:
    viewer = viewer_of(request)
    report = Report.everything.visible_to(viewer.user, viewer.opened).with_names().filter(number=number).first()
    if report is None:
        raise Http404
    return report, access(report, viewer)


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    response["Vary"] = "Cookie"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
