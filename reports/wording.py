"""Sentences about a place, for reporters."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from boundaries.models import Area
from boundaries.place import Method, Place, Setting
from reports.models import PlaceRecord
from reports.places import Match

# By setting; "named" is a place known by its name alone.
PLACE_SENTENCES = {
    "land": _("%(regency)s, %(province)s"),
    "coast": _("%(regency)s, %(province)s, at the coast"),
    "sea_12nm": _("Sea of %(province)s, within 12 nautical miles; the nearest coast is %(nearest)s"),
    "sea_beyond": _("Open sea, more than 12 nautical miles out; the nearest coast is %(nearest)s"),
    "abroad": _("This point lies in %(country)s, outside Indonesia. Please move the point."),
    "named": _("%(regency)s, %(province)s; where exactly is not known yet"),
}
DOUBT_SENTENCES = {
    "neighbours": _("Close to a boundary: it may also be %(others)s. An officer will confirm it."),
    "alone": _("The area is not certain here. An officer will confirm it."),
}
METHOD_SENTENCES = {
    Method.COVERED: _("The point lies inside this boundary."),
    Method.OVERLAP: _("The boundaries of several areas overlap at this point; this is the smallest of them."),
    Method.NEAREST: _("The point lies just outside every boundary as drawn; this is the nearest area."),
    Method.SEA: _("The point lies at sea. Up to 12 nautical miles from the coast the province is responsible."),
    Method.NONE: _("The reporter named the place; nobody has published its exact position."),
}


def sentence_key(setting: str, method: str) -> str:
    """Return which of PLACE_SENTENCES fits."""
    return "named" if setting == Setting.LAND and method == Method.NONE else setting


def describe(place: Place | Match | PlaceRecord) -> str:
    """Say in a sentence where a point or a report lies."""
    names = {
        "regency": _name(place.regency),
        "province": _name(place.province),
        "nearest": _name(place.nearest_regency),
        "country": place.country or "",
    }
    return str(PLACE_SENTENCES[sentence_key(place.setting, place.method)]) % names


def explain_match(record: PlaceRecord) -> str:
    """Say in a sentence how the place was matched."""
    return str(METHOD_SENTENCES[Method(record.method)])


def doubt_of(place: Match | PlaceRecord) -> str:
    """Say why a person should confirm a place; empty where it is certain."""
    if not place.doubtful:
        return ""
    assigned = place.regency.code if place.regency else None
    if isinstance(place, PlaceRecord):
        others = [code for code in place.candidates if code != assigned]
        areas = Area.objects.filter(edition=place.edition_id, code__in=others)
        names = list(areas.values_list("name", flat=True)) if others else []
    else:
        names = [area.name for area in place.candidates if area.code != assigned]
    if not names:
        return str(DOUBT_SENTENCES["alone"])
    return str(DOUBT_SENTENCES["neighbours"]) % {"others": ", ".join(names)}


def emphasise(sentence: str, name: str) -> SafeString:
    """Set a name in a sentence in bold."""
    before, found, after = str(sentence).partition(name)
    return format_html("{}<strong>{}</strong>{}", before, found, after) if found else format_html("{}", sentence)


def _name(area: Any) -> str:
    return area.name if area else ""
