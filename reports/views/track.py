"""/lacak/: open a report with its number and PIN."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions.track import WrongPinError, open_report
from reports.forms import TrackForm
from reports.throttle import TooManyAttemptsError, client_address
from reports.views.devices import opened_here, remember_device
from reports.views.session import forget_all, remember_opened


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and PIN; lead to the report when they belong together."""
    if request.method != "POST":
        return render(request, "reports/track.html", {"form": TrackForm(initial={"number": request.GET.get("number")})})
    form = TrackForm(request.POST)
    status, headers = 422, {}
    if form.is_valid():
        number = form.cleaned_data["number"]
        try:
            known = opened_here(request, number)
            report = open_report(number, form.cleaned_data["pin"], client_address(request), known=known)
        except WrongPinError:
            form.add_error("pin", _("This number and this PIN do not belong together. Compare both with your receipt."))
        except TooManyAttemptsError as error:
            minutes = -(-error.retry_after // 60)
            form.add_error("pin", _("Too many attempts. Please try again in %d minutes.") % minutes)
            status, headers = 429, {"Retry-After": str(error.retry_after)}
        else:
            remember_opened(request, report)
            opened = redirect("reports:detail", number=report.number)
            remember_device(request, opened, report)
            return opened
    response = render(request, "reports/track.html", {"form": form}, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Forget what this session has opened, for a telephone that several people use."""
    forget_all(request)
    return redirect("reports:track")
