"""/pemantauan/tren/, /pemantauan/wilayah/CODE/tren/, …/instansi/CODE/…: one figure over two years.

And what happened meanwhile: new boundaries, new rules, long holidays.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from monitoring.charts.drawing import Chart, chart
from monitoring.charts.lines import line
from monitoring.measures import BY_NAME, MEASURES, Measure
from monitoring.pages import subjects
from monitoring.pages.answering import answered, of_agency
from monitoring.pages.asked import Asked, StandingForm, measure_choices
from monitoring.pages.remarks import Remark, remarks
from monitoring.pages.series import month, redrawn, series
from monitoring.pages.subjects import Subject
from monitoring.pages.words import better_is, cases, interval_of, is_few, plain, unit_words, value_of
from monitoring.scopes import Scope
from monitoring.snapshots.trends import Point

FIRST_MEASURE: Final = "followed_up"


class TrendForm(StandingForm):
    """Of what, up to when: figures are kept for areas in force, where cases lie now."""

    measure = forms.ChoiceField(
        label=gettext_lazy("Measure"), required=False, choices=measure_choices(MEASURES, FIRST_MEASURE)
    )
    edition = basis = None  # type: ignore[assignment]
    field_order = ("measure", "category", "on")

    def __init__(self, data: QueryDict, user: Any, place: Scope) -> None:
        super().__init__(data, user, place)
        if place.agency:  # of agencies no series is kept by category
            del self.fields["category"]

    def clean_measure(self) -> str:
        """Cases followed up, if nothing else is wanted."""
        return self.cleaned_data["measure"] or FIRST_MEASURE


@dataclass(frozen=True, slots=True)
class Line:
    """One point in words; `meanwhile` are number and words of what happened since the point before."""

    month: str
    value: str
    interval: str
    n: str
    few: bool
    redrawn: bool
    meanwhile: tuple[tuple[int, Remark], ...] = ()


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """Show how a figure of all of Indonesia went."""
    return _page(request, subjects.nation())


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a figure of a province or regency went."""
    return _page(request, subjects.area(code))


@require_safe
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a figure of an agency went, to whoever may see all of its cases."""
    return of_agency(request, code, _page)


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = TrendForm(request.GET, request.user, subject.scope)
    return answered(
        request,
        "monitoring/trend.html",
        subject,
        form,
        lambda: _told(form.asked(), subject, BY_NAME[form.cleaned_data["measure"]]),
    )


def _told(asked: Asked, subject: Subject, measure: Measure) -> dict[str, Any]:
    points = series(asked, subject, [measure.name]).get(measure.name, [])
    known = [point for point in points if point.figure.value is not None]
    meanwhile = remarks(known[0].on, known[-1].on, subject.ground) if len(known) > 1 else []
    return {
        "asked": asked,
        "measure": measure,
        "better": better_is(measure),
        "chart": _chart(known, meanwhile, measure, subject) if len(known) > 1 else None,
        "lines": _lines(points, meanwhile),
        "remarks": meanwhile,
    }


def _chart(points: list[Point], meanwhile: list[Remark], measure: Measure, subject: Subject) -> Chart:
    values: list[dict[str, Any]] = [
        {
            "on": point.on.isoformat(),
            "value": point.figure.value,
            "low": point.figure.low,
            "high": point.figure.high,
            "label": plain(point.figure),
        }
        for point in points
    ]
    values.append({"axis": capfirst(unit_words(measure))})
    values += [{"on": one.on.isoformat(), "mark": str(number)} for number, one in enumerate(meanwhile, 1)]
    words = _("%(measure)s of %(name)s: %(first)s as of %(begin)s, %(last)s as of %(end)s; all in the table below.") % {
        "measure": measure.label,
        "name": subject.name,
        "first": value_of(points[0].figure),
        "begin": month(points[0].on),
        "last": value_of(points[-1].figure),
        "end": month(points[-1].on),
    }
    return chart(line, values, words)


def _lines(points: list[Point], meanwhile: list[Remark]) -> list[Line]:
    """Return the points in words, the newest first."""
    new = set(redrawn(points))
    numbered = list(enumerate(meanwhile, 1))
    before = [dt.date.min, *(point.on for point in points)]
    return [
        Line(
            month=month(point.on),
            value=value_of(point.figure),
            interval=interval_of(point.figure),
            n=cases(point.figure.n),
            few=is_few(point.figure),
            redrawn=point.on in new,
            meanwhile=tuple(item for item in numbered if since < item[1].on <= point.on),
        )
        for since, point in reversed(list(zip(before, points, strict=False)))
    ]
