"""/laporan/NUMBER/DEED/: what a reporter does with their case. Sent twice it is done once; nothing typed is lost."""

import copy
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reports.actions.case.change import StaleError
from reports.actions.case.errors import RefusedError
from reports.actions.track import WrongPinError, open_report
from reports.follow.deeds import BY_SLUG, BY_VERB, Deed
from reports.follow.finding import NotHereError, own, parsed, shown
from reports.follow.forms import CommentForm, DeedForm, PinForm
from reports.follow.page import start_values
from reports.forms.photos import PhotoTray
from reports.lifecycle.offer import NotAllowedError, NotPossibleError, actors, offered
from reports.models import OPEN_STATES, Report
from reports.photos import MAX_PHOTOS
from reports.policies import Viewer
from reports.projection import see
from reports.throttle import Limit, TooManyAttemptsError, client_address
from reports.views.devices import opened_here
from reports.views.session import remember_opened, viewer_of

# More than anybody has to say, taps on all questions of the survey included.
PER_REPORT = Limit("deeds", 60)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Show the form of one deed, or do it. Who is not (or no longer) known as the reporter is asked for the PIN."""
    wanted = BY_SLUG[slug]
    try:
        canonical = parsed(request, number)
    except NotHereError as error:
        return error.response
    report = own(canonical, viewer_of(request))
    if request.method != "POST":
        if report is None:
            return redirect(f"{reverse('reports:track')}?number={canonical}")
        form = wanted.form(initial={**start_values(report, wanted), "seen": shown(report)})
        return _page(request, report, wanted, form)
    form = _received(request, wanted)
    if report is None:
        pin = PinForm({"number": canonical, "pin": request.POST["pin"]}) if "pin" in request.POST else None
        report = _open(request, pin)
        if report is None:
            return _ask_pin(request, canonical, wanted, form, pin)
    if "preview" in request.POST and form.is_valid():
        return _page(request, report, wanted, form, preview=_as_public(report, form))
    return _do(request, report, wanted, form)


def _received(request: HttpRequest, wanted: Deed) -> DeedForm:
    tray = PhotoTray()
    if wanted.form.takes_photos:
        tickets = request.POST.getlist("photo_tickets")
        tray = PhotoTray.receive(request.FILES.getlist("photos"), tickets, client_address(request))
    return wanted.form(request.POST, tray=tray)


def _open(request: HttpRequest, pin: PinForm | None) -> Report | None:
    """Open a report whose PIN was sent along; None, with an error in the form, when it does not fit."""
    if pin is None or not pin.is_valid():
        return None
    try:
        number = pin.cleaned_data["number"]
        known = opened_here(request, number)
        report = open_report(number, pin.cleaned_data["pin"], client_address(request), known=known)
    except WrongPinError:
        pin.add_error("pin", _("This number and this PIN do not belong together. Compare both with your receipt."))
    except TooManyAttemptsError as error:
        pin.add_error("pin", _("Too many attempts. Please try again in %d minutes.") % -(-error.retry_after // 60))
    else:
        remember_opened(request, report)
        return own(report.number, Viewer.of(opened=[report.pk]))
    return None


def _do(request: HttpRequest, report: Report, wanted: Deed, form: DeedForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, report, wanted, form, status=422)
    if wanted.done_before(report, form):
        return _done(request, report, wanted)
    seen = form.cleaned_data["seen"]
    if wanted.decides and seen is not None and seen != shown(report):
        return _too_late(request, report.number, wanted, form)
    try:
        status = _attempt(report, viewer_of(request), wanted, form)
    except (StaleError, NotPossibleError, NotAllowedError):
        return _too_late(request, report.number, wanted, form)
    return _page(request, report, wanted, form, status=status) if status else _done(request, report, wanted)


def _attempt(report: Report, viewer: Viewer, wanted: Deed, form: DeedForm) -> int:
    """Do it; return 0, or the status of a page whose form now says what is wrong."""
    try:
        PER_REPORT.charge(str(report.pk))
        wanted.do(report, viewer, form, report.version if wanted.decides else None)
    except RefusedError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return 422
    except TooManyAttemptsError as error:
        minutes = -(-error.retry_after // 60)
        form.add_error(None, _("Very much was sent for this report. Please try again in %d minutes.") % minutes)
        return 429
    return 0


def _done(request: HttpRequest, report: Report, wanted: Deed) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"kept": True})
    messages.success(request, str(wanted.thanks))
    return redirect("reports:detail", number=report.number)


def _too_late(request: HttpRequest, number: str, wanted: Deed, form: DeedForm) -> HttpResponse:
    """Somebody was faster: perhaps this very form, sent twice; otherwise say what has become of the report."""
    report = own(number, viewer_of(request))
    if report is None:
        return _ask_pin(request, number, wanted, form, None)
    if wanted.done_before(report, form):
        return _done(request, report, wanted)
    return _news(request, report, wanted, form)


def _news(request: HttpRequest, report: Report, wanted: Deed, form: DeedForm) -> HttpResponse:
    """The case has moved on: say so, keep the words, and let them be sent again if that can still be done."""
    data = cast(QueryDict, form.data).copy()
    data["seen"] = str(shown(report))
    form.data = data
    return _page(request, report, wanted, form, moved_on=True, status=409)


def _page(
    request: HttpRequest,
    report: Report,
    wanted: Deed,
    form: DeedForm,
    *,
    preview: Any = None,
    moved_on: bool = False,
    status: int = 200,
) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"kept": False, "errors": form.errors.get_json_data()}, status=status)
    viewer = viewer_of(request)
    may = {transition.verb for transition in offered(report, actors(report, viewer))}
    instead = None
    if wanted.verb not in may and "comment" in may and (form["body"].value() if "body" in form.fields else ""):
        instead = CommentForm(initial={"body": form["body"].value()}, auto_id="instead_%s")
    context = {
        "deed": wanted,
        "form": form,
        "seen": see(report, viewer),
        "possible": wanted.verb in may,
        "photos_possible": wanted.form.takes_photos and report.state in OPEN_STATES,
        "instead": instead,
        "instead_deed": BY_VERB["comment"],
        "moved_on": moved_on,
        "previewed": preview is not None,
        "preview": preview or None,
        "public": see(report, Viewer.of()),
        "max_photos": MAX_PHOTOS,
    }
    return render(request, "reports/follow/deed.html", context, status=status)


def _as_public(report: Report, form: DeedForm) -> Any:
    """What the public would see of the report; "" when that is nothing."""
    changed = copy.copy(report)  # never saved
    changed.anonymous = form.cleaned_data.get("anonymous", report.anonymous)
    changed.confidential = form.cleaned_data.get("confidential", report.confidential)
    return see(changed, Viewer.of()) or ""


def _ask_pin(request: HttpRequest, number: str, wanted: Deed, form: DeedForm, pin: PinForm | None) -> HttpResponse:
    """Ask for the PIN, with all that was typed; whether there is such a report is not told."""
    if _by_script(request):
        return JsonResponse({"kept": False, "errors": {}}, status=403)
    context = {
        "deed": wanted,
        "form": form,
        "number": number,
        "pin_form": pin or PinForm(initial={"number": number}),
        "max_photos": MAX_PHOTOS,
    }
    return render(request, "reports/follow/again.html", context, status=422 if pin else 403)


def _by_script(request: HttpRequest) -> bool:
    """Whether a script of ours asks, to which a short answer is enough."""
    return request.headers.get("X-Requested-With") == "fetch"
