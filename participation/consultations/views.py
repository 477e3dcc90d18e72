"""/pemantauan/konsultasi/: the consultations that everybody may read."""

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from participation.consultations.serving import send_minutes
from participation.consultations.showing import public_context_of
from participation.models import Consultation

PAGE_SIZE: Final = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the published consultations, the latest first."""
    found = Consultation.objects.published().select_related("agency").prefetch_related("attendances")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "participation/consultations/list.html", {"page": page})


@require_safe
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published one; its figures and hotspots are the public ones, whoever reads it."""
    return render(request, "participation/consultations/consultation.html", public_context_of(_find(pk)))


@require_safe
def minutes(_request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the minutes of a published one."""
    return send_minutes(_find(pk))


def _find(pk: int) -> Consultation:
    found = Consultation.objects.published().select_related("agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
