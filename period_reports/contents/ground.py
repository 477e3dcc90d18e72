"""Where it happens: maps of the area, and its hotspots.

Maps and hotspots are those that everybody may see, whatever the audience: they are copied on, and cut out.
"""

from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maps.hotspot.seeing import see_hotspots
from maps.hotspot.selecting import selected
from maps.models import HotspotStanding
from maps.selection import Selection
from period_reports.contents.material import Material, whole
from period_reports.contents.tree import Block, Cell, Column, Kind, MapOf, Nothing, Section, Table, Text
from period_reports.orders import Order

MOST_HOTSPOTS: Final = 15


def selection_of(order: Order) -> Selection:
    """Return what the maps of an order show: the public reports of its months in its area."""
    return Selection(
        province=order.area[:2],
        regency="" if order.is_province else order.area,
        since=order.period.first,
        until=order.period.last.replace(day=1),
        edition=order.edition,
    )


def ground(material: Material) -> Section:
    """Show where public reports lie, and the places that somebody should act on."""
    today = date_format(timezone.localdate(timezone=timezone.get_default_timezone()), "j F Y")
    said = Text(
        _(
            "Maps and hotspots are those of the public pages: of reports that anybody may open, at the place that "
            "everybody may know, as they stood on %(today)s, when this report was built. Their numbers may therefore "
            "differ from the figures of the cut-off."
        )
        % {"today": today},
        quiet=True,
    )
    blocks: list[Block] = [said]
    if material.order.is_province:
        blocks.append(MapOf("areas", "wilayah", _("Public reports of the period by regency and city.")))
    blocks.append(MapOf("hexagons", "heksagon", _("Public reports of the period by hexagon.")))
    blocks += _hotspots(material)
    return Section("ground", _("Where: map and hotspots"), tuple(blocks))


def _hotspots(material: Material) -> list[Block]:
    everybody = AnonymousUser()
    seen = [
        one
        for one in see_hotspots(everybody, selected(everybody, selection_of(material.order)))
        if one.standing != HotspotStanding.COOLED
    ]
    if not seen:
        return [Nothing(_("No hotspot of the area has enough reports of the period in it."))]
    seen.sort(key=lambda one: (-one.n, one.number))
    rows = tuple((Cell(one.number), Cell(one.name), Cell(one.n)) for one in seen[:MOST_HOTSPOTS])
    columns = (Column(_("Number")), Column(_("Hotspot")), Column(_("Incidents"), Kind.COUNT))
    caption = _("%(shown)s of %(all)s hotspots, the largest first; incidents of their whole life.") % {
        "shown": whole(len(rows)), "all": whole(len(seen)),
    }  # fmt: skip
    return [
        MapOf("hotspots", "titik-rawan", _("Hotspots with reports of the period.")),
        Table("hotspots", _("Hotspots"), caption, columns, rows),
    ]
