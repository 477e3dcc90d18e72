"""The public map with its list, the clusters it asks for, and the picture on the start page."""

import json
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries import basemap
from maps.clusters import BoxError, View, gather
from maps.filters import FilterForm, Filters, chips, query_of, visible
from maps.overview import picture as overview_picture
from reports.models import Category, Report, State, Theme

PAGE_SIZE = 20
FRESH_SECONDS = 60


@require_safe
def public_map(request: HttpRequest) -> HttpResponse:
    """The map and its twin, the list; wrong filters are shown at the filter, with 400."""
    form = FilterForm(request.GET)
    form.offer_all_regencies()
    sound = form.is_valid()
    filters = Filters.of(form) if sound else None
    reports = visible(request.user, filters) if filters else Report.objects.none()
    context = {
        "form": form,
        "chips": chips(form),
        "counts": reports.aggregate(all=Count("pk"), unplaced=Count("pk", filter=Q(public_point__isnull=True))),
        "page": Paginator(reports.with_names(), PAGE_SIZE).get_page(request.GET.get("page")),
        "map_data": _map_data(form, filters),
        "themes": Theme.objects.all(),
        "words": _words(),
    }
    return render(request, "maps/map.html", context, status=None if sound else HTTPStatus.BAD_REQUEST)


@require_safe
@conditional_page
def clusters(request: HttpRequest) -> HttpResponse:
    """What the map draws in its view (?bbox=west,south,east,north&zoom=…, and the page's filters), as JSON."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        return _problem("; ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()))
    try:
        view = View.parse(request.GET.get("bbox", ""), request.GET.get("zoom", ""))
    except BoxError as error:
        return _problem(str(error))
    response = JsonResponse({"features": gather(visible(request.user, Filters.of(form)), view)})
    # What staff see beyond the public must not be kept by a cache that others use
    patch_cache_control(response, max_age=FRESH_SECONDS, private=request.user.is_authenticated or None)
    return response


@require_safe
@conditional_page
def overview(request: HttpRequest) -> HttpResponse:
    """A small picture of Indonesia for the start page: provinces shaded by their number of public reports."""
    base = basemap.current()
    if base is None:
        raise Http404("no edition of boundaries is in force")
    response = HttpResponse(overview_picture(base), content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS * 10)
    return response


def _problem(detail: str) -> JsonResponse:
    """Problem details (RFC 9457)."""
    body = {"type": "about:blank", "title": "Bad request", "status": 400, "detail": detail}
    return JsonResponse(body, status=HTTPStatus.BAD_REQUEST, content_type="application/problem+json")


def _map_data(form: FilterForm, filters: Filters | None) -> dict[str, Any]:
    """What the map's script reads from its element, as data attributes; without sound filters it asks for nothing."""
    return {
        "clusters": reverse("maps:clusters") if filters else "",
        "bounds": json.dumps(filters.bounds() if filters else None),
        "query": query_of(form),
        "report": reverse("reports:detail", kwargs={"number": "NUMBER"}),
        "text-open": _("Open report {number}"),
        "text-coarse": _("Place made coarse: it lies anywhere in the cell."),
        "text-many": _("{n} reports"),
        "text-more": _("and {n} more; the list holds them all"),
        "text-seen": _("{n} reports in this view"),
        "text-failed": _("The map could not be loaded. Check the connection; the list holds the same reports."),
    }


def _words() -> dict[str, Any]:
    """Categories and states in the language of the page, for popups."""
    return {
        "categories": {c.code: [c.name, c.theme_id] for c in Category.objects.all()},
        "states": {state.value: str(state.label).capitalize() for state in State},
    }
