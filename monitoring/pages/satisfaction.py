"""/pemantauan/ikm/, /pemantauan/wilayah/CODE/ikm/: the index of satisfaction by its nine unsur, period by period."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from monitoring.measures import Figure, Period, Unit
from monitoring.measures.satisfaction import FEWEST_ANSWERS, UNSUR_LABELS
from monitoring.pages import subjects
from monitoring.pages.answering import answered
from monitoring.pages.asked import Asked, StandingForm
from monitoring.pages.reckoned import card
from monitoring.pages.remarks import remarks
from monitoring.pages.strip import page_of
from monitoring.pages.subjects import Subject
from monitoring.pages.words import NOTHING, cases, in_unit, interval_of, value_of

NUMBER: Final = 4
"""Periods beside each other: as many as can be read on a telephone."""
QUARTERS: Final = "3"
LENGTHS: Final = (
    (QUARTERS, gettext_lazy("Quarters")),
    ("6", gettext_lazy("Half years")),
    ("12", gettext_lazy("Years")),
)

LONGEST: Final = 12


class SatisfactionForm(StandingForm):
    """As of when, of what, and how long the periods are."""

    length = forms.ChoiceField(label=gettext_lazy("Periods"), required=False, choices=LENGTHS)
    field_order = ("length", "category", "on")

    def clean_length(self) -> int:
        """Quarters, if nothing else is wanted."""
        return int(self.cleaned_data["length"] or QUARTERS)


@dataclass(frozen=True, slots=True)
class Index:
    """The index of a period in words."""

    period: Period
    value: str
    band: str
    interval: str
    n: str
    provisional: bool
    why: str | Promise


@dataclass(frozen=True, slots=True)
class Unsur:
    """One of the nine: its mean mark (NRR) in each period, and of how many marks."""

    label: str | Promise
    marks: tuple[tuple[str, str], ...]


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """Show the index of all of Indonesia."""
    return _page(request, subjects.nation())


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show that of a province or regency."""
    return _page(request, subjects.area(code))


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = SatisfactionForm(request.GET, request.user, subject.scope)
    return answered(
        request,
        "monitoring/satisfaction.html",
        subject,
        form,
        lambda: _told(form.asked(), form.cleaned_data["length"], subject),
    )


def _told(asked: Asked, months: int, subject: Subject) -> dict[str, Any]:
    periods = _periods(asked.on, months)
    figures = [card(replace(asked, period=period))["satisfaction"] for period in periods]
    return {
        "asked": asked,
        "fewest": FEWEST_ANSWERS,
        "indices": [_index(period, figure) for period, figure in zip(periods, figures, strict=True)],
        "unsur": [_unsur(name, figures) for name in UNSUR_LABELS],
        "too_few": months != LONGEST and all(figure.value is None for figure in figures),
        "remarks": remarks(periods[-1].first, asked.on, subject.ground),
        "trend_url": page_of(subject, "trend"),
    }


def _periods(on: dt.date, months: int) -> list[Period]:
    """Return the last periods of a length that have begun, the newest first."""
    found = [Period.containing(on, months)]
    while len(found) < NUMBER:
        found.append(Period.containing(found[-1].first - dt.timedelta(days=1), months))
    return found


def _index(period: Period, figure: Figure) -> Index:
    return Index(
        period, value_of(figure), figure.band, interval_of(figure), cases(figure.n),
        figure.provisional and figure.value is not None, figure.why,
    )  # fmt: skip


def _unsur(name: str, figures: list[Figure]) -> Unsur:
    """Return the marks of one unsur; none where the index of the period is not told."""
    marks = []
    for figure in figures:
        part = next((part for part in figure.parts if part.name == name), None)
        told = part is not None and part.value is not None and figure.value is not None
        marks.append((in_unit(part.value or 0.0, Unit.PER_CASE), cases(part.n)) if told and part else (NOTHING, ""))
    return Unsur(UNSUR_LABELS[name], tuple(marks))
