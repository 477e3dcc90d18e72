"""/titik-rawan/: where reports gather, one layer at a time, as a map, a table and sentences."""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import Agency
from accounts.standing import standing_of
from boundaries import basemap
from boundaries.models import Area
from maps.beyond.reading import beyond
from maps.classes.breaks import window_of
from maps.figures import figure
from maps.hotspot_page import judged
from maps.hotspot_page.drawing import HeatPoint, build
from maps.hotspot_page.form import HotspotForm
from maps.hotspot_page.layers import LAYERS, Layer
from maps.hotspot_page.legends import legend
from maps.hotspot_page.near import NearForm, along
from maps.hotspot_page.reading import Totals, heat_points, totals
from maps.hotspot_page.scripting import map_data, tiles_address
from maps.hotspot_page.tables import Table, areas, hexagons, hotspots
from maps.hotspot_page.telling import sentences
from maps.layers.ask import Ask
from maps.layers.audience import Audience
from maps.layers.limits import GivenUpError, time_limit
from maps.layers.refusing import told_when
from maps.models import Run
from maps.pictures.words import period, place, subject
from maps.runs import words
from maps.selection import Selection

DATA_ID = "hotspot-data"
FRESH_SECONDS = 60
SECONDS = 15.0
EVERYWHERE = "province="
"""The query of who works for one area and wants to see all of them: a filter that is there and empty."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All figures of the page: dear to make, and for visitors the same within a minute."""

    totals: Totals
    table: Table | None
    told: list[str]
    run: Run | None
    heat: list[HeatPoint]


@require_safe
def hotspot_page(request: HttpRequest) -> HttpResponse:
    """The page of one layer; filters that make no sense are told at the filter, with 400."""
    if not request.GET and (area := area_of(request.user)):
        return redirect(f"{request.path}?{area}")
    form, audience = HotspotForm(request.GET), Audience.of(request.user)
    audience.name_urgency(form)
    form.offer_all_regencies()
    sound = form.is_valid()
    ask, layer = Ask(Selection.of(form) if sound else Selection(), audience), form.chosen
    context: dict[str, Any] = {"form": form, "chips": form.filters(), "layer": layer, "groups": groups(form)}
    context |= {"near_form": NearForm(), "along": along(request.GET)}
    context["everything"] = f"?{EVERYWHERE}" if area_of(request.user) else request.path
    status, given_up = HTTPStatus.OK if sound else HTTPStatus.BAD_REQUEST, None
    if sound and ask.selection.edition is not None:
        try:
            with time_limit(SECONDS):
                context |= _found(request, form, ask)
        except GivenUpError as error:
            status, given_up = HTTPStatus.SERVICE_UNAVAILABLE, error
            context["given_up"] = error.words
    return told_when(render(request, "maps/hotspots/page.html", context, status=status), given_up)


def _found(request: HttpRequest, form: HotspotForm, ask: Ask) -> dict[str, Any]:
    """Return all that a sound selection adds to the page."""
    layer, selection = form.chosen, ask.selection
    shown = shown_of(ask, layer, request.GET.get("page"))
    lacks_run = layer.name in judged.JUDGED and (shown.run is None or not shown.run.enough)
    address = tiles_address(layer, selection) if layer.tiles and not lacks_run else ""
    fmap, grid = build(layer, address, DATA_ID, shown.heat, bounds_of(selection))
    return {
        "figure": figure(fmap),
        "grid": grid,
        "map_data": map_data(layer, ask),
        "data_id": DATA_ID,
        "base": basemap.of(selection.edition) if selection.edition else None,
        "legend": legend(layer, shown.run, window_of(selection.since, selection.until)),
        "query": selection.query(),
        "selection": selection,
        "beyond": beyond(selection),
        "staff": standing_of(request.user).is_staff,
        "subject": subject(selection),
        "place": place(selection),
        "period": _period(shown),
        "totals": shown.totals,
        "table": shown.table,
        "page": shown.table and shown.table.page,
        "told": shown.told,
        "run": shown.run,
        "run_method": words.method(shown.run) if shown.run else "",
        "caveats": words.caveats(shown.run) if shown.run else [words.density_of_reporters()],
    }


def _period(shown: Shown) -> str:
    """Return the months that the figures are of: a statistic is worked out over months of its own."""
    if shown.run is not None:
        return period(shown.run.since, shown.run.until)
    return period(shown.totals.first, shown.totals.last)


def shown_of(ask: Ask, layer: Layer, wanted: str | None) -> Shown:
    """Return the figures of a layer; those of visitors are kept for a minute, staff see the state of now."""
    if not ask.audience.is_shared:
        return _shown(ask, layer, wanted)
    state = f"{layer.name}|{wanted}|{get_language()}|{ask.selection.key}"
    key = f"hotspots:{hashlib.sha256(state.encode()).hexdigest()}"
    shown: Shown | None = cache.get(key)
    if shown is None:
        shown = _shown(ask, layer, wanted)
        cache.set(key, shown, settings.LAYERS_KEPT_SECONDS)
    return shown


def _shown(ask: Ask, layer: Layer, wanted: str | None) -> Shown:
    run = judged.run_of(ask, layer)
    table = _table(ask, layer, wanted, run)
    heat = heat_points(ask) if layer.name == "panas" else []
    sums = totals(ask)
    return Shown(sums, table, sentences(ask, layer, run, sums, table), run, heat)


def _table(ask: Ask, layer: Layer, wanted: str | None, run: Run | None) -> Table | None:
    if layer.name in judged.JUDGED:
        return judged.table(ask, wanted, layer, run) if run and run.enough else None
    if layer.by_area:
        return areas(ask, wanted, layer)
    return hotspots(ask, wanted, layer) if layer.name == "titik-rawan" else hexagons(ask, wanted, layer)


def groups(form: HotspotForm) -> list[tuple[str, list[tuple[Layer, str]]]]:
    """Return the layers under their headings, each with the query that shows it with the same filters."""
    found: dict[str, list[tuple[Layer, str]]] = {}
    for layer in LAYERS.values():
        found.setdefault(str(layer.group), []).append((layer, form.query(layer=layer.name, page="")))
    return list(found.items())


def area_of(user: Any) -> str:
    """Return the query of the one area that a user works for; "" where that is none, several, or the country."""
    standing = standing_of(user)
    if standing.national or not standing.is_staff:
        return ""
    served = Agency.objects.filter(pk__in=standing.handles).values_list("area_codes", flat=True)
    codes = {code for codes in served for code in codes} | set(standing.provinces)
    if len(codes) != 1 or Agency.NATION in codes:
        return ""
    [code] = codes
    return f"regency={code}" if "." in code else f"province={code}"


def bounds_of(selection: Selection) -> list[list[float]] | None:
    """Return the corners (lat, lon; EPSG:4326) of the area that is asked for; None for the whole country."""
    if not selection.area or selection.edition is None:
        return None
    area = Area.objects.of(selection.edition).filter(code=selection.area)
    extent = area.aggregate(box=Extent("generalised"))["box"]
    return extent and [[extent[1], extent[0]], [extent[3], extent[2]]]
