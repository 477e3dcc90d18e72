"""Numbers to call before anything else."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from reports.models import Category, EmergencyContact, Rule


def contacts_for(category: Category | str, area_codes: Iterable[str] = ()) -> list[EmergencyContact]:
    """Return the emergency numbers to show for a category, in their order; none for what is no emergency.

    A number that names categories is shown for those; one that names none for every category that goes through a rule
    of kind EMERGENCY (domain rule 1). `area_codes` are codes of the place, for numbers of one regency or province.
    """
    code = category if isinstance(category, str) else category.code
    wanted = Q(categories=code)
    if Rule.objects.filter(kind=Rule.Kind.EMERGENCY, categories__category=code).exists():
        wanted |= Q(categories=None)
    codes = {part for area in area_codes for part in (area, area[:2])}
    here = Q(area_codes=[]) | Q(area_codes__overlap=list(codes))
    return list(EmergencyContact.objects.filter(wanted & here).distinct())


def contacts_by_category() -> dict[str, list[EmergencyContact]]:
    """Return the numbers to show before the place is known, by the code of each category that has some."""
    emergencies = set(Category.objects.filter(rules__rule__kind=Rule.Kind.EMERGENCY).values_list("code", flat=True))
    found: dict[str, list[EmergencyContact]] = defaultdict(list)
    for contact in EmergencyContact.objects.filter(area_codes=[]).prefetch_related("categories"):
        for code in {category.code for category in contact.categories.all()} or emergencies:
            found[code].append(contact)
    return dict(found)
