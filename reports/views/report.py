"""/laporan/NUMBER/: a report as its viewer may see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.directory import Directory
from reports.follow.finding import NotHereError, parsed, visible
from reports.follow.forms import FollowForm
from reports.follow.page import own_side, public_side
from reports.follow.sections import own_sections
from reports.moderation.visitors import visitor_of
from reports.photos import MAX_PHOTOS
from reports.policies import Viewer
from reports.projection import see
from reports.timeline import timeline
from reports.views.session import viewer_of
from reports.zones import tell_times_of


@never_cache
@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show a report. One that is confidential looks to the public just like one that does not exist.

    `?publik` shows its reporter what the public sees of it.
    """
    try:
        canonical = parsed(request, number)
        if canonical != number:
            return redirect("reports:detail", number=canonical)
        as_public = "publik" in request.GET
        viewer = Viewer.of() if as_public else viewer_of(request)
        report = visible(request, canonical, viewer)
    except NotHereError as error:
        return error.response
    seen = see(report, viewer)
    if seen and seen.responsibility:  # the one that this viewer knows of: a zone, too, tells where a coarse place lies
        tell_times_of([Directory.on().get(seen.responsibility.now.agency.code)])
    own = own_side(report, viewer, seen) if seen else None
    context = {
        "seen": seen,
        "public": see(report, Viewer.of()),
        "own": own,
        "own_sections": own_sections(request, report) if own else [],
        "everyone": public_side(report, visitor_of(request)),
        "follow_form": FollowForm(),
        "steps": timeline(report, viewer),
        "opened": report.pk in viewer.opened,
        "as_public": as_public,
        "max_photos": MAX_PHOTOS,
    }
    return render(request, "reports/detail.html", context)
