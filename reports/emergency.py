"""Numbers to call before anything else."""

from collections.abc import Iterable

from accounts.remembered import Remembered
from reports.models import Category, EmergencyContact, Rule
from reports.responsibility.rulebook import Rulebook


def contacts_for(category: Category | str, area_codes: Iterable[str] = ()) -> list[EmergencyContact]:
    """Return the emergency numbers to show for a category, in their order; none for what is no emergency.

    A number that names categories is shown for those; one that names none for every category that goes through a rule
    of kind EMERGENCY (domain rule 1). `area_codes` are codes of the place, for numbers of one regency or province.
    """
    code = category if isinstance(category, str) else category.code
    here = {part for area in area_codes for part in (area, area[:2])}
    emergency = code in _emergencies()
    return [
        contact
        for contact, categories in _rows()
        if (code in categories if categories else emergency)
        and (not contact.area_codes or not here.isdisjoint(contact.area_codes))
    ]


def contacts_by_category() -> dict[str, list[EmergencyContact]]:
    """Return the numbers to show before the place is known, by the code of each category that has some."""
    named = {code for _contact, categories in _rows() for code in categories}
    found = {code: contacts_for(code) for code in sorted(named | _emergencies())}
    return {code: contacts for code, contacts in found.items() if contacts}


def _emergencies() -> set[str]:
    """Codes of the categories that go through a rule of kind EMERGENCY."""
    book = Rulebook.of()
    rules = {number for number, rule in book.rules.items() if rule.kind == Rule.Kind.EMERGENCY}
    return {code for code, numbers in book.by_category.items() if rules.intersection(numbers)}


def _stored() -> tuple[tuple[EmergencyContact, frozenset[str]], ...]:
    """The numbers, each with the codes of its categories."""
    rows = EmergencyContact.objects.prefetch_related("categories")
    return tuple((row, frozenset(category.code for category in row.categories.all())) for row in rows)


_rows = Remembered(_stored)
