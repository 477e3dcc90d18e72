"""What the hotspot page says of the reports that no map shows."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from maps.beyond.telling import COUNTRY, MONTHS
from maps.classes.scheme import number
from maps.models import BeyondCount
from maps.selection import Selection

QUARTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Beyond:
    """Reports that no map shows, in all of Indonesia or a province: the sentence, and counts by quarter in words."""

    sentence: str
    place: str
    rows: list[tuple[str, str]]


def beyond(selection: Selection) -> Beyond | None:
    """Return what is told of a selection's province, else of the country, newest quarter first; None for nothing.

    Nothing else of the selection is heeded: the table is the same for everybody (maps.beyond.telling).
    """
    province = selection.area[:2]
    found = list(BeyondCount.objects.filter(province=province or COUNTRY)[:QUARTERS])
    if not found:
        return None
    place = found[0].name or _("all of Indonesia")
    rows = [(quarter_name(one.quarter), words(one.n)) for one in found]
    said = {"quarter": rows[0][0], "place": place, "n": rows[0][1]}
    sentence = _("%(place)s, %(quarter)s: %(n)s.") % said
    return Beyond(sentence, place, rows)


def words(n: int | None) -> str:
    """Say a count; too small a one is not told."""
    return _("too few to be told") if n is None else number(n)


def quarter_name(day: dt.date) -> str:
    """Name the quarter that begins on a day."""
    return _("Q%(n)s %(year)s") % {"n": (day.month - 1) // MONTHS + 1, "year": day.year}
