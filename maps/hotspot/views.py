"""/titik-rawan/NUMBER/ and /titik-rawan/daftar/: hotspots for everybody, each as far as the viewer may see it."""

import json
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.standing import standing_of
from maps.filters import chips, query_of
from maps.hotspot.drilling import cases_of
from maps.hotspot.page import read_page
from maps.hotspot.seeing import in_order, see_hotspot
from maps.hotspot.selecting import selected
from maps.layers.audience import Audience
from maps.layers.limits import GivenUpError, time_limit
from maps.layers.refusing import limited, told_when
from maps.models import Hotspot
from maps.models.hotspots import FEWEST_SEEN
from maps.selection import Selection, SelectionForm

PAGE_SIZE, REPORTS = 20, 10


@require_safe
@limited
def hotspot(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show one hotspot; one that became part of another leads there. What a viewer may not see is not there."""
    row = Hotspot.objects.select_related("joined_to").filter(number=number).first()
    row = followed(row)
    seen = see_hotspot(row, request.user) if row else None
    if row is None or seen is None:
        raise Http404("no hotspot has this number, or too little of it may be seen")
    if row.number != number:
        return redirect("maps:hotspot", number=row.number, permanent=True)
    page, staff = read_page(seen, request.user), standing_of(request.user).is_staff
    context = {
        "page": page,
        "seen": seen,
        "hotspot": row,
        "map_data": {name: json.dumps(value) for name, value in page.map_data.items()},
        "reports": Paginator(page.reports.with_names(), REPORTS).get_page(request.GET.get("page")),
        "staff": staff,
        "cases": cases_of(seen) if staff else "",
        "fewest": FEWEST_SEEN,
    }
    response = render(request, "maps/hotspot/page.html", context)
    return _kept_privately(request, response)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the hotspots of a selection; wrong filters are shown at the filter, with 400."""
    form = SelectionForm(request.GET)
    form.offer_all_regencies()
    Audience.of(request.user).name_urgency(form)
    context = {"form": form, "chips": chips(form), "query": query_of(form), "fewest": FEWEST_SEEN}
    status, given_up = HTTPStatus.OK, None
    if not form.is_valid():
        status = HTTPStatus.BAD_REQUEST
    else:
        try:
            with time_limit(settings.LAYER_SECONDS):
                context |= _listed(request, Selection.of(form))
        except GivenUpError as error:
            status, given_up = HTTPStatus.SERVICE_UNAVAILABLE, error
            context["given_up"] = error.words
    response = render(request, "maps/hotspot/list.html", context, status=status)
    return told_when(_kept_privately(request, response), given_up)


def _listed(request: HttpRequest, selection: Selection) -> dict[str, Any]:
    page = Paginator(selected(request.user, selection), PAGE_SIZE).get_page(request.GET.get("page"))
    return {"page": page, "hotspots": in_order(request.user, page.object_list)}


def followed(row: Hotspot | None) -> Hotspot | None:
    """Return the hotspot that one has become, however often it was joined to another."""
    while row is not None and row.joined_to is not None:
        row = row.joined_to
    return row


def _kept_privately(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What staff see beyond the public must not be kept by a cache that others use."""
    if request.user.is_authenticated:
        patch_cache_control(response, private=True)
    return response
