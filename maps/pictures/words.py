"""A selection in words, for a title that stands far from the page it was made on."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boundaries.models import Area
from maps.classes.scheme import number
from maps.selection import FINISHED, OPEN, Selection
from reports.models import Category, State, Theme
from reports.models.categories import Urgency


def subject(selection: Selection) -> str:
    """What is shown: "Palm-mill effluent", "Water", or all themes; with state and urgency where they were chosen."""
    parts = [_("all themes")]
    if selection.category:
        parts = [Category.objects.get(code=selection.category).name]
    elif selection.theme:
        parts = [Theme.objects.get(code=selection.theme).name]
    if selection.state:
        groups = {OPEN: _("open"), FINISHED: _("finished")}
        parts.append(groups.get(selection.state) or str(State(selection.state).label))
    if selection.urgency:
        words = _("urgency: %(urgency)s") if selection.assessed else _("urgency of the category: %(urgency)s")
        parts.append(words % {"urgency": Urgency(selection.urgency).label})
    return capital(", ".join(parts))


def place(selection: Selection) -> str:
    """Where: the name of the area asked for, a regency with its province, else all of Indonesia."""
    if not selection.area or selection.edition is None:
        return _("all of Indonesia")
    area = (
        Area.objects.of(selection.edition)
        .filter(code=selection.area)
        .select_related("parent")
        .only("name", "parent__name")
    )
    found = area.first()
    if found is None:
        return selection.area
    return f"{found.name}, {found.parent.name}" if found.parent else found.name


def period(first: dt.date | None, last: dt.date | None) -> str:
    """From one month to another, both included; None is no limit."""
    if first and last:
        begin, end = month(first), month(last)
        return begin if begin == end else f"{begin} – {end}"
    if first:
        return _("since %(month)s") % {"month": month(first)}
    if last:
        return _("until %(month)s") % {"month": month(last)}
    return _("any time")


def month(day: dt.date) -> str:
    """A month by its name."""
    return date_format(day, "F Y")


def reports(n: int) -> str:
    """So many reports."""
    return ngettext("%(n)s report", "%(n)s reports", n) % {"n": number(n)}


def capital(text: Any) -> str:
    """The text with a capital at its beginning."""
    words = str(text)
    return words[:1].upper() + words[1:]
