"""{% case_areas %}: where a way to the inbox leads to cases, and not to an empty list."""

from collections.abc import Iterable
from typing import Any

from django import template

from maps.hotspot_page.tables import Line
from reports.models import Report

register = template.Library()


@register.simple_tag
def case_areas(user: Any, lines: Iterable[Line]) -> frozenset[str]:
    """Return those areas of some rows (codes of regencies) in which a user has cases in hand."""
    codes = {line.code for line in lines if line.code}
    held = Report.objects.in_the_hands_of(user).filter(regency__code__in=codes).order_by()
    return frozenset(held.values_list("regency__code", flat=True).distinct())
