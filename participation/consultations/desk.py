"""/petugas/konsultasi/: the consultations that are a user's business, and what is done to them."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation import deeds
from participation.consultations.forms import DEEDS, AgreeForm, MakeConsultationForm
from participation.consultations.serving import send_minutes
from participation.consultations.showing import context_of, next_step, public_context_of
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
    """Show one to staff: what comes next, what was said, what may be done, what was done."""
    found = _find(request, pk)
    shown = context_of(found, request.user)
    context = {**shown, **deeds.shown(found, request.user, DEEDS, next_step(found, shown["plans"]))}
    return render(request, "participation/consultations/desk_consultation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def make(request: HttpRequest) -> HttpResponse:
    """Make one."""
    form = MakeConsultationForm(request.user, request.POST if request.method == "POST" else kept_form(request))
    done = _("It is kept. Nobody but staff reads it until you publish it.")
    return deeds.make(
        request, form, "participation/consultations/make.html", done=done, away=reverse("consultations:desk")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an action that was agreed as an action plan."""
    found = _find(request, pk)
    form = AgreeForm(found, request.user, request.POST if request.method == "POST" else kept_form(request))
    done = _("The plan is made. Nobody but staff reads it until you publish it.")
    return deeds.make(
        request, form, "participation/consultations/agree.html", done=done, away=found.desk_url, consultation=found
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it; before it is published, what everybody would read."""
    template = {"ubah": "telling", "terbitkan": "publish"}.get(deed, "act")
    more: Any = public_context_of if template == "publish" else lambda _found: {}
    found = _find(request, pk)
    return deeds.act(request, found, DEEDS, deed, f"participation/consultations/{template}.html", more=more)


@require_safe
@staff_page
def minutes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the minutes to staff, also before they are public."""
    return send_minutes(_find(request, pk))


def _find(request: HttpRequest, pk: int) -> Consultation:
    """Return one that is the user's business. Raises Http404."""
    return get_object_or_404(Consultation.objects.of_staff(request.user).select_related("agency"), pk=pk)
