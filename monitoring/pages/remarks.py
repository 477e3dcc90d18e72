"""What happened while figures went up and down: new boundaries, new rules, long holidays."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

import numpy as np
from django.db.models import Model
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.calendars import calendar_in
from boundaries.models import Edition
from reports.models import Deadline, RuleCase

LONG_DAYS: Final = 7
"""Days in a row on which no office works, from which on they are told."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that happened on a day; `basis` is the law, where there is one."""

    on: dt.date
    text: str
    basis: str = ""


def remarks(first: dt.date, last: dt.date, area: str = "") -> list[Remark]:
    """Return what happened from a day to another, both included, the earliest first.

    Parameters
    ----------
    area
        Code of the area whose holidays count beside the nation's.
    """
    found = [*_boundaries(first, last), *_rules(first, last), *_holidays(first, last, area)]
    return sorted(found, key=lambda remark: remark.on)


def _boundaries(first: dt.date, last: dt.date) -> Iterator[Remark]:
    for edition in Edition.objects.active().filter(valid_from__range=(first, last)):
        yield Remark(edition.valid_from, _("New boundaries: %(name)s") % {"name": edition.name}, edition.legal_basis)


def _rules(first: dt.date, last: dt.date) -> Iterator[Remark]:
    """Give one remark for each day on which deadlines, or rules of who is responsible, began or ended."""
    deadlines: type[Model] = Deadline
    kinds = ((deadlines, _("Deadlines changed")), (RuleCase, _("Rules of who is responsible changed")))
    for model, text in kinds:
        laws: dict[dt.date, set[str]] = defaultdict(set)
        for name in ("valid_from", "valid_to"):
            rows = model._default_manager.filter(**{f"{name}__range": (first, last)})
            for day, basis in rows.values_list(name, "basis"):
                laws[day].update(part.strip() for part in basis.split(";"))
        for day, bases in laws.items():
            yield Remark(day, text, "; ".join(sorted(filter(None, bases))))


def _holidays(first: dt.date, last: dt.date, area: str) -> Iterator[Remark]:
    """Give the long stretches of days on which offices are closed."""
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
    closed = calendar_in([area] if area else []).count_many(days - 1, days) == 0
    for shut, run in groupby(zip(closed.tolist(), days.tolist(), strict=True), key=itemgetter(0)):
        stretch = [day for _shut, day in run]
        if shut and len(stretch) >= LONG_DAYS:
            told = {
                "first": formats.date_format(stretch[0], "j F"),
                "last": formats.date_format(stretch[-1], "j F Y"),
            }
            yield Remark(stretch[0], _("Offices closed from %(first)s to %(last)s") % told)
