"""Who must act, in templates: sentences of places and decisions, what a category asks, whom to call first."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.directory import AgencyRef
from accounts.models.agencies import Tier
from boundaries.place import Place
from reports import wording
from reports.decisions import SeenAgency
from reports.emergency import contacts_by_category
from reports.models import EmergencyContact
from reports.places import Match
from reports.questions import questions_of
from reports.responsibility import Text

register = template.Library()


@register.filter
def place_sentence(place: Place | Match) -> str:
    """Say where a point lies."""
    return wording.describe(place)


@register.filter
def doubt_sentence(place: Match) -> str:
    """Say why a person should confirm a place; empty where it is certain."""
    return wording.doubt_of(place)


@register.filter
def called(agency: AgencyRef | SeenAgency) -> str:
    """An agency's name in the language of the page."""
    return agency.name_en if get_language() == "en" and agency.name_en else agency.name


@register.filter
def naming(sentence: Text, agency: AgencyRef | SeenAgency) -> SafeString:
    """Set the agency's name in a sentence in bold: {{ found.explanation|naming:found.agency }}."""
    return wording.emphasise(str(sentence), called(agency))


@register.filter
def level_label(level: str) -> str:
    """A level of government in the language of the page."""
    return str(Tier(level).label)


@register.filter
def asks(category: str) -> str:
    """What a category asks besides the place, as words of a data attribute."""
    return " ".join(sorted(questions_of(category)))


@register.simple_tag
def emergency_numbers() -> Mapping[str, Sequence[EmergencyContact]]:
    """Whom to call before anything else, by the code of the category."""
    return contacts_by_category()


@register.filter
def of(numbers: Mapping[str, Sequence[EmergencyContact]], category: str) -> Sequence[EmergencyContact]:
    """The numbers of one category."""
    return numbers.get(category, ())


@register.filter
def dialled(phone: str) -> str:
    """A telephone number as an address wants it: digits and a leading plus alone."""
    return "".join(character for character in phone if character.isdigit() or character == "+")
