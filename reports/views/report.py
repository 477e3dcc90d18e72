"""/laporan/NUMBER/: a report as its viewer may see it, and its photos."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.forms.track import NUMBER_ERRORS
from reports.models import Report
from reports.numbers import NumberError, parse_number
from reports.policies import Access, access
from reports.projection import see
from reports.views.session import viewer_of


@never_cache
@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show a report. One that is confidential looks to the public just like one that does not exist."""
    try:
        canonical = parse_number(number)
    except NumberError as error:
        context = {"number": number, "typing_error": NUMBER_ERRORS[error.reason]}
        return render(request, "reports/unavailable.html", context, status=404)
    if canonical != number:
        return redirect("reports:detail", number=canonical)
    viewer = viewer_of(request)
    report = Report.objects.visible_to(viewer.user, viewer.opened).with_names().filter(number=canonical).first()
    seen = see(report, viewer) if report else None
    if seen is None:
        return render(request, "reports/unavailable.html", {"number": canonical}, status=404)
    return render(request, "reports/detail.html", {"seen": seen})


@require_safe
def photo(request: HttpRequest, number: str, position: int, size: str) -> FileResponse:
    """Serve a photo to those who may see the report's content; to others it does not exist."""
    viewer = viewer_of(request)
    report = Report.objects.visible_to(viewer.user, viewer.opened).filter(number=number).first()
    level = access(report, viewer) if report else Access.NONE
    found = report.photos.filter(position=position).first() if report and level >= Access.CONTENT else None
    if found is None:
        raise Http404
    file = found.image if size == "foto" else found.thumbnail
    response = FileResponse(file.open(), content_type="image/jpeg", filename=f"{number}-{position}.jpg")
    # What is public today may be made confidential tomorrow: shared caches must ask again.
    response["Cache-Control"] = "private, no-store" if level == Access.FULL else "public, max-age=300"
    response["Vary"] = "Cookie"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
