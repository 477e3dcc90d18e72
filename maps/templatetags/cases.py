"""{% case_areas %}: where a way to the inbox leads to cases, and not to an empty list."""

from collections.abc import Iterable
from typing import Any

from django import template

from maps.hotspot_page.cases import areas_with_cases
from maps.hotspot_page.tables import Line

register = template.Library()


@register.simple_tag
def case_areas(user: Any, lines: Iterable[Line]) -> frozenset[str]:
    """Return those areas of some rows (codes of regencies) in which a user's inbox has cases."""
    return areas_with_cases(user, {line.code for line in lines if line.code})
