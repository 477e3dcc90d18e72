"""Layers as a folium map that holds all its data: nothing is fetched when it is looked at."""

import html
from collections.abc import Sequence
from typing import Any, Final

import folium
from django.utils.translation import gettext as _

from maps.classes.scheme import MapClass
from maps.pictures.content import Content
from maps.pictures.picture import Shape, Spot
from maps.pictures.projection import Box, Polygons
from maps.pictures.svg import paint

LINE, OUTLINE = "#6f6a5c", "#10233f"
DOT: Final = {"fill": True, "fillOpacity": 0.95, "color": "#ffffff", "weight": 1.2}
SPECKS_FROM: Final = 12.0
"""Degrees of width from which a hexagon of the statistics, some 17 km wide, is a speck on a screen."""
WORLD: Final = [[-180.0, -85.0], [180.0, -85.0], [180.0, 85.0], [-180.0, 85.0], [-180.0, -85.0]]
DECIMALS: Final = 4
"""Of degrees: 11 m, less than a hexagon is drawn exactly."""


def folium_map(
    contents: Sequence[Content], box: Box, outline: Polygons | None = None, *, max_zoom: int = 16
) -> folium.Map:
    """Return a map that shows the first of some layers; where there are more, a control chooses one at a time.

    Around the `outline` of the area that is asked for, ground and sea are dimmed: that nothing is drawn there says
    nothing. Hatched classes are filled with `url(#hatch-…)`: the page must hold those patterns (hatches.html).
    """
    fmap = folium.Map(
        tiles=None, max_zoom=max_zoom, min_zoom=3, zoom_control=False, attribution_control=False, zoom_snap=0.25
    )
    fmap.options["maxZoom"] = max_zoom
    if outline:
        _dimmed(outline).add_to(fmap)
    for place, content in enumerate(contents):
        _layer(content, show=place == 0, specks=box.east - box.west > SPECKS_FROM).add_to(fmap)
    if len(contents) > 1:
        folium.LayerControl(collapsed=False, position="bottomright").add_to(fmap)
    fmap.fit_bounds([[box.south, box.west], [box.north, box.east]])
    return fmap


def _dimmed(outline: Polygons) -> folium.GeoJson:
    """Dim everything but an area: a sheet over the whole world with the area cut out."""
    rings = rounded([[polygon[0] for polygon in outline]])[0]
    sheet = {"type": "Polygon", "coordinates": [WORLD, *rings]}
    style = {"fillColor": "#5a584e", "fillOpacity": 0.3, "color": "#3d3a31", "weight": 1.5, "interactive": False}
    feature = {"type": "Feature", "properties": {}, "geometry": sheet}
    return folium.GeoJson(feature, control=False, style_function=lambda _feature: style)


def _layer(content: Content, *, show: bool, specks: bool) -> folium.GeoJson:
    classes = {entry.drawn.name: entry.drawn for entry in content.legend}
    features = [_of_shape(place, shape) for place, shape in enumerate(content.shapes)]
    if specks:
        features += [_dot(shape) for shape in content.shapes if shape.shade in content.loud and shape.polygons]
    features += [feature for spot in content.spots for feature in _of_spot(spot)]

    def style(feature: dict[str, Any]) -> dict[str, Any]:
        one = classes.get(feature["properties"]["c"])
        if feature["geometry"]["type"] == "Point":
            return DOT | {"fillColor": one.fill if one else OUTLINE, "radius": 4 if one else 6}
        if one is None:
            return {"fillOpacity": 0.06, "fillColor": OUTLINE, "color": OUTLINE, "weight": 2.5}
        # Of what is a speck a line is all that could be seen
        if specks and content.seamless:
            return _filled(one) | {"color": one.fill}
        return _filled(one) | ({"weight": 0} if specks and content.loud else {})

    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=html.escape(content.title),
        overlay=False,
        show=show,
        style_function=style,
        highlight_function=lambda _feature: {"weight": 2.5, "color": "#16231f"},
        smooth_factor=0.3,
        marker=folium.CircleMarker(fill=True),
    )
    if features:
        folium.GeoJsonTooltip(["t"], labels=False, sticky=True, class_name="map-tip").add_to(layer)
    return layer


def _filled(one: MapClass) -> dict[str, Any]:
    quiet = one.name in {"none", "0"} and one.fill in {"#ffffff", "#f3f1ea"}
    return {"fillColor": paint(one), "fillOpacity": 0.25 if quiet else 0.86, "color": LINE, "weight": 0.5}


def _of_shape(place: int, shape: Shape) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(place),
        # Tooltips are raw HTML, and names come from imported files
        "properties": {"t": html.escape(shape.label), "c": shape.shade},
        "geometry": {"type": "MultiPolygon", "coordinates": rounded(shape.polygons)},
    }


def _dot(shape: Shape) -> dict[str, Any]:
    """Return a dot in the middle of a shape, for a map on which the shape is a speck."""
    ring = shape.polygons[0][0]
    middle = [sum(point[axis] for point in ring[:-1]) / (len(ring) - 1) for axis in (0, 1)]
    return _point(middle, shape.label, shape.shade)


def _of_spot(spot: Spot) -> list[dict[str, Any]]:
    words = _("%(number)s. %(name)s: %(n)s incidents") % {"number": spot.number, "name": spot.name, "n": spot.n}
    hull = {"type": "MultiPolygon", "coordinates": rounded(spot.polygons)}
    properties = {"t": html.escape(words), "c": ""}
    outline = {"type": "Feature", "id": f"spot-{spot.number}", "properties": properties, "geometry": hull}
    return [outline, _point([spot.lon, spot.lat], words, "")]


def _point(place: list[float], words: str, shade: str) -> dict[str, Any]:
    lon, lat = (round(degrees, DECIMALS) for degrees in place)
    return {
        "type": "Feature",
        "id": f"{lon} {lat}",
        "properties": {"t": html.escape(words), "c": shade},
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }


def rounded(polygons: Polygons, decimals: int = DECIMALS) -> Polygons:
    """Return outlines with no more decimals than are drawn."""
    return [
        [[[round(lon, decimals), round(lat, decimals)] for lon, lat, *_rest in ring] for ring in polygon]
        for polygon in polygons
    ]
