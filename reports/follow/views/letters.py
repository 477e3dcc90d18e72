"""The links of letters: letters begin and end here, without an account.

Opening a link changes nothing, for programs that look for malice open every link of a letter; the one button does. Mail
programs end the letters by themselves with one click (RFC 8058).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reports.actions.case.following import UnknownTokenError, confirm_following, find_follower, stop_following
from reports.models import Follower
from reports.policies import Access, Viewer, access


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Let letters begin."""
    return _answer(request, token, confirm_following, "reports/follow/confirm.html")


# A mail program has no cookie of ours; whoever has the token may end the letters from anywhere.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the letters."""
    return _answer(request, token, stop_following, "reports/follow/stop.html")


def _answer(request: HttpRequest, token: str, act: Callable[[str], Follower], template: str) -> HttpResponse:
    try:
        follower = act(token) if request.method == "POST" else find_follower(token)
    except UnknownTokenError:
        return render(request, "reports/follow/unknown_link.html", status=404)
    report = follower.report
    context = {
        "number": report.number,
        "done": request.method == "POST",
        "follows": follower.confirmed_at is not None and follower.stopped_at is None,
        "public": access(report, Viewer.of()) > Access.NONE,
    }
    return render(request, template, context)
