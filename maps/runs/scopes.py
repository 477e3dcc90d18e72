"""What the statistics are worked out of: everything, each theme, each category."""

from dataclasses import dataclass
from typing import Final

from reports.models import Category

SHORT_MONTHS: Final = 12
"""Where it gathers is asked of a year: every season is in it once."""
LONG_MONTHS: Final = 36
"""How it came about is asked of three years, in months that are over."""
FEWEST_INCIDENTS: Final = 30
"""With fewer incidents over the whole country nothing is said of any cell."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Reports of a theme, of a category, or of everything (both empty); `codes` are its categories, None for all."""

    theme: str = ""
    category: str = ""
    codes: tuple[str, ...] | None = None


def scopes() -> list[Scope]:
    """Return everything, each theme and each category, in this order."""
    of_theme: dict[str, list[str]] = {}
    for code, theme in Category.objects.order_by("position").values_list("code", "theme_id"):
        of_theme.setdefault(theme, []).append(code)
    themes = [Scope(theme=theme, codes=tuple(codes)) for theme, codes in of_theme.items()]
    categories = [Scope(category=code, codes=(code,)) for codes in of_theme.values() for code in codes]
    return [Scope(), *themes, *categories]
