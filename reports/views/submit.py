"""/lapor/: the form, and the receipt it ends on."""

from typing import Any, cast

import segno
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from reports import pins
from reports.actions.submit import KeyConflictError, submit_report
from reports.actions.uploads import PhotosGoneError, Ticket
from reports.emergency import contacts_for
from reports.forms import PhotoTray, QuestionForm, ReportForm
from reports.models import Category, Report, StagedPhoto
from reports.moderation import trap
from reports.moderation.blocking import SenderBlockedError
from reports.moderation.gate import Admission
from reports.moderation.tracing import device_of
from reports.numbers import NumberError, parse_number
from reports.photos import MAX_PHOTOS
from reports.place_search import Hit, search_places
from reports.places import PlaceRefusedError
from reports.policies import Viewer
from reports.projection import see
from reports.similar import similar_to
from reports.throttle import TooManyAttemptsError, client_address
from reports.views.devices import remember_device
from reports.views.script import script_settings
from reports.views.session import may_see_receipt, remember_receipt


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Show the form; take in a report; or search a place by name, keeping all that was typed."""
    if request.method != "POST":
        return _page(request, ReportForm(initial=_from_address(request)))
    tray = PhotoTray.receive(
        request.FILES.getlist("photos"), request.POST.getlist("photo_tickets"), client_address(request)
    )
    if "search" in request.POST:
        form = ReportForm(request.POST, tray=tray, searching=True)
        return _page(request, form, search_places(request.POST.get("place_query", "")), searched=True)
    if "check" in request.POST:
        form = ReportForm(request.POST, tray=tray, searching=True)
        return _page(request, form, _hits_again(form))
    form = ReportForm(request.POST, tray=tray)
    if form.is_valid():
        response = _file(request, form)
        if response is not None:
            return response
    hits = _hits_again(form)
    return _page(request, form, hits, searched=bool(hits), status=422)


def _hits_again(form: ReportForm) -> list[Hit]:
    """Return what the words typed may mean, for a form that comes back."""
    typed = form["place_query"].value() or ""
    chosen = form["place_choice"].value()
    hits = search_places(typed) if typed and (chosen or "place_choice" in form.errors) else []
    if "place_choice" not in form.errors and chosen not in {hit.value for hit in hits}:
        return []  # a choice that other words found stays as it is
    return hits


def _file(request: HttpRequest, form: ReportForm) -> HttpResponse | None:
    """File the report and lead to its receipt; None when an error now stands in the form."""
    key = form.cleaned_data["key"]
    if key is None:
        form.add_error(None, _("The form was incomplete. Nothing is lost: please send it again."))
        _renew_key(form)
        return None
    if trap.too_quick(key, form.cleaned_data["stamp"]):
        form.add_error(None, _("That was very quick. Nothing is lost: please press Send once more."))
        _put(form, stamp=trap.renewed(key, form.cleaned_data["stamp"]))
        return None
    submission = form.submission()
    admission = Admission(client_address(request), submission.identity)
    if not _let_in(form, admission):
        return None
    try:
        submitted = submit_report(
            submission, key=key, photos=form.tray.tickets, match=form.match, device=device_of(request)
        )
    except KeyConflictError:
        _renew_key(form)
        form.add_error(
            None,
            _("This form was already sent with other words. To send what stands here as a new report, press Send."),
        )
    except PlaceRefusedError as error:
        form.add_error("place_choice", str(error.message))
    except PhotosGoneError:
        form.tray.tickets.clear()
        form.add_error("photos", _("A photo sent earlier is no longer kept. Choose it again."))
    else:
        if not submitted.created:
            admission.refund()
            form.tray.discard_new()
        remember_receipt(request, submitted.report)
        response = redirect("reports:receipt", number=submitted.report.number)
        remember_device(request, response, submitted.report)
        return response
    admission.refund()
    return None


def _let_in(form: ReportForm, admission: Admission) -> bool:
    """Count the filing against its limits; False, with an error in the form, when it may not be taken in."""
    try:
        admission.charge()
    except TooManyAttemptsError as error:
        minutes = -(-error.retry_after // 60)
        form.add_error(None, _("Many reports came from here. Please send yours again in %d minutes.") % minutes)
        return False
    except SenderBlockedError:
        form.add_error(
            None,
            _(
                "Reports from here are not taken in at the moment. Please call the environment agency of your regency; "
                "where somebody is in danger, call 112."
            ),
        )
        return False
    return True


def _put(form: ReportForm, **values: str) -> None:
    """Change what a form that comes back carries."""
    data = cast(QueryDict, form.data).copy()
    for name, value in values.items():
        data[name] = value
    form.data = data


def _renew_key(form: ReportForm) -> None:
    """Give the form a key of its own, so that the next sending is a new report."""
    fresh = ReportForm().initial
    _put(form, key=str(fresh["key"]), stamp=fresh["stamp"])


def _from_address(request: HttpRequest) -> dict[str, Any]:
    """Start values: a fresh key, and a category or point that a link to the form named (?category=W1&lat=&lon=)."""
    initial: dict[str, Any] = {"key": ReportForm().initial["key"]}
    category = request.GET.get("category", "").upper()
    if category.isalnum() and Category.objects.active().filter(pk=category).exists():
        initial["category"] = category
    if request.GET.get("lat") and request.GET.get("lon"):
        initial["coordinates"] = f"{request.GET['lat']}, {request.GET['lon']}"[:60]
    return initial


def _page(
    request: HttpRequest, form: ReportForm, hits: list[Hit] | None = None, *, searched: bool = False, status: int = 200
) -> HttpResponse:
    hits = [hit for hit in hits or [] if hit.is_choice]
    chosen = form["category"].value()
    # What has come back unjudged, or was named by a link, may yet be answered.
    asked = QuestionForm(request.POST if form.is_bound else form.initial)
    context = {
        "form": form,
        "hits": hits,
        "searched": searched,
        "chosen_category": str(chosen) if chosen else "",
        "place_answer": asked.answer(),
        "place_refusal": asked.refusal() if "check" in request.POST else "",
        "similar": similar_to(asked) if form.is_bound else [],
        "max_photos": MAX_PHOTOS,
        "script_settings": script_settings(),
    }
    return render(request, "reports/submit.html", context, status=status)


@never_cache
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Number and PIN, for the session that filed the report; anyone else is led to the tracking page."""
    report = _just_filed(number)
    if report is None or not may_see_receipt(request, report):
        return HttpResponseRedirect(f"{reverse('reports:track')}?number={number}")
    context = _receipt(request, report)
    return render(request, "reports/receipt.html", context | {"qr": _qr(context["track_url"])})


def _just_filed(number: str) -> Report | None:
    try:
        return Report.objects.with_names().filter(number=parse_number(number)).first()
    except NumberError:
        return None


def _receipt(request: HttpRequest, report: Report) -> dict[str, Any]:
    return {
        "seen": see(report, Viewer.of(opened=[report.pk])),
        "public": see(report, Viewer.of()),
        "contacts": contacts_for(report.category, [area.code for area in (report.regency, report.province) if area]),
        "pin": pins.recover_pin(report.idempotency_key, report.number, report.pin_hash),
        "public_url": request.build_absolute_uri(reverse("reports:detail", args=[report.number])),
        "track_url": request.build_absolute_uri(f"{reverse('reports:track')}?number={report.number}"),
    }


def _qr(text: str) -> str:
    """Return a QR code as SVG without style attributes, which the content security policy forbids."""
    svg = segno.make(text, error="m").svg_inline(scale=4, border=2, omitsize=True, dark="#16231f", light="#ffffff")
    return mark_safe(svg)  # noqa: S308 - drawn from an address of ours, not from a visitor's text


@never_cache
@require_GET
def receipt_file(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as a small text file to keep, for the session that filed the report."""
    report = _just_filed(number)
    if report is None or not may_see_receipt(request, report):
        raise Http404
    text = render_to_string("reports/receipt.txt", _receipt(request, report), request)
    filename = f"laporan-{report.number}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@never_cache
@require_GET
def staged_photo(request: HttpRequest, ticket: str) -> FileResponse:
    """The small copy of a photo taken in before, for the page that carries its ticket."""
    parsed = Ticket.parse(ticket)
    photo = StagedPhoto.objects.filter(pk=parsed.id).first() if parsed else None
    if photo is None:
        raise Http404
    response = FileResponse(photo.thumbnail.open(), content_type="image/jpeg")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
