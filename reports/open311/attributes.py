"""What services ask besides place and description, and reading it from attribute[CODE] and attribute[CODE][]."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from reports.emergency import contacts_for
from reports.forms.question import CROSSING_CHOICES, PERMIT_CHOICES
from reports.models import Category
from reports.open311.errors import Open311Error
from reports.questions import Question, questions_of

ONE, MANY = "singlevaluelist", "multivaluelist"
_NAME = re.compile(r"attribute\[([^\[\]]{1,60})\](\[\])?")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)T.*")
_YES_NO: Final = (("true", gettext_lazy("Yes")), ("false", pgettext_lazy("answer", "No")))
_PRIVACY: Final = (
    ("anonymous", gettext_lazy("Do not tell the reported party who I am")),
    ("confidential", gettext_lazy("Keep this report confidential")),
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One question, or with `variable` False something that the citizen should read. `values` are keys with names."""

    code: str
    datatype: str
    description: str
    values: tuple[tuple[str, "str | Promise"], ...] = ()
    variable: bool = True
    form: str = ""

    def as_dict(self, order: int) -> dict[str, Any]:
        """Return what a service definition tells of it."""
        return {
            "variable": self.variable,
            "code": self.code,
            "datatype": self.datatype,
            "required": False,
            "datatype_description": self.form or None,
            "order": order,
            "description": self.description,
            "values": [{"key": key, "name": str(name)} for key, name in self.values],
        }


def attributes_of(category: Category) -> list[Attribute]:
    """Return what a category asks, in the language of the request: what its rules decide by, then what all ask."""
    return [*_told_first(category), *_decided_by(category), *_asked_of_all()]


def _told_first(category: Category) -> Iterator[Attribute]:
    contacts = contacts_for(category)
    if contacts:
        numbers = ", ".join(f"{contact.name} {contact.phone}" for contact in contacts)
        said = _("Are people in danger? Call first: %(numbers)s.") % {"numbers": numbers}
        yield Attribute("emergency", "string", said, variable=False)
    if category.coarse_place:
        said = _("To protect animals and people, the public sees an area some 20 km across, not the place.")
        yield Attribute("coarse_place", "string", said, variable=False)


def _decided_by(category: Category) -> Iterator[Attribute]:
    asked = questions_of(category.code)
    if Question.PERMIT in asked:
        said = _("Does whoever causes this have a permit? Who issued it?")
        yield Attribute(Question.PERMIT, ONE, said, tuple((str(key), name) for key, name in PERMIT_CHOICES))
    if Question.CROSSING in asked:
        said = _("Does it reach another regency or province?")
        yield Attribute(Question.CROSSING, ONE, said, tuple((str(key), name) for key, name in CROSSING_CHOICES))


def _asked_of_all() -> Iterator[Attribute]:
    yield Attribute("occurred_on", "datetime", _("When did it happen?"), form="YYYY-MM-DD")
    yield Attribute("suspected_source", "string", _("Where does it come from, as far as you know?"))
    yield Attribute("desired_remedy", "text", _("What should be done?"))
    yield Attribute("reported_before", ONE, _("I have reported this before"), _YES_NO)
    yield Attribute("privacy", MANY, _("Who may know of it?"), _PRIVACY)


def read_attributes(sent: QueryDict, category: Category) -> dict[str, str]:
    """Return fields of the form from what was sent.

    Raises
    ------
    Open311Error
        400: an attribute that the service does not ask for, a key that is not on its list, several values for one.
    """
    known = {attribute.code: attribute for attribute in attributes_of(category) if attribute.variable}
    found: dict[str, list[str]] = {}
    wrong = []
    for name in sent:
        if not name.startswith("attribute"):
            continue
        match = _NAME.fullmatch(name)
        if match is None or match[1] not in known:
            said = _("%(service)s does not ask for %(name)s; its definition lists what it asks.")
            wrong.append(said % {"service": category.code, "name": name[:80]})
            continue
        found.setdefault(match[1], []).extend(text for text in sent.getlist(name) if text.strip())
    wrong += [said for code, texts in found.items() if (said := _wrong(known[code], texts))]
    if wrong:
        raise Open311Error(400, *wrong)
    return _as_form(found)


def _wrong(attribute: Attribute, texts: list[str]) -> str:
    """Say what is wrong with the values of an attribute; empty where nothing is."""
    if attribute.datatype != MANY and len(texts) > 1:
        return _("attribute[%(code)s] takes one value.") % {"code": attribute.code}
    keys = [key for key, _name in attribute.values]
    if keys and not set(texts) <= set(keys):
        return _("attribute[%(code)s] is one of: %(keys)s.") % {"code": attribute.code, "keys": ", ".join(keys)}
    return ""


def _as_form(found: dict[str, list[str]]) -> dict[str, str]:
    chosen = found.pop("privacy", [])
    fields = {code: texts[0] for code, texts in found.items() if texts}
    if day := _DAY.fullmatch(fields.get("occurred_on", "")):
        fields["occurred_on"] = day[1]
    return fields | dict.fromkeys(chosen, "true")
