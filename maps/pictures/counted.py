"""The layers that count: reports by hexagon, and by regency as numbers and as rates."""

import h3
from django.utils.translation import gettext as _

from maps.classes.breaks import AREA, HEXAGON, PER_KM2, PER_PEOPLE, few_in, scheme, window_of
from maps.classes.scheme import Scheme, number
from maps.pictures.content import Asked, Content, legend_of
from maps.pictures.picture import Shape
from maps.pictures.projection import Polygons
from maps.pictures.sources import AreaCount, area_counts, cell_counts, level_of
from maps.pictures.words import reports
from maps.runs.words import density_of_reporters


def hexagons(asked: Asked) -> Content:
    """Count reports by hexagon, at the level that suits the picture's zoom."""
    level, cells, areas = level_of(asked), cell_counts(asked), area_counts(asked)
    classes = scheme(HEXAGON, level, _window(asked))
    shapes = tuple(Shape(_shade(classes, one.n, one.n), outline(one.cell), reports(one.n)) for one in cells)
    return Content(
        name="heksagon",
        title=_("Reports by hexagon"),
        legend_title=_("Reports in a hexagon"),
        legend=legend_of(classes.classes(), shapes, unsaid={"none"}),
        n=_sum(areas),
        counted=reports(_sum(areas)),
        method=_(
            "Reports are counted by hexagon (H3, level %(level)s, some %(km)s km wide) at the place the public map "
            "shows. Under %(few)s is too few to compare. %(classes)s"
        )
        % {"few": classes.few, "classes": same(classes), "level": level, "km": _width(level)},
        shapes=shapes,
        facts=((_("Hexagons"), number(len(cells))),),
        rows_title=_("Most reports"),
        rows_value=_("Reports"),
        rows=_most(areas),
        caveats=(density_of_reporters(),),
    )


def areas(asked: Asked) -> Content:
    """Count reports by regency."""
    counts = area_counts(asked)
    classes = scheme(AREA, window=_window(asked))
    shapes = tuple(
        Shape(_shade(classes, area.n, area.n), area.polygons, f"{area.name}: {reports(area.n)}")
        for area in counts
        if area.polygons
    )
    return Content(
        name="wilayah",
        title=_("Reports by district and city"),
        legend_title=_("Reports in a district or city"),
        legend=legend_of(classes.classes(), shapes),
        n=_sum(counts),
        counted=reports(_sum(counts)),
        method=_(
            "Reports are counted in the district or city where they lie. "
            "Under %(few)s is too few to compare. %(classes)s"
        )
        % {"few": classes.few, "classes": same(classes)},
        shapes=shapes,
        seamless=True,
        facts=_outside(counts),
        rows_title=_("Most reports"),
        rows_value=_("Reports"),
        rows=_most(counts),
        caveats=(density_of_reporters(),),
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
    classes = scheme(rate, window=_window(asked))
    shapes = tuple(
        Shape(_shade(classes, area.n, getattr(area, rate)), area.polygons, f"{area.name}: {_rate_words(area, rate)}")
        for area in counts
        if area.polygons
    )
    known = [area for area in counts if getattr(area, rate) is not None]
    known.sort(key=lambda area: (-getattr(area, rate), area.code))
    return Content(
        name=name,
        title=title,
        legend_title=legend_title,
        legend=legend_of(classes.classes(), shapes, unsaid={"unknown"}),
        n=_sum(counts),
        counted=reports(_sum(counts)),
        method=f"{method} "
        + _("Under %(few)s reports a rate would be chance. Without a denominator there is none. %(classes)s")
        % {"few": classes.few, "classes": same(classes)},
        shapes=shapes,
        seamless=True,
        facts=_outside(counts),
        rows_title=_("Highest rates"),
        rows_value=legend_title,
        rows=tuple((area.name, number(getattr(area, rate))) for area in known),
        caveats=(density_of_reporters(),),
    )


def _window(asked: Asked) -> int:
    return window_of(asked.selection.since, asked.selection.until)


def _rate_words(area: AreaCount, rate: str) -> str:
    value = getattr(area, rate)
    if value is not None:
        return f"{number(value)} ({reports(area.n)})"
    if area.n < few_in(rate):
        return reports(area.n)
    return ", ".join((reports(area.n), _("no denominator")))


def _shade(classes: Scheme, n: int, value: float | None) -> str:
    """Return the class of a place; too few come before an unknown rate, for then nobody looked for a denominator."""
    return "few" if 0 < n < classes.few else classes.class_of(n, value)


def same(classes: Scheme) -> str:
    """Say why the colours of two maps may be compared."""
    return classes.reference or _("The classes stay the same whatever is chosen, so that two maps can be compared.")


def _outside(counts: list[AreaCount]) -> tuple[tuple[str, str], ...]:
    """Say how many reports no district or city holds, for they are in the sum and on no area of the map."""
    n = sum(area.n for area in counts if not area.polygons)
    return ((_("At sea or abroad"), reports(n)),) if n else ()


def _sum(counts: list[AreaCount]) -> int:
    return sum(area.n for area in counts)


def _most(counts: list[AreaCount]) -> tuple[tuple[str, str], ...]:
    found = [(area.n, area) for area in counts if area.polygons and area.n]
    found.sort(key=lambda one: (-one[0], one[1].code))
    return tuple((area.name, number(n)) for n, area in found)


def outline(cell: str) -> Polygons:
    """Return the outline of an H3 cell, closed, in degrees."""
    ring = [[lon, lat] for lat, lon in h3.cell_to_boundary(cell)]
    return [[[*ring, ring[0]]]]


def _width(level: int) -> str:
    """Say in kilometres how wide a hexagon of a level is, on average: twice the way from its middle to an edge."""
    km = h3.average_hexagon_edge_length(level, unit="km") * 3**0.5
    return number(round(km, 0 if km >= 10 else 1))
