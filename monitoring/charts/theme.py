"""How charts look: ink and colours of the pages (geo_lapor/static/css/tokens.css), their numbers and months."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import altair as alt
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language

INK, INK_SOFT, LINE = "#16231f", "#465650", "#dcd8cb"
PRIMARY, ACCENT = "#0b5d57", "#a8430b"
FONT: Final = "'Liberation Sans', Arial, Helvetica, sans-serif"
"""Fonts of the same widths: the server measures words with the first, browsers write them with whichever they have."""

Layers = alt.LayerChart | alt.FacetChart

_AXIS: Final = {
    "labelColor": INK_SOFT, "titleColor": INK_SOFT, "labelFontSize": 13, "titleFontSize": 13,
    "titleFontWeight": "normal", "gridColor": LINE, "domainColor": LINE, "tickColor": LINE, "labelLimit": 220,
}  # fmt: skip
CONFIG: Final[dict[str, Any]] = {
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": _AXIS,
    "text": {"color": INK, "fontSize": 13},
    "legend": {"labelColor": INK, "titleColor": INK_SOFT, "labelFontSize": 13, "titleFontSize": 13},
}

_NUMBERS: Final = {
    "id": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}


def numbers() -> dict[str, Any]:
    """Return how numbers are written in the language of the page, as d3 wants to be told."""
    return _NUMBERS.get(get_language() or "id", _NUMBERS["id"])


def days() -> dict[str, Any]:
    """Return the names of months and days in the language of the page, as d3 wants to be told."""
    sunday_first = [6, 0, 1, 2, 3, 4, 5]
    return {
        "dateTime": "%A, %e %B %Y %X", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["AM", "PM"],
        "days": [str(WEEKDAYS[day]) for day in sunday_first],
        "shortDays": [str(WEEKDAYS_ABBR[day]) for day in sunday_first],
        "months": [str(name) for name in MONTHS.values()],
        "shortMonths": [str(name).capitalize() for name in MONTHS_3.values()],
    }  # fmt: skip


def headed(one: Layers, values: Iterable[Mapping[str, Any]]) -> Layers:
    """Return a chart under the unit of its figures: of the row of values that has `axis`; as it is without one."""
    words = next((row["axis"] for row in values if "axis" in row), None)
    if words is None:
        return one
    title = alt.Title(text=words, anchor="start", fontSize=13, fontWeight="normal", color=INK_SOFT, offset=16)
    return one.properties(title=title)
