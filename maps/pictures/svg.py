"""A writer of SVG: escaped text, no style sheet and no script, so that any viewer and any policy takes it."""

from html import escape

from maps.classes.scheme import MapClass
from maps.pictures.lettering import FAMILY, INK, cut, wrap

INK_SOFT, LINE = "#465650", "#dcd8cb"
LEADING = 1.32  # lines are so many times their size apart


class Svg:
    """Elements in the order in which they are drawn, later ones on top."""

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        self._size = width, height
        self._parts = [f"<title>{escape(title)}</title>", f"<desc>{escape(description)}</desc>"]

    def __str__(self) -> str:
        width, height = self._size
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
            f'viewBox="0 0 {width:g} {height:g}" role="img" font-family="{FAMILY}">'
        )
        return head + "".join(self._parts) + "</svg>\n"

    def raw(self, markup: str) -> None:
        """Add markup that is known to be sound."""
        self._parts.append(markup)

    def open(self, tag: str, **values: object) -> None:
        """Begin an element that holds others, until `close`."""
        self._parts.append(f"<{tag}{_attributes(values)}>")

    def close(self, tag: str) -> None:
        """End an element that was begun."""
        self._parts.append(f"</{tag}>")

    def hatch(self, one: MapClass) -> None:
        """Define what fills a class that is hatched; nothing for others."""
        if one.hatch:
            self._parts.append(
                f'<pattern id="hatch-{escape(one.name)}" width="9" height="9" patternUnits="userSpaceOnUse" '
                f'viewBox="0 0 12 12"><rect width="12" height="12" fill="{one.fill}"/><path d="{one.hatch}" '
                f'fill="none" stroke="{one.ink}" stroke-width="1.8" stroke-linecap="round"/></pattern>'
            )

    def rect(self, x: float, y: float, width: float, height: float, **values: object) -> None:
        """Add a rectangle."""
        size = {"x": _n(x), "y": _n(y), "width": _n(width), "height": _n(height)}
        self._parts.append(f"<rect{_attributes(size | values)}/>")

    def circle(self, x: float, y: float, radius: float, **values: object) -> None:
        """Add a circle."""
        self._parts.append(f"<circle{_attributes({'cx': _n(x), 'cy': _n(y), 'r': _n(radius)} | values)}/>")

    def path(self, d: str, label: str = "", **values: object) -> None:
        """Add a path, with a label that viewers show on hovering; nothing when it is empty."""
        if d and label:
            self._parts.append(f"<path{_attributes({'d': d} | values)}><title>{escape(label)}</title></path>")
        elif d:
            self._parts.append(f"<path{_attributes({'d': d} | values)}/>")

    def text(self, x: float, y: float, text: str, size: float, **values: object) -> None:
        """Add one line whose letters stand on `y`."""
        place = {"x": _n(x), "y": _n(y), "font_size": _n(size), "fill": INK}
        self._parts.append(f"<text{_attributes(place | values)}>{escape(text)}</text>")

    def line_of_text(self, x: float, y: float, text: str, size: float, room: float, **values: object) -> None:
        """Add one line, cut where it would be wider than `room`."""
        self.text(x, y, cut(text, size, room, bold=values.get("font_weight") == "bold"), size, **values)

    def paragraph(self, x: float, y: float, text: str, size: float, room: float, **values: object) -> float:
        """Add text below `y` in as many lines as it takes; return where it ends."""
        for line in wrap(text, size, room, bold=values.get("font_weight") == "bold"):
            y += size * LEADING
            self.text(x, y, line, size, **values)
        return y


def paint(one: MapClass) -> str:
    """Return what fills a class; its hatch must have been defined."""
    return f"url(#hatch-{one.name})" if one.hatch else one.fill


def _n(value: float) -> str:
    return f"{round(value, 1):g}"


def _attributes(values: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{escape(str(value))}"' for name, value in values.items())
