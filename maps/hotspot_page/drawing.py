"""The folium map of one layer. What it shows is fetched by address when it is looked at: the page stays small."""

import math
from typing import Any, Final

import folium
from branca.element import MacroElement
from django.utils.translation import gettext as _
from folium.map import Layer as FoliumLayer
from folium.plugins import HeatMap, VectorGridProtobuf
from folium.template import Template

from maps.hotspot_page.layers import Layer

COUNTRY: Final = [[-11.0, 95.0], [6.1, 141.1]]
HEAT: Final = {0.2: "#fee8b0", 0.45: "#fdbe68", 0.65: "#f08a34", 0.85: "#c8551b", 1.0: "#86300b"}
FIGURES, ABOVE = "figures", "above"
"""Panes: figures over the base map's land and under its names (450), outlines over both."""

HeatPoint = tuple[float, float, int]
"""Latitude and longitude of a hexagon's middle, and its reports."""


class _Scripted(FoliumLayer):
    """A layer that a function of ours makes (maps/static/maps/hotspots) from the data of the page."""

    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        "var {{ this.get_name() }} = geoLapor.hotspots.{{ this.function }}({{ this.data_id|tojson }});\n"
        "{% endmacro %}"
    )

    def __init__(self, function: str, data_id: str, name: str, **options: Any) -> None:
        super().__init__(name=name, **options)
        self._name, self.function, self.data_id = "Hotspots", function, data_id


class _View(MacroElement):
    """What is seen at first: the view that the fragment of the address names, else a box. Nothing moves there."""

    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        "geoLapor.hotspots.view({{ this._parent.get_name() }}, {{ this.bounds|tojson }});\n"
        "{% endmacro %}"
    )

    def __init__(self, bounds: list[list[float]]) -> None:
        super().__init__()
        self._name, self.bounds = "View", bounds


def build(
    layer: Layer,
    address: str,
    data_id: str,
    heat: list[HeatPoint],
    bounds: list[list[float]] | None,
    *,
    overlays: bool = True,
) -> tuple[folium.Map, str]:
    """Return the map of a layer, and the name that its vector grid has in scripts ("" where there is none).

    Parameters
    ----------
    address
        Pattern of the layer's tiles, with {z}, {x} and {y}; "" where there are none to ask for.
    data_id
        Id of the element of the page that tells scripts classes, addresses and words.
    heat
        What a heat map is made of; of no use to other layers.
    bounds
        Corners (lat, lon; EPSG:4326) of what is seen at first; the whole country by default.
    overlays
        Whether the outlines of hotspots can be laid over the layer.
    """
    # tiles=None makes folium leave maxZoom out, without which Leaflet's heat layer has no scale
    fmap = folium.Map(
        tiles=None, max_zoom=16, min_zoom=3, zoom_control=False, attribution_control=False, zoom_snap=0.25
    )
    fmap.options["maxZoom"] = 16
    _View(bounds or COUNTRY).add_to(fmap)  # before the layers: none asks for tiles of another view
    folium.map.CustomPane(FIGURES, z_index=350, pointer_events=True).add_to(fmap)
    grid = ""
    if layer.name == "panas":
        _heat(heat).add_to(fmap)
    elif layer.name == "kelompok":
        _Scripted("clusters", data_id, str(layer.title), control=False).add_to(fmap)
    elif layer.name != "titik-rawan" and address:
        options = f"geoLapor.hotspots.gridOptions('{data_id}')"
        tiles = VectorGridProtobuf(address, str(layer.title), options, control=False)
        tiles.add_to(fmap)
        grid = tiles.get_name()
    if overlays:
        _add_outlines(fmap, data_id, shown=layer.name == "titik-rawan")
    return fmap, grid


def _add_outlines(fmap: folium.Map, data_id: str, *, shown: bool) -> None:
    """Add the outlines of hotspots: as the layer that is looked at, or as one that can be laid on top."""
    outlines = _Scripted("outlines", data_id, _("Outlines of hotspots"), overlay=True, show=shown, control=not shown)
    outlines.add_to(fmap)
    if not shown:
        folium.LayerControl(collapsed=False, position="bottomright").add_to(fmap)


def _heat(points: list[HeatPoint]) -> HeatMap:
    """Heat by square roots of the counts: a town of 3,000 reports must not put out a village of 30."""
    most = max((n for _lat, _lon, n in points), default=1)
    weighed = [[round(lat, 3), round(lon, 3), round(math.sqrt(n / most), 3)] for lat, lon, n in points]
    return HeatMap(weighed, control=False, min_opacity=0.04, radius=18, blur=16, max_zoom=7, gradient=HEAT)
