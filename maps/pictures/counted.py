"""The layers that count: reports by hexagon, and by regency as numbers and as rates."""

from collections.abc import Callable

import h3
from django.utils.translation import gettext as _

from maps.classes.breaks import AREA, HEXAGON, PER_KM2, PER_PEOPLE, scheme
from maps.classes.scheme import Scheme, number
from maps.pictures.content import Asked, Content, legend_of
from maps.pictures.picture import Shape
from maps.pictures.projection import Polygons
from maps.pictures.sources import AreaCount, area_counts, hexagon_counts, level_of
from maps.pictures.words import reports

ROWS = 25  # the greatest areas; a picture takes as many as it has room for


def hexagons(asked: Asked) -> Content:
    """Count reports by hexagon, at the level that suits the picture's zoom."""
    level = level_of(asked.zoom)
    cells = hexagon_counts(asked, level)
    classes = scheme(HEXAGON, level)
    shapes = tuple(Shape(classes.class_of(n, n), outline(cell), reports(n)) for cell, n in cells.items())
    areas = area_counts(asked)
    return Content(
        name="heksagon",
        title=_("Reports by hexagon"),
        legend_title=_("Reports in a hexagon"),
        legend=legend_of(classes.classes(), shapes, unsaid={"none"}),
        n=sum(area.n for area in areas),
        method=_(
            "Reports are counted by hexagon (H3, level %(level)s, some %(km)s km wide) at the place the public map "
            "shows. Under %(few)s is too few to compare. %(classes)s"
        )
        % {
            "few": classes.few,
            "classes": same(classes),
            "level": level,
            "km": _width(level),
        },
        shapes=shapes,
        facts=((_("Hexagons"), number(len(cells))),),
        rows_title=_("Most reports"),
        rows=_most(areas),
    )


def areas(asked: Asked) -> Content:
    """Count reports by regency."""
    counts = area_counts(asked)
    classes = scheme(AREA)
    shades = {area.code: classes.class_of(area.n, area.n) for area in counts if area.code}
    shapes = _shapes(counts, shades, lambda area: reports(area.n))
    return Content(
        name="wilayah",
        title=_("Reports by district and city"),
        legend_title=_("Reports in a district or city"),
        legend=legend_of(classes.classes(), shapes),
        n=sum(area.n for area in counts),
        method=_(
            "Reports are counted in the district or city where they lie. "
            "Under %(few)s is too few to compare. %(classes)s"
        )
        % {"few": classes.few, "classes": same(classes)},
        shapes=shapes,
        facts=_outside(counts),
        rows_title=_("Most reports"),
        rows=_most(counts),
    )


def rates_by_ground(asked: Asked) -> Content:
    """Count reports by regency for every 1,000 km² of it."""
    return _rates(
        asked,
        "wilayah-luas",
        PER_KM2,
        _("Reports per 1,000 km² by district and city"),
        _("Reports per 1,000 km²"),
        _("The number of reports in a district or city is divided by its ground, in thousands of square kilometres."),
    )


def rates_by_people(asked: Asked) -> Content:
    """Count reports by regency for every 100,000 people who live in it."""
    return _rates(
        asked,
        "wilayah-penduduk",
        PER_PEOPLE,
        _("Reports per 100,000 people by district and city"),
        _("Reports per 100,000 people"),
        _("The number of reports in a district or city is divided by the people who live there, in hundred thousands."),
    )


def _rates(asked: Asked, name: str, rate: str, title: str, legend_title: str, method: str) -> Content:
    counts = area_counts(asked)
    classes = scheme(rate)
    shades = {area.code: classes.class_of(area.n, getattr(area, rate)) for area in counts if area.code}
    known = [area for area in counts if shades.get(area.code, "").isdigit()]
    known.sort(key=lambda area: (-area.rate(rate), area.code))

    def words(area: AreaCount) -> str:
        value = getattr(area, rate)
        if value is None:
            return f"{reports(area.n)}, {_('no denominator')}"
        return f"{number(value)} ({reports(area.n)})"

    shapes = _shapes(counts, shades, words)
    return Content(
        name=name,
        title=title,
        legend_title=legend_title,
        legend=legend_of(classes.classes(), shapes, unsaid={"unknown"}),
        n=sum(area.n for area in counts),
        method=f"{method} "
        + _("Under %(few)s reports a rate would be chance. Without a denominator there is none. %(classes)s")
        % {"few": classes.few, "classes": same(classes)},
        shapes=shapes,
        facts=_outside(counts),
        rows_title=_("Highest rates"),
        rows=tuple((area.name, number(area.rate(rate))) for area in known[:ROWS]),
    )


def same(classes: Scheme) -> str:
    """Say why the colours of two maps may be compared."""
    return classes.reference or _("The classes stay the same whatever is chosen, so that two maps can be compared.")


def _shapes(counts: list[AreaCount], shades: dict[str, str], words: Callable[[AreaCount], str]) -> tuple[Shape, ...]:
    return tuple(
        Shape(shades[area.code], area.polygons, f"{area.name}: {words(area)}") for area in counts if area.code in shades
    )


def _outside(counts: list[AreaCount]) -> tuple[tuple[str, str], ...]:
    """Say how many reports no district or city holds, for they are in the sum and on no area of the map."""
    n = sum(area.n for area in counts if not area.code)
    return ((_("At sea or abroad"), reports(n)),) if n else ()


def _most(counts: list[AreaCount]) -> tuple[tuple[str, str], ...]:
    found = sorted((area for area in counts if area.code and area.n), key=lambda area: (-area.n, area.code))
    return tuple((area.name, number(area.n)) for area in found[:ROWS])


def outline(cell: int) -> Polygons:
    """Return the outline of an H3 cell, closed, in degrees."""
    ring = [[lon, lat] for lat, lon in h3.cell_to_boundary(h3.int_to_str(cell))]
    return [[[*ring, ring[0]]]]


def _width(level: int) -> str:
    """Say in kilometres how wide a hexagon of a level is, on average: twice the way from its middle to an edge."""
    km = h3.average_hexagon_edge_length(level, unit="km") * 3**0.5
    return number(round(km, 0 if km >= 10 else 1))
