"""What a layer shows, in a few sentences before the map: for those who hear the page, and for those in a hurry."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maps.classes.breaks import AREA, few_in
from maps.classes.scheme import number
from maps.hotspot_page import judged
from maps.hotspot_page.layers import WIDTHS_KM, Layer
from maps.hotspot_page.reading import Totals
from maps.hotspot_page.tables import Line, Table
from maps.layers.ask import Ask
from maps.models import Run
from maps.runs import words

NAMED = 3


def sentences(ask: Ask, layer: Layer, run: Run | None, totals: Totals, table: Table | None) -> list[str]:
    """Return what a layer shows of a question."""
    if layer.name in judged.JUDGED:
        if run is None:
            return [judged.why_not(ask, layer)]
        # What is said of a density is how it was made, which stands beside the map
        said = [] if run.enough and layer.name == "kepadatan" else [words.said_of(run)]
        return [*said, *judged.sentences(ask, layer, run)] if run.enough else said
    if table is None or not table.page.paginator.count:
        return [_("There is nothing to show for these filters.")]
    if layer.name == "titik-rawan":
        return _hotspots(table)
    return _areas(layer, table) if layer.by_area else _hexagons(ask, totals, table)


def _hotspots(table: Table) -> list[str]:
    n = table.page.paginator.count
    told = [ngettext("%(n)s hotspot.", "%(n)s hotspots.", n) % {"n": number(n)}]
    if table.page.number == 1:
        first = table.lines[0]
        told.append(_("The largest: %(place)s, %(n)s incidents.") % {"place": first.head, "n": first.cells[0]})
    return told


def _hexagons(ask: Ask, totals: Totals, table: Table) -> list[str]:
    n = table.page.paginator.count
    # Those on the map are other ones as soon as somebody comes closer
    shown = {"n": number(n), "reports": number(totals.n - totals.unplaced), "km": number(WIDTHS_KM[ask.level])}
    sentence = ngettext(
        "%(reports)s reports in %(n)s hexagon some %(km)s km wide.",
        "%(reports)s reports in %(n)s hexagons some %(km)s km wide.",
        n,
    )
    told = [sentence % shown]
    if table.page.number == 1:
        first = table.lines[0]
        told.append(_("Most in one: %(n)s, in %(place)s (%(at)s).") % _of(first))
    return told


def _of(line: Line) -> dict[str, str]:
    return {"n": line.cells[0], "place": line.head, "at": line.under}


def _areas(layer: Layer, table: Table) -> list[str]:
    told = []
    if table.page.number == 1:
        first = [line for line in table.lines if line.code and line.cells[0][:1].isdigit()][:NAMED]
        if first:
            highest = ", ".join(f"{line.head} ({line.cells[0]})" for line in first)
            told.append(_("Highest: %(places)s.") % {"places": highest})
        elif layer.measure != AREA:
            told.append(_("A rate can be given of no district."))
    n = table.page.paginator.count
    sentence = ngettext("%(n)s district or sea has reports.", "%(n)s districts and seas have reports.", n)
    told.append(sentence % {"n": number(n)})
    if layer.measure != AREA:
        told.append(_("A rate is given from %(n)s reports on; below that it would be chance.") % {"n": few_in(AREA)})
    return told
