"""Folium's figures in our pages: its scripts and styles from our own files, its inline parts with the page's nonce.

Folium writes a page of its own that loads some ten files from other hosts. Here each of them is replaced by the same
package served by ourselves, or left out because nothing of ours uses it; one that is not known stops the page, so that
no new layer can bring a foreign host in unseen.
"""

from dataclasses import dataclass
from typing import Any

import folium
from branca.element import CssLink, Element, JavascriptLink
from django.templatetags.static import static

# Folium's name for the file -> ours; None: unused by what is drawn here (icons, popups with jQuery).
FILES: dict[str, str | None] = {
    "leaflet": "vendor/leaflet/leaflet.js",
    "leaflet_css": "vendor/leaflet/leaflet.css",
    "leaflet-heat.js": "vendor/folium/leaflet_heat.min.js",
    "vectorGrid": "vendor/vectorgrid/Leaflet.VectorGrid.bundled.min.js",
    "jquery": None,
    "bootstrap": None,
    "bootstrap_css": None,  # the page's own Bootstrap
    "awesome_markers": None,
    "awesome_markers_css": None,
    "awesome_markers_font_css": None,
    "awesome_rotate_css": None,
    "glyphicons_css": None,
}
# Folium's page-wide styles and switches: our page has its own frame for the map.
PAGE_PARTS = {"meta_http", "css_style", "map_style", "global_switches"}
NEEDS_UNUSED = ("$(", "$.", "AwesomeMarkers")


class UnmappedFileError(LookupError):
    """Folium wants a file that maps.figures.FILES does not know, or one that it leaves out."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A folium map in parts: addresses of scripts and styles, inline styles, the element, and the script."""

    name: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    inline_styles: tuple[str, ...]
    html: str
    script: str


def figure(fmap: folium.Map) -> Figure:
    """Render a folium map for a page of ours; raise UnmappedFileError when it needs a file that we do not serve."""
    root: Any = fmap.get_root()
    root.render()
    scripts: list[str] = []
    styles: list[str] = []
    inline: list[str] = []
    for name, child in root.header._children.items():
        if isinstance(child, JavascriptLink | CssLink):
            address = _ours(name, child.url)
            if address:
                (scripts if isinstance(child, JavascriptLink) else styles).append(address)
        elif name not in PAGE_PARTS and not name.startswith("global_switches"):
            inline.append(_inside(child, "style"))
    script = root.script.render()
    for sign in NEEDS_UNUSED:
        if sign in script:
            raise UnmappedFileError(f"the figure's script uses {sign!r}, whose library is left out in maps.figures")
    return Figure(
        fmap.get_name(), tuple(scripts), tuple(styles), tuple(filter(None, inline)), root.html.render(), script
    )


def _ours(name: str, url: str) -> str | None:
    if name not in FILES:
        raise UnmappedFileError(f"folium asks for {name} from {url}; name our own file in maps.figures.FILES")
    ours = FILES[name]
    return static(ours) if ours else None


def _inside(child: Element, tag: str) -> str:
    """Return what stands between <tag> and </tag>; empty when the element has no such tag."""
    _, opened, rest = child.render().partition(f"<{tag}>")
    return rest.partition(f"</{tag}>")[0] if opened else ""
