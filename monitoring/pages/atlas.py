"""/pemantauan/peta/, /pemantauan/wilayah/CODE/peta/: figures by area in several periods, or several at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from boundaries import basemap
from monitoring.charts.atlas import Atlas, atlas
from monitoring.measures import BY_NAME, Figure, Measure
from monitoring.models import SubjectKind
from monitoring.pages import subjects
from monitoring.pages.answering import answered
from monitoring.pages.asked import Asked, StandingForm, measure_choices
from monitoring.pages.compared import COMPARABLE, compared
from monitoring.pages.months import preceding
from monitoring.pages.remarks import Remark, remarks
from monitoring.pages.shades import FEW, NOTHING, Legend, legend_of, not_classed, shade_of
from monitoring.pages.subjects import Subject, url_of
from monitoring.pages.words import NOTHING as NO_VALUE
from monitoring.pages.words import better_is, cases, is_few, value_of
from monitoring.periods import Period, cutoff_on

FIRST_MEASURE: Final = "sla_answer"
PANELS: Final = 4
TOGETHER: Final = ("followed_up", "closed", "verified_in_3_days", "sla_answer", "contested", "overdue")
"""Measures that are shown beside each other: all shares, so that a shade means the same in all."""

MONTHS: Final = {"quarters": 3, "halves": 6, "years": 12}
WHAT: Final = (
    ("halves", gettext_lazy("one measure in four half years")),
    ("quarters", gettext_lazy("one measure in four quarters")),
    ("years", gettext_lazy("one measure in four years")),
    ("measures", gettext_lazy("six measures of one year")),
)


class AtlasForm(StandingForm):
    """Of what, up to when, and what stands side by side."""

    show = forms.ChoiceField(label=gettext_lazy("Side by side"), required=False, choices=WHAT)
    measure = forms.ChoiceField(
        label=gettext_lazy("Measure"), required=False, choices=measure_choices(COMPARABLE, FIRST_MEASURE)
    )
    basis = None  # type: ignore[assignment]
    field_order = ("show", "measure", "category", "on")

    def clean_show(self) -> str:
        """Half years, if nothing else is wanted."""
        return self.cleaned_data["show"] or WHAT[0][0]

    def clean_measure(self) -> str:
        """Answers in time, if nothing else is wanted."""
        return self.cleaned_data["measure"] or FIRST_MEASURE


@dataclass(frozen=True, slots=True)
class Panel:
    """One map. `shaded` are area and class, in the order of the atlas; `words` say what it shows."""

    title: str
    note: str
    shaded: tuple[tuple[str, str], ...]
    dots: tuple[tuple[float, float, str], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One area and its figures in the panels: value, cases ("" without a value), and whether these are too few."""

    name: str
    url: str
    cells: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class _Layer:
    """What one panel is made of."""

    title: str
    note: str
    measure: Measure
    asked: Asked
    figures: dict[str, Figure]


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """Show the provinces."""
    return _page(request, subjects.nation())


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show the regencies of a province; from a regency it leads to those of its province."""
    subject = subjects.area(code)
    if subject.kind == SubjectKind.REGENCY:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(request.path.replace(f"/{code}/", f"/{code[:2]}/") + query)
    return _page(request, subject)


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = AtlasForm(request.GET, request.user, subject.scope)
    return answered(request, "monitoring/atlas.html", subject, form, lambda: _drawn(form, form.asked(), subject))


def _drawn(form: AtlasForm, asked: Asked, subject: Subject) -> dict[str, Any]:
    measure, show = BY_NAME[form.cleaned_data["measure"]], form.cleaned_data["show"]
    together = show == "measures"
    layers = list(_measures(asked, subject) if together else _periods(asked, subject, measure, MONTHS[show]))
    edition = asked.scope.in_edition
    if not layers or edition is None:
        return {"asked": asked}
    sheet = atlas(basemap.of(edition), subject.code)
    return {
        "asked": layers[-1].asked,
        "sheet": sheet,
        "measure": None if together else measure,
        "better": "" if together else better_is(measure),
        "panels": [_panel(layer, sheet) for layer in layers],
        "legends": _legends(layers),
        "not_classed": not_classed(),
        "remarks": _meanwhile(layers, subject),
        "lines": _lines(layers, sheet, asked),
    }


def _legends(layers: list[_Layer]) -> list[Legend]:
    """Return the ramps of the panels, each once."""
    return list(dict.fromkeys(legend_of(layer.measure) for layer in layers))


def _meanwhile(layers: list[_Layer], subject: Subject) -> list[Remark]:
    """Return what happened from the first period of the maps to the end of the last."""
    return remarks(layers[0].asked.period.first, layers[-1].asked.on, subject.ground)


def _periods(asked: Asked, subject: Subject, measure: Measure, months: int) -> Iterator[_Layer]:
    """Give the last periods, the oldest first, each as it stood at its own end: cases had as much time in all."""
    periods = [Period.containing(asked.on, months)]
    while len(periods) < PANELS:
        periods.append(preceding(periods[-1]))
    for period in reversed(periods):
        one = replace(asked, period=period, cutoff=min(asked.cutoff, cutoff_on(period.last)))
        found = compared(one, *_level(subject))
        if found is not None:
            figures = {code: by[measure.name] for code, by in found.by_code.items() if measure.name in by}
            note = _("so far") if one.unfinished else ""
            yield _Layer(str(period.label), note, measure, found.asked, figures)


def _measures(asked: Asked, subject: Subject) -> Iterator[_Layer]:
    found = compared(replace(asked, period=Period.containing(asked.on, 12)), *_level(subject))
    if found is None:
        return
    for measure in (BY_NAME[name] for name in TOGETHER):
        figures = {code: by[measure.name] for code, by in found.by_code.items() if measure.name in by}
        yield _Layer(capfirst(str(measure.label)), better_is(measure), measure, found.asked, figures)


def _level(subject: Subject) -> tuple[str, str]:
    return ("regency", subject.code) if subject.code else ("province", "")


def _panel(layer: _Layer, sheet: Atlas) -> Panel:
    classes = {one.code: shade_of(layer.measure, layer.figures.get(one.code)) for one in sheet.areas}
    dots = tuple((*one.dot, classes[one.code]) for one in sheet.areas if one.dot)
    judged = [name for name in classes.values() if name not in (FEW, NOTHING)]
    words = _(
        "%(title)s: %(told)s of %(all)s areas have enough cases to be compared; all stand in the table below."
    ) % {
        "title": layer.title,
        "told": len(judged),
        "all": len(classes),
    }
    return Panel(layer.title, layer.note, tuple(classes.items()), dots, words)


def _lines(layers: list[_Layer], sheet: Atlas, asked: Asked) -> list[Line]:
    query = f"?{asked.query}" if asked.query else ""
    order = sorted(sheet.areas, key=lambda one: one.name.casefold())
    return [Line(one.name, url_of(SubjectKind.PROVINCE, one.code) + query, _cells(layers, one.code)) for one in order]


def _cells(layers: list[_Layer], code: str) -> tuple[tuple[str, str, bool], ...]:
    figures = [layer.figures.get(code) for layer in layers]
    return tuple(
        (value_of(one), cases(one.n), is_few(one)) if one and one.value is not None else (NO_VALUE, "", False)
        for one in figures
    )
