"""What the page's scripts are told of a map: addresses, classes and words, as one piece of JSON."""

import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.standing import standing_of
from maps.classes.breaks import DENSITY, MONTH, scheme, window_of
from maps.classes.judged import confidence_classes, pattern_classes
from maps.hotspot_page.cases import areas_with_cases
from maps.hotspot_page.layers import Layer
from maps.hotspot_page.legends import schemes
from maps.hotspot_page.months import BOX_FROM, months_of
from maps.layers.ask import Ask
from maps.layers.zooms import COARSE_LEVEL, MAX_ZOOM, hexagon_level
from maps.selection import Selection, first_day, month_of

KINDS = {"signifikansi": "confidence", "bagian": "confidence", "pola": "pattern", "kepadatan": "density"}
REGENCY_ZOOM = 4
"""The least zoom at which tiles of areas hold regencies; further out they are asked for all the same."""


def tiles_address(layer: Layer, selection: Selection) -> str:
    """Return the pattern of a layer's tiles, with {z}, {x} and {y}."""
    return _with(f"{reverse('maps:map')}lapis/{layer.tiles}/{{z}}/{{x}}/{{y}}.mvt", selection)


def _with(address: str, selection: Selection) -> str:
    query = selection.query()
    return f"{address}?{query}" if query else address


def map_data(layer: Layer, ask: Ask, *, slider: bool = True, window: int | None = None) -> dict[str, Any]:
    """Return what scripts need to draw a layer of a question and to say what is seen.

    Parameters
    ----------
    slider
        Whether a slider leads through its months.
    window
        Whose classes it is drawn in (maps.classes.breaks); those nearest to its period by default.
    """
    selection = ask.selection
    window = window_of(selection.since, selection.until) if window is None else window
    geojson = f"{reverse('maps:map')}lapis/{layer.tiles}.geojson"
    data: dict[str, Any] = {
        "kind": KINDS.get(layer.name, "range"),
        "tiles": layer.tiles,
        "id": "code" if layer.by_area else "cell",
        "by": "area" if layer.by_area or layer.name in KINDS else "hexagon",
        "value": layer.measure if layer.measure.startswith("per_") else "n",
        "minZoom": REGENCY_ZOOM if layer.by_area else 0,
        "coarseLevel": COARSE_LEVEL,
        "finerFrom": next(zoom for zoom in range(MAX_ZOOM) if hexagon_level(zoom) > COARSE_LEVEL),
        "levels": _levels(),
        "geojson": _with(geojson, selection),
        "outlines": _with(f"{reverse('maps:map')}lapis/titik-rawan.geojson", selection),
        "reports": _reports(selection),
        "areaLinks": _area_links(ask),
        "placeLinks": _place_links(ask),
        "words": _words(layer),
    }
    if layer.measure:
        data["schemes"] = {level: one.drawn() for level, one in schemes(layer, window).items()}
    elif layer.name == "kepadatan":
        data["schemes"] = {0: scheme(DENSITY).drawn()}
    elif layer.name in KINDS:
        data["classes"] = [one.drawn() for one in _judged(layer)]
    months = months_of(ask) if slider and layer.monthly else None
    if months:
        data["monthly"] = {level: one.drawn() for level, one in schemes(layer, MONTH).items()}
        data["months"] = _months(layer, selection, months)
    return data


def _judged(layer: Layer) -> list[Any]:
    if KINDS[layer.name] == "confidence":
        return confidence_classes()
    return [*pattern_classes(), *pattern_classes(cold=True)]


def _levels() -> list[tuple[int, int]]:
    """Return pairs (first zoom, level of hexagons)."""
    found = [(zoom, hexagon_level(zoom)) for zoom in range(MAX_ZOOM + 1)]
    return [pair for place, pair in enumerate(found) if not place or pair[1] != found[place - 1][1]]


def _months(layer: Layer, selection: Selection, months: range) -> dict[str, Any]:
    days = [first_day(month) for month in months]
    query = selection.query()
    joined = f"{query}&" if query else ""
    return {
        "address": f"{reverse('maps:hotspot-months')}?{joined}layer={layer.name}",
        "names": [_month_name(day) for day in days],
        "keys": [f"{day:%Y-%m}" for day in days],
        "alone": f"?{_without_months(selection)}layer={layer.name}&since={{month}}&until={{month}}",
        "boxFrom": BOX_FROM,
    }


def _month_name(day: dt.date) -> str:
    """Name a month; that of today is not over, and fewer reports in it are no fall."""
    name = date_format(day, "F Y")
    return _("%(month)s (so far)") % {"month": name} if day == timezone.localdate().replace(day=1) else name


def _without_months(selection: Selection) -> str:
    query = replace(selection, since=None, until=None).query()
    return f"{query}&" if query else ""


def _reports(selection: Selection) -> str:
    """Return the address of the map of reports, with those filters that it has too."""
    query = {name: getattr(selection, name) for name in ("theme", "category", "province", "regency")}
    if selection.since:
        query["since"] = selection.since.isoformat()
    if selection.until:
        query["until"] = (first_day(month_of(selection.until) + 1) - dt.timedelta(days=1)).isoformat()
    query = {name: value for name, value in query.items() if value}
    return f"{reverse('maps:map')}?{urlencode(query)}" if query else reverse("maps:map")


def _area_links(ask: Ask) -> list[dict[str, Any]]:
    """Return where an area leads; `within` names the codes of those that a way is for, where it is not for all."""
    links: list[dict[str, Any]] = [
        {"text": _("Only this district"), "href": "?regency=CODE"},
        {"text": _("Its reports on the map"), "href": f"{reverse('maps:map')}?regency=CODE"},
        {"text": _("About this district"), "href": reverse("maps:area", kwargs={"code": "CODE"})},
    ]
    user = ask.audience.user
    if standing_of(user).is_staff:
        inbox = {"text": _("Its cases in the inbox"), "href": f"{reverse('reports:desk:inbox')}?regency=CODE"}
        links.append(inbox | {"within": sorted(areas_with_cases(user))})
    return links


def _place_links(ask: Ask) -> list[dict[str, str]]:
    """Return where a hexagon leads: whether there are cases near it the inbox finds out, so that it is a search."""
    if not standing_of(ask.audience.user).is_staff:
        return []
    inbox = reverse("reports:desk:inbox")
    return [{"text": _("Look in the inbox for cases within 25 km"), "href": f"{inbox}?near=PLACE&km=25"}]


def _words(layer: Layer) -> dict[str, Any]:
    words: dict[str, Any] = {
        "report": _("1 report"),
        "reports": _("{n} reports"),
        "incidents": _("{n} distinct incidents"),
        "unknown": _("none"),
        "coarse": _("Place made coarse: it lies anywhere in the cell."),
        "rate": _rate_words(layer),
        "people": _("{n} people, {on}"),
        "z": _("z = {z}, q = {q}"),
        "percent": _("{percent} % of all incidents"),
        "trend": _("trend: z = {z}"),
        "density": _("{value} incidents per 1,000 km² and year"),
        "campaign": _("Many reports of a few days seem to come from few people."),
        "noPattern": _("no pattern"),
        "hotspot": _("Hotspot {name}: {n} incidents"),
        "reportsHere": _("Reports near here on the map"),
        "month": pgettext("slider", "{month}: {reports}."),
        "whole": _("The whole period is shown."),
        "failed": _("The map could not be loaded. Check the connection; the table holds the same figures."),
        "play": _("Play"),
        "pause": _("Pause"),
    }
    if layer.name in KINDS and layer.name != "kepadatan":
        words["classes"] = {one.name: one.text for one in _judged(layer)}
    return words


def _rate_words(layer: Layer) -> str:
    if layer.measure == "per_100000":
        return _("{rate} per 100,000 people")
    return _("{rate} per 1,000 km²")
