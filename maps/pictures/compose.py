"""Composes a picture from a layer and a selection: whoever shows, sends or prints one begins here."""

import math
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundaries.basemap import of
from maps.layers.audience import Audience
from maps.layers.limits import time_limit
from maps.layers.period import months_shown
from maps.pictures import counted, hotspots, judged
from maps.pictures.content import Asked, Content, NothingToDrawError
from maps.pictures.ground import frame_of
from maps.pictures.picture import A4, MapPicture, Sheet
from maps.pictures.projection import TILE, Box
from maps.pictures.sources import ask_of
from maps.pictures.words import period, place, subject
from maps.selection import Selection
from reports.models import Report

LAYERS: dict[str, Callable[[Asked], Content]] = {
    "heksagon": counted.hexagons,
    "wilayah": counted.areas,
    "wilayah-luas": counted.rates_by_ground,
    "wilayah-penduduk": counted.rates_by_people,
    "signifikansi": judged.significance,
    "bagian": judged.share,
    "pola": judged.patterns,
    "kepadatan": judged.density,
    "titik-rawan": hotspots.hotspots,
}
TITLES = {
    "heksagon": gettext_lazy("Hexagons"),
    "wilayah": gettext_lazy("Districts and cities"),
    "wilayah-luas": gettext_lazy("Per 1,000 km²"),
    "wilayah-penduduk": gettext_lazy("Per 100,000 people"),
    "signifikansi": gettext_lazy("Significance"),
    "bagian": gettext_lazy("Share"),
    "pola": gettext_lazy("Patterns"),
    "kepadatan": gettext_lazy("Density"),
    "titik-rawan": gettext_lazy("Hotspots"),
}
DEFAULT_LAYER = "heksagon"
SHOWN_AS = {"panas": "heksagon", "kelompok": "heksagon"}
"""Layers of the page that live by zooming, and what they are made of."""


def content_of(layer: str, selection: Selection, user: Any, sheet: Sheet = A4) -> tuple[Content, Asked, Box]:
    """Return what a layer shows of a selection to a user, how it was asked, and the box it is shown in.

    Raises NothingToDrawError when no edition of boundaries is in force, or the layer has nothing for the selection;
    TooHeavyError when that took too long.
    """
    if selection.edition is None:
        raise NothingToDrawError(_("No edition of boundaries is in force, so there is no map to draw on."))
    base = of(selection.edition)
    box = frame_of(base, selection.area)
    asked = Asked(Audience.of(user).meant(selection), user, base, zoom_of(box, sheet))
    with time_limit(settings.LAYER_SECONDS):
        return LAYERS[layer](asked), asked, box


def zoom_of(box: Box, sheet: Sheet) -> float:
    """Return the zoom of a web map on which a box is about as wide, or as high, as it is on a sheet."""
    wide, high = sheet.width - 2 * sheet.margin, 0.65 * sheet.height
    units = min(wide / (box.east - box.west), high / (box.north - box.south))
    return math.log2(360 * units / TILE)


def compose(layer: str, selection: Selection, user: Any, sheet: Sheet = A4) -> MapPicture:
    """Return the picture of a layer, in the active language, with the figures that a user may see.

    Raises NothingToDrawError as `content_of` does.
    """
    return picture_of(*content_of(layer, selection, user, sheet))


def picture_of(content: Content, asked: Asked, box: Box) -> MapPicture:
    """Return a layer's content with all that is said around it."""
    selection = asked.selection
    where = place(selection)
    when = period(*(content.months or months_shown(ask_of(asked))))
    greatest = "; ".join(f"{name}: {value}" for name, value in content.rows[:3])
    return MapPicture(
        title=content.title,
        subtitle=f"{subject(selection)} · {where} · {when}",
        base=asked.base,
        legend_title=content.legend_title,
        legend=content.legend,
        signs=content.signs,
        seamless=content.seamless,
        loud=content.loud,
        shapes=content.shapes,
        spots=content.spots,
        box=box,
        area=selection.area,
        place=where,
        n=content.counted,
        facts=(
            (_("n"), content.counted),
            (_("Period"), when),
            (_("Boundaries"), asked.base.edition),
            *content.facts,
        ),
        rows_title=content.rows_title,
        rows_value=content.rows_value,
        rows=content.rows,
        method=content.method,
        caveats=content.caveats,
        footer=_footer(content.name, selection),
        notice=_notice(asked),
        summary=". ".join(filter(None, (content.title, content.counted, greatest))),
    )


def _notice(asked: Asked) -> str:
    """Return what nobody may overlook: that the reports are invented, or not all of them for everybody."""
    said = []
    if _demo():
        said.append(_("Demonstration: the reports shown here are invented."))
    if not Audience.of(asked.user).is_public:
        said.append(_("It may count cases that the public must not know of. Not for publication."))
    return " ".join(said)


def _footer(layer: str, selection: Selection) -> str:
    query = "&".join(filter(None, (f"layer={layer}", selection.query())))
    address = f"{settings.SITE_URL}{reverse('maps:hotspots')}?{query}"
    today = date_format(timezone.localdate(), "j F Y")
    made = _("made on %(day)s") % {"day": today}
    return f"GeoLapor · {address} · {made}"


def _demo() -> bool:
    return Report.objects.filter(is_demo=True).exists()
