"""The table twin of each layer: the same figures in rows, with what leads on from each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maps.classes.breaks import AREA, PER_KM2, PER_PEOPLE, few_in
from maps.classes.scheme import number
from maps.hotspot.seeing import in_order
from maps.hotspot.selecting import selected
from maps.hotspot_page.layers import WIDTHS_KM, Layer
from maps.hotspot_page.reading import Rows, names_of, regencies_of_cells
from maps.layers.areas import AREAS
from maps.layers.ask import Ask
from maps.layers.hexagons import HEXAGONS

SIZE = 15
_ORDERS: Final = {AREA: (0, 1, 2, 3), PER_KM2: (2, 0, 1, 3), PER_PEOPLE: (3, 0, 1, 2)}
"""Columns of areas by what is measured: a telephone shows the first one beside the name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it is about and where that leads, what stands under it, where it is on the map, and its cells.

    `code` is the area's, for links that narrow the page to it; `at` is "lat,lon" (EPSG:4326) in digits of scripts.
    """

    head: str
    cells: tuple[str, ...]
    under: str = ""
    href: str = ""
    code: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one page of rows. `columns` are the headings after the first one; `words` those that hold text."""

    caption: str
    about: str
    columns: tuple[str, ...]
    page: Page
    lines: list[Line]
    words: frozenset[int] = field(default_factory=frozenset)


def paged(rows: Sequence[Any] | QuerySet[Any], wanted: str | None) -> Page:
    """Return one page of rows; the nearest one where there is none of that number."""
    return Paginator(rows, SIZE).get_page(wanted)


def hexagons(ask: Ask, wanted: str | None, _layer: Layer) -> Table:
    """List hexagons, those with most reports first."""
    columns = "cell, n, incidents, coarse, ST_Y(middle) AS lat, ST_X(middle) AS lon"
    source = HEXAGONS.source(ask)
    middle = source._replace(
        text=f"SELECT *, ST_Transform(ST_Centroid(geometry), 4326) AS middle FROM ({source.text}) hexagon"  # noqa: S608
    )
    page = paged(Rows(middle, columns, "n DESC, cell"), wanted)
    found = list(page)
    areas = regencies_of_cells(int(row["cell"], 16) for row in found)
    names = names_of(areas.values())
    lines = []
    for row in found:
        code = areas.get(int(row["cell"], 16), "")
        where = coordinates(row["lat"], row["lon"])
        under = ", ".join((where, _("coarse place"))) if row["coarse"] else where
        cells = (number(row["n"]), number(row["incidents"]))
        lines.append(Line(names.get(code, _("at sea or abroad")), cells, under, code=code, at=_at(row)))
    words = _("Hexagons some %(km)s km wide with reports, those with most first; several may lie in one district.")
    caption = words % {"km": WIDTHS_KM[ask.level]}
    return Table(caption, _("District or city"), (_("Reports"), _("Incidents")), page, lines)


def areas(ask: Ask, wanted: str | None, layer: Layer) -> Table:
    """List areas with reports: by what is measured, the highest first, in the column that is seen first."""
    measure = "n" if layer.measure == AREA else layer.measure
    order = f"{measure} DESC NULLS LAST, n DESC, code"
    rows = Rows(AREAS.source(ask), "*", order, "n > 0")
    page = paged(rows, wanted)
    headings = (_("Reports"), _("Incidents"), _("Per 1,000 km²"), _("Per 100,000 people"))
    order_of = _ORDERS[layer.measure]
    lines = [_area(row, order_of) for row in page]
    caption = _("Reports by district or city. A rate is given from %(n)s reports on.") % {"n": few_in(AREA)}
    return Table(caption, _("District or city"), tuple(headings[place] for place in order_of), page, lines)


def _area(row: dict[str, Any], order: tuple[int, ...]) -> Line:
    lacks_people = _("no denominator") if row["name"] and not row["population"] else _("too few")
    rates = (_rate(row["per_1000_km2"], _("too few")), _rate(row["per_100000"], lacks_people))
    figures = (number(row["n"]), number(row["incidents"]), *(rates if row["name"] else ("–", "–")))
    counts = tuple(figures[place] for place in order)
    if not row["name"]:
        head = _("at sea or in no district") if row["parent"] else _("beyond all provinces")
        return Line(head, counts, row["parent"] or "")
    under = row["parent"] or ""
    if row["population"]:
        counted = {"n": number(row["population"]), "on": date_format(row["population_on"], "j M Y")}
        people = _("%(n)s people, %(on)s") % counted
        under = f"{under} · {people}"
    return Line(row["name"], counts, under, code=row["code"])


def _rate(value: float | None, without: str) -> str:
    return without if value is None else number(round(value, 2))


def hotspots(ask: Ask, wanted: str | None, _layer: Layer) -> Table:
    """List hotspots as the viewer may see them: those that go on first, the largest first."""
    page = paged(selected(ask.audience.user, ask.selection), wanted)
    lines = []
    for one in in_order(ask.audience.user, page.object_list):
        days = (date_format(one.first_on, "j M Y"), date_format(one.last_on, "j M Y"))
        cells = (number(one.n), str(one.category), *days, str(one.standing.label))
        lines.append(Line(one.name, cells, _("No. %(number)s") % {"number": one.number}, href=one.url))
    headings = (_("Incidents"), _("Mostly"), _("First report"), _("Latest report"), _("Standing"))
    caption = _("Hotspots, the largest first. Each has a page of its own.")
    return Table(caption, _("Hotspot"), headings, page, lines, frozenset({1, 2, 3, 4}))


def _at(row: dict[str, Any]) -> str:
    return f"{row['lat']:.4f},{row['lon']:.4f}"


def coordinates(lat: float, lon: float) -> str:
    """Write a place as people do: 0,53° S 117,55° E."""
    south, north, east = _("%(n)s° S"), _("%(n)s° N"), _("%(n)s° E")
    latitude = (south if lat < 0 else north) % {"n": number(round(abs(lat), 2))}
    longitude = east % {"n": number(round(lon, 2))}
    return f"{latitude} {longitude}"
