"""/petugas/konsultasi/: the consultations that are a user's business, and what is done to them."""

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from participation import deeds
from participation.consultations.forms import DEEDS, AgreeForm, MakeConsultationForm
from participation.consultations.serving import send_minutes
from participation.consultations.showing import context_of
from participation.models import Consultation
from reports.desk.entry import kept_form, staff_page

PAGE_SIZE: Final = 20


@require_safe
@staff_page
def listing(request: HttpRequest) -> HttpResponse:
    """Show the consultations that are the user's business, the latest first."""
    found = Consultation.objects.of_staff(request.user).select_related("agency").prefetch_related("attendances")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "participation/consultations/desk.html", {"page": page})


@require_safe
@staff_page
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one to staff, with its history and what may be done."""
    found = _find(request, pk)
    context = {
        **context_of(found, request.user),
        "deeds": [(slug, form) for slug, form in DEEDS.items() if form.possible(found, request.user)],
        "history": found.history.select_related("actor"),
    }
    return render(request, "participation/consultations/desk_consultation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def make(request: HttpRequest) -> HttpResponse:
    """Make one."""
    form = MakeConsultationForm(request.user, request.POST if request.method == "POST" else kept_form(request))
    done = _("It is kept. Nobody but staff reads it until you publish it.")
    return _made(request, form, "participation/consultations/make.html", {}, done)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an action that was agreed as an action plan."""
    found = _find(request, pk)
    form = AgreeForm(found, request.user, request.POST if request.method == "POST" else kept_form(request))
    done = _("The plan is made. Nobody but staff reads it until you publish it.")
    return _made(request, form, "participation/consultations/agree.html", {"consultation": found}, done)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""
    kind, found = DEEDS.get(deed), _find(request, pk)
    if kind is None:
        raise Http404
    template = "telling" if deed == "ubah" else "act"
    return deeds.act(request, found, kind, f"participation/consultations/{template}.html")


@require_safe
@staff_page
def minutes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the minutes to staff, also before they are public."""
    return send_minutes(_find(request, pk))


def _made(request: HttpRequest, form: Any, template: str, context: dict[str, Any], done: Any) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        made = deeds.perform(form)
        if made is not None:
            messages.success(request, str(done))
            return redirect(made.desk_url)
    return render(request, template, {"form": form, **context}, status=status)


def _find(request: HttpRequest, pk: int) -> Consultation:
    """Return one that is the user's business. Raises Http404."""
    found = Consultation.objects.of_staff(request.user).select_related("agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
