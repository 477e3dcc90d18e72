"""One file with a map in it, for somebody offline: it asks nobody for anything when it is opened."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from boundaries.basemap import Basemap
from maps.figures import figure
from maps.pictures.compose import LAYERS, content_of, picture_of, zoom_of
from maps.pictures.content import Content, NothingToDrawError
from maps.pictures.ground import foreign_land, labels_of, outline_of, own_areas
from maps.pictures.leaf import folium_map, rounded
from maps.pictures.picture import MAP_ALONE, MapPicture
from maps.pictures.projection import INDONESIA, Box, Projection
from maps.selection import Selection

MAX_ZOOM = 12
LEAFLET_JS, LEAFLET_CSS = "vendor/leaflet/leaflet.js", "vendor/leaflet/leaflet.css"
"""All that folium needs for the layers of maps.pictures.leaf."""
_ADDRESS = re.compile(r"url\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Exported:
    """The file's text, the layers in it, and why others are not."""

    text: str
    layers: tuple[str, ...]
    left_out: dict[str, str]


def export(selection: Selection, layers: Sequence[str] = (), language: str | None = None) -> Exported:
    """Return a page of the public figures of a selection with all that it needs inside.

    Parameters
    ----------
    layers
        Names of the layers, the first of which is seen at first; all that have something to show by default.
    language
        Of the page, the active one by default; reasons and errors are told in the active one.

    Raises
    ------
    NothingToDrawError
        No layer, or one that was asked for by name, has something to show.
    """
    found: list[tuple[Content, MapPicture]] = []
    left_out: dict[str, str] = {}
    with override(language or get_language()):
        for name in layers or LAYERS:
            try:
                content, asked, box = content_of(name, selection, AnonymousUser(), MAP_ALONE)
            except NothingToDrawError:
                left_out[name] = ""
            else:
                found.append((content, picture_of(content, asked, box)))
        text = _page(found) if found else ""
    left_out = {name: _why_not(name, selection) for name in left_out}
    if not found or (layers and left_out):
        raise NothingToDrawError("; ".join(left_out.values()))
    return Exported(text, tuple(content.name for content, _picture in found), left_out)


def _why_not(name: str, selection: Selection) -> str:
    """Return why a layer has nothing to show, in the active language."""
    try:
        content_of(name, selection, AnonymousUser(), MAP_ALONE)
    except NothingToDrawError as error:
        return str(error)
    return ""  # it has by now


def _page(layers: list[tuple[Content, MapPicture]]) -> str:
    first = layers[0][1]
    outline = outline_of(first.base, first.area, zoom_of(first.box, MAP_ALONE))
    drawn = figure(folium_map([content for content, _picture in layers], first.box, outline, max_zoom=MAX_ZOOM))
    context = {
        "language": get_language(),
        "first": first,
        "layers": layers,
        "figure": drawn,
        "styles": [_css(LEAFLET_CSS), _css("maps/export.css"), *drawn.inline_styles],
        "scripts": [_script(LEAFLET_JS), _script_data("ground", _ground(first))],
        "behaviour": _script("maps/export.js"),
    }
    return render_to_string("maps/pictures/export.html", context)


def _ground(picture: MapPicture) -> dict[str, Any]:
    """Return the land and the names of the base map, as much of it as the map can be moved over."""
    shown = picture.box if picture.area else INDONESIA
    around = Box(shown.west - 3, shown.south - 3, shown.east + 3, shown.north + 3)
    units = MAP_ALONE.width / (shown.east - shown.west)
    projection = Projection(around, 0, 0, 1, units * (around.north - around.south))
    return {
        "foreign": [rounded(polygons, 3) for polygons in foreign_land(projection)],
        "own": [rounded(polygons, 3) for polygons in own_areas(picture.base, "province", projection.zoom).values()],
        "labels": _labels(picture.base, around),
    }


def _labels(base: Basemap, around: Box) -> list[dict[str, Any]]:
    return [
        label
        for label in labels_of(base)
        if around.west < label["lon"] < around.east and around.south < label["lat"] < around.north
    ]


def _read(path: str) -> tuple[str, Path]:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(f"{path} is not among the static files; run script/setup")
    return Path(found).read_text(encoding="utf-8"), Path(found).parent


def _css(path: str) -> str:
    """Return a style sheet with the pictures that it names inside it."""
    text, folder = _read(path)

    def inside(match: re.Match[str]) -> str:
        name = match[1].strip("\"' ")
        picture = folder / name
        if name.startswith(("data:", "#")) or not picture.is_file():
            return match[0] if name.startswith("data:") else "none"
        return f"url(data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()})"

    return _ADDRESS.sub(inside, text)


def _script(path: str) -> str:
    """Return a script that can stand within <script>, without the address of a map of its source."""
    text = _read(path)[0].replace("</script", "<\\/script")
    return re.sub(r"//# sourceMappingURL=\S+", "", text)


def _script_data(name: str, data: Any) -> str:
    """Return a script that sets a variable; a "<" in a name must not end the element."""
    packed = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return f"const {name} = {packed};"
