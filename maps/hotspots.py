"""Where complaints gather: a folium map of heat, gathered cells and regencies, from figures that SQL has summed."""

import html
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import MacroElement
from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from folium.plugins import HeatMap

from boundaries.basemap import Basemap
from boundaries.outlines import outlines
from reports.querysets import ReportQuerySet

# Lower bounds of the classes; they stay the same whatever the filters, so that two maps can be compared.
BREAKS = (10, 30, 100, 300, 1000)
RAMP = ("#fee8b0", "#fdbe68", "#f08a34", "#c8551b", "#86300b")  # light to dark brown; told apart without red or green
TOO_FEW = "#e9e7df"  # below the first break: too few to shade
NOTHING = "#ffffff"
HEAT = {0.2: "#fee8b0", 0.45: "#fdbe68", 0.65: "#f08a34", 0.85: "#c8551b", 1.0: "#86300b"}
HEAT_CELL, HEAT_CELLS = 0.1, 2_500
CIRCLE_CELL = 1.0
COUNTRY = [[-11.0, 95.0], [6.1, 141.1]]


@dataclass(frozen=True, slots=True)
class RegencyCount:
    """How many reports lie in a regency of the edition in force."""

    code: str
    name: str
    province: str
    n: int

    @property
    def swatch(self) -> str:
        """The class of colour it is drawn in."""
        return class_of(self.n)


def class_of(n: int) -> str:
    """Name the class of a count: "none", "few", or the place of its break, "0" to "4"."""
    if n == 0:
        return "none"
    place = sum(n >= lower for lower in BREAKS)
    return "few" if place == 0 else str(place - 1)


def regency_counts(reports: ReportQuerySet, areas: dict[str, Any]) -> list[RegencyCount]:
    """Count reports by regency code; every regency of `areas` (boundaries.outlines) is there, also with none."""
    rows = reports.filter(regency__isnull=False).order_by().values_list("regency__code").annotate(n=Count("pk"))
    counted = dict(rows)
    return [RegencyCount(code, area["name"], area["parent"], counted.get(code, 0)) for code, area in areas.items()]


def legend(counts: Iterable[RegencyCount]) -> list[tuple[str, str, str]]:
    """Return the classes from none to most: (swatch class, its range in words, how many regencies are in it)."""
    sizes: dict[str, int] = {}
    for count in counts:
        sizes[count.swatch] = sizes.get(count.swatch, 0) + 1
    uppers = (*(lower - 1 for lower in BREAKS[1:]), None)
    ranges = [("none", _("no reports")), ("few", _("under %(n)s: too few to shade") % {"n": BREAKS[0]})]
    for place, (lower, upper) in enumerate(zip(BREAKS, uppers, strict=True)):
        text = f"{_number(lower)}–{_number(upper)}" if upper else _("%(n)s and more") % {"n": _number(lower)}
        ranges.append((str(place), text))
    return [(f"shade-{name}", text, _areas(sizes.get(name, 0))) for name, text in ranges]


def _areas(n: int) -> str:
    return ngettext("%(n)s area", "%(n)s areas", n) % {"n": _number(n)}


def _number(value: int) -> str:
    return number_format(value, force_grouping=True)


def _reports(n: int) -> str:
    return ngettext("%(n)s report", "%(n)s reports", n) % {"n": _number(n)}


def build(
    heat: list[dict[str, Any]],
    circles: list[dict[str, Any]],
    counts: list[RegencyCount],
    areas: dict[str, Any],
    bounds: list[list[float]] | None = None,
) -> folium.Map:
    """Return the folium map: three layers of which one is seen at a time, and the control that chooses.

    `heat` and `circles` are cells from maps.clusters (grid, coarsen), `counts` and `areas` the regencies,
    `bounds` the corners (lat, lon) of what is seen at first, else the whole country.
    """
    # tiles=None makes folium leave maxZoom out, without which Leaflet's heat layer has no scale
    fmap = folium.Map(tiles=None, max_zoom=16, min_zoom=3, zoom_control=False, attribution_control=False, zoom_snap=0.5)
    fmap.options["maxZoom"] = 16
    for layer in (_heat(heat), _choropleth(counts, areas), _circles(circles)):
        layer.add_to(fmap)
    folium.LayerControl(collapsed=False, position="bottomright").add_to(fmap)
    fmap.fit_bounds(bounds or COUNTRY)
    return fmap


def _heat(cells: list[dict[str, Any]]) -> MacroElement:
    """Heat by square roots of the counts: a town of 3,000 reports must not put out a village of 30."""
    most = max((cell["n"] for cell in cells), default=1)
    points = [[round(c["lat"], 3), round(c["lon"], 3), round(math.sqrt(c["n"] / most), 3)] for c in cells]
    return HeatMap(
        points, name=_("Density"), overlay=False, min_opacity=0.04, radius=18, blur=16, max_zoom=7, gradient=HEAT
    )


def _choropleth(counts: list[RegencyCount], areas: dict[str, Any]) -> folium.GeoJson:
    colours = {"none": NOTHING, "few": TOO_FEW} | {str(place): colour for place, colour in enumerate(RAMP)}
    features = [
        {
            "type": "Feature",
            "id": count.code,
            # Tooltips are raw HTML, and names come from imported files
            "properties": {"name": html.escape(count.name), "n": html.escape(_reports(count.n)), "c": count.swatch},
            "geometry": areas[count.code]["geometry"],
        }
        for count in counts
    ]

    def style(feature: dict[str, Any]) -> dict[str, Any]:
        shade = feature["properties"]["c"]
        opacity = 0.15 if shade == "none" else 0.82
        return {"fillColor": colours[shade], "fillOpacity": opacity, "color": "#8f8a7c", "weight": 0.4}

    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=_("By district and city"),
        overlay=False,
        show=False,
        style_function=style,
        highlight_function=lambda feature: {"weight": 2.5, "color": "#16231f"},
        smooth_factor=0.5,
    )
    if features:
        folium.GeoJsonTooltip(["name", "n"], labels=False, sticky=True, class_name="map-tip").add_to(layer)
    return layer


def _circles(cells: list[dict[str, Any]]) -> folium.GeoJson:
    features = [
        {
            "type": "Feature",
            "id": str(place),
            "properties": {"n": html.escape(_reports(cell["n"])), "r": 3 + round(5 * math.log10(cell["n"]))},
            "geometry": {"type": "Point", "coordinates": [round(cell["lon"], 3), round(cell["lat"], 3)]},
        }
        for place, cell in enumerate(sorted(cells, key=lambda cell: -cell["n"]))  # small ones on top
    ]
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=_("Gathered"),
        overlay=False,
        show=False,
        marker=folium.CircleMarker(color="#ffffff", weight=1.5, fill_color="#0b5d57", fill_opacity=0.85),
        style_function=lambda feature: {"radius": feature["properties"]["r"]},
    )
    if features:
        folium.GeoJsonTooltip(["n"], labels=False, class_name="map-tip").add_to(layer)
    return layer


def areas_of(basemap: Basemap | None) -> dict[str, Any]:
    """The regencies' outlines of the base map in force; none when no edition is."""
    return outlines(basemap, "regency") if basemap else {}
