"""Sentences about a place, for reporters. The page's script fills the same sentences in while the pin moves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from boundaries.models import Area
from boundaries.place import Method, Setting
from reports.models import PlaceRecord

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


def describe_record(record: PlaceRecord) -> str:
    """Say in a sentence where a report lies."""
    names = {
        "regency": _name(record.regency),
        "province": _name(record.province),
        "nearest": _name(record.nearest_regency),
        "country": record.country,
    }
    return str(PLACE_SENTENCES[sentence_key(record.setting, record.method)]) % names


def explain_match(record: PlaceRecord) -> str:
    """Say in a sentence how the place was matched."""
    return str(METHOD_SENTENCES[Method(record.method)])


def doubt_of(record: PlaceRecord) -> str:
    """Say why a person should confirm a place; empty where it is certain."""
    if not record.doubtful:
        return ""
    assigned = record.regency.code if record.regency else None
    others = [code for code in record.candidates if code != assigned]
    if not others:
        return str(DOUBT_SENTENCES["alone"])
    names = Area.objects.filter(edition=record.edition_id, code__in=others).values_list("name", flat=True)
    return str(DOUBT_SENTENCES["neighbours"]) % {"others": ", ".join(names)}


def sentences_for_script() -> dict[str, dict[str, str]]:
    """Return the sentences that the page's script fills in, in the language of the page."""
    return {
        "place": {key: str(text) for key, text in PLACE_SENTENCES.items()},
        "doubt": {key: str(text) for key, text in DOUBT_SENTENCES.items()},
    }


def _name(area: Any) -> str:
    return area.name if area else ""
