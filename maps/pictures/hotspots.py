"""The layer of hotspots: the places that somebody should act on, each with its number and its outline."""

import json

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maps.classes.scheme import MapClass, number
from maps.hotspot.seeing import SeenHotspot, see_hotspots
from maps.hotspot.selecting import selected
from maps.models import HotspotStanding, Run, RunAudience, RunKind
from maps.pictures.content import Asked, Content
from maps.pictures.picture import Entry, Spot
from maps.pictures.projection import polygons_of
from maps.runs import words


def hotspots(asked: Asked) -> Content:
    """Show the hotspots that a selection is about and that have not cooled, as the viewer may see them."""
    seen = [
        one
        for one in see_hotspots(asked.user, selected(asked.user, asked.selection))
        if one.hull and one.centre and one.standing != HotspotStanding.COOLED
    ]
    seen.sort(key=lambda one: (-one.n, one.number))
    n = sum(one.n for one in seen)
    run = Run.objects.filter(kind=RunKind.INCIDENTS, audience=RunAudience.PUBLIC).order_by("-made_at").first()
    counted = ngettext("%(n)s hotspot", "%(n)s hotspots", len(seen)) % {"n": number(len(seen))}
    return Content(
        name="titik-rawan",
        title=_("Hotspots"),
        legend_title=_("Hotspots"),
        legend=(Entry(_class(), len(seen)),),
        signs=True,
        n=n,
        counted=f"{counted}, {_incidents(n)}",
        method=words.method(run) if run else "",
        spots=tuple(_spot(place, one) for place, one in enumerate(seen, 1)),
        facts=((_("Taken up"), number(sum(one.agency is not None for one in seen))),),
        rows_title=_("Hotspots, the largest first"),
        rows_value=_("Incidents"),
        rows=tuple((f"{place}. {one.number}, {one.name}", number(one.n)) for place, one in enumerate(seen, 1)),
        caveats=(words.density_of_reporters(),),
    )


def _class() -> MapClass:
    text = _("outline, with its place in the list")
    return MapClass("spot", text, "#10233f", "1")


def _spot(place: int, one: SeenHotspot) -> Spot:
    assert one.hull is not None and one.centre is not None  # noqa: S101, PT018 — the caller has seen to it
    return Spot(place, one.name, one.n, polygons_of(json.loads(one.hull.geojson)), one.centre.x, one.centre.y)


def _incidents(n: int) -> str:
    return ngettext("%(n)s incident", "%(n)s incidents", n) % {"n": number(n)}
