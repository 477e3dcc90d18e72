"""Charts as SVG, drawn by vl-convert and kept: the same figures in the same language are drawn once."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import altair
import vl_convert
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from monitoring.charts.theme import CONFIG, days, numbers

WIDE, NARROW = 900, 268
"""Widths of the plots, in pixels: for a desk, and for a telephone of 360, where labels and axes take the rest."""

KEPT_SECONDS: Final = 24 * 3600
_RELEASE: Final = hashlib.sha256(b"".join(sorted(file.read_bytes() for file in Path(__file__).parent.glob("*.py"))))
"""Of what draws: after an update nobody is shown the drawings of before."""

Values = Sequence[dict[str, Any]]
Definition = Callable[[Values, int], altair.TopLevelMixin]
"""What makes a chart of values, so many pixels wide."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in both widths; `words` say what it shows to whoever does not see it."""

    wide: SafeString
    narrow: SafeString
    words: str


def chart(definition: Definition, values: Values, words: str) -> Chart:
    """Return a chart, drawn now or before.

    Parameters
    ----------
    definition
        A function of a module of charts, known by its name.
    values
        Its rows: numbers, texts and days as ISO dates, nothing that a viewer may not know.
    words
        One sentence, in the language of the page.
    """
    return Chart(_kept(definition, values, WIDE), _kept(definition, values, NARROW), words)


def _kept(definition: Definition, values: Values, width: int) -> SafeString:
    state = (definition.__module__, definition.__qualname__, list(values), width, get_language(), _RELEASE.hexdigest())
    key = f"chart:{hashlib.sha256(repr(state).encode()).hexdigest()}"
    found: str | None = cache.get(key)
    if found is None:
        found = svg(definition(values, width))
        cache.set(key, found, KEPT_SECONDS)
    return mark_safe(found)  # noqa: S308 - drawn by Vega, which escapes what it writes


def svg(one: altair.TopLevelMixin) -> str:
    """Return a chart as SVG. It may fetch nothing: no address of data or pictures is allowed."""
    specification = one.to_dict() | {"config": CONFIG}
    drawn = vl_convert.vegalite_to_svg(
        specification, allowed_base_urls=[], format_locale=numbers(), time_format_locale=days()
    )
    # The words stand beside it: a reader of screens need not walk through its marks
    return drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
