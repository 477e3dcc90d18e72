"""/akun/laporan/: the reports that a citizen with an account made their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions.case.errors import RefusedError
from reports.actions.case.following import claim_opened, claim_report, unclaim
from reports.actions.track import WrongPinError
from reports.follow.claimed import claimed_by
from reports.follow.finding import NotHereError, own, parsed
from reports.follow.forms import ClaimForm
from reports.lifecycle.offer import NotAllowedError
from reports.throttle import TooManyAttemptsError, client_address
from reports.views.session import viewer_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """List one's own reports, and take in another one by its number and PIN."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                claim = claim_report(
                    request.user, number=said["number"], pin=said["pin"], address=client_address(request)
                )
            except WrongPinError:
                form.add_error(
                    "pin", _("This number and this PIN do not belong together. Compare both with your receipt.")
                )
            except RefusedError as error:
                form.add_error(error.field or None, str(error.message))
            except TooManyAttemptsError as error:
                minutes = -(-error.retry_after // 60)
                form.add_error("pin", _("Too many attempts. Please try again in %d minutes.") % minutes)
                status = 429
            else:
                messages.success(request, _("Report %s now stands in your account.") % claim.report.number)
                return redirect("reports:mine")
    context = {"form": form, "reports": claimed_by(request.user)}
    return render(request, "reports/follow/mine.html", context, status=status)


@login_required
@require_POST
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Put a report into one's account, or take it out (`undo`); number and PIN open it all the same."""
    try:
        canonical = parsed(request, number)
    except NotHereError as error:
        return error.response
    viewer = viewer_of(request)
    report = own(canonical, viewer)
    if report is None:
        return redirect("reports:mine")
    if "undo" in request.POST:
        unclaim(request.user, report)
        messages.info(request, _("Report %s no longer stands in your account.") % canonical)
        return redirect("reports:mine")
    try:
        claim_opened(request.user, report, viewer)
        messages.success(request, _("Report %s now stands in your account.") % canonical)
    except RefusedError as error:
        messages.error(request, str(error.message))
    except NotAllowedError:
        return redirect("reports:mine")
    return redirect("reports:detail", number=canonical)
