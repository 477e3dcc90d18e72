"""/pemantauan/peringkat/: places of areas among their like, by one measure at a time."""

from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus
from statistics import median
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from boundaries.models import Area
from boundaries.models.areas import Level
from monitoring.charts.drawing import Chart, chart
from monitoring.charts.intervals import intervals
from monitoring.measures import BY_NAME, FEWEST_RANKED, Figure, Measure, Peers, Ranked, peers_of
from monitoring.models import SubjectKind
from monitoring.pages.asked import Asked, AskForm, measure_choices
from monitoring.pages.compared import COMPARABLE, Compared, compared
from monitoring.pages.subjects import url_of
from monitoring.pages.words import better_is, cases, interval_of, is_few, number, plain, unit_words, value_of
from monitoring.policies import NOT_TOLD, is_withheld
from monitoring.scopes import Scope

COLUMNS: Final = ("followed_up", "closed", "verified_in_3_days", "sla_answer", "speed_median", "overdue")
"""Measures beside the one by which is ranked."""

CLASSES: Final = (
    (Peers.PROVINCE.value, gettext_lazy("Provinces")),
    (Peers.REGENCY.value, gettext_lazy("Regencies")),
    (Peers.CITY.value, gettext_lazy("Cities")),
)
FIRST_MEASURE: Final = "sla_answer"
MOST_DRAWN: Final = 40
"""Areas in the chart; of more the first and the last. All stand in the table."""


class LeagueForm(AskForm):
    """The question of a scorecard, with who is compared and by what."""

    peers = forms.ChoiceField(label=gettext_lazy("Who is compared"), required=False, choices=CLASSES)
    province = forms.ChoiceField(label=gettext_lazy("Only in the province"), required=False)
    measure = forms.ChoiceField(
        label=gettext_lazy("By what"), required=False, choices=measure_choices(COMPARABLE, FIRST_MEASURE)
    )

    field_order = ("peers", "measure", "province", "period")

    def __init__(self, data: QueryDict, user: Any) -> None:
        province = data.get("province", "")
        known = Area.objects.provinces().filter(code=province).exists() if province.isdigit() else False
        super().__init__(data, user, Scope(area=province if known else ""))
        provinces = Area.objects.provinces().order_by("name", "-edition__valid_from").values_list("code", "name")
        self._choose("province", [("", _("all of Indonesia")), *dict(provinces).items()])

    def clean_peers(self) -> Peers:
        """Provinces, if nobody else is wanted."""
        return Peers(self.cleaned_data["peers"] or Peers.PROVINCE)

    def clean_measure(self) -> str:
        """Answers in time, if nothing else is wanted."""
        return self.cleaned_data["measure"] or FIRST_MEASURE

    def clean(self) -> dict[str, Any]:
        """Refuse to compare provinces within a province."""
        cleaned = super().clean()
        if cleaned.get("province") and cleaned.get("peers") == Peers.PROVINCE:
            self.add_error("province", _("Provinces are compared within the nation: leave this open."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Column:
    """A further measure of the table, and the address by which it becomes the one that is ranked by."""

    measure: Measure
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One area with a place."""

    rank: int
    code: str
    name: str
    url: str
    value: str
    interval: str
    n: str
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Unranked:
    """Areas that have no place, and the reason that they share."""

    why: str | Promise
    areas: tuple[tuple[str, str, str], ...]  # name, address, n


@require_safe
def league(request: HttpRequest) -> HttpResponse:
    """Show the places of a class by a measure; those without a place stand apart, with the reason."""
    form = LeagueForm(request.GET, request.user)
    context: dict[str, Any] = {"form": form}
    sound = form.is_valid()
    if sound:
        context |= _places(form, form.asked())
    return render(request, "monitoring/league.html", context, status=None if sound else HTTPStatus.BAD_REQUEST)


def _places(form: LeagueForm, asked: Asked) -> dict[str, Any]:
    peers, measure = form.cleaned_data["peers"], BY_NAME[form.cleaned_data["measure"]]
    level = Level.PROVINCE if peers == Peers.PROVINCE else Level.REGENCY
    found = compared(asked, level, within=asked.scope.area)
    if found is None:
        return {"asked": asked, "measure": measure}
    names = _names(found.asked, level, peers)
    rows = found.ranked(measure.name, peers)
    shown = [measure.name, *(name for name in COLUMNS if name != measure.name)]
    placed = [row for row in rows if row.rank and row.key in names]
    return {
        "asked": found.asked,
        "peers": peers,
        "peers_label": dict(CLASSES)[peers.value],
        "measure": measure,
        "better": better_is(measure),
        "fewest": FEWEST_RANKED,
        "columns": [Column(BY_NAME[name], f"?{form.query(measure=name)}", name == measure.name) for name in shown],
        "chart": _chart(placed, names, measure),
        "left_out": max(0, len(placed) - MOST_DRAWN),
        "lines": [_line(row, found, names, shown[1:], asked.query) for row in placed],
        "unranked": _unranked(rows, names, asked.query, _silence(found.asked, measure)),
    }


def _chart(placed: list[Ranked], names: dict[str, str], measure: Measure) -> Chart | None:
    """Return the ranked with their intervals, and the median of all of them; None where there is nothing to compare."""
    if len(placed) < 2:
        return None
    half = MOST_DRAWN // 2
    drawn = placed if len(placed) <= MOST_DRAWN else [*placed[:half], *placed[-half:]]
    figures = [row.figure for row in drawn]
    farthest = max(limit for one in figures for limit in (one.value, one.high) if limit is not None)
    values: list[dict[str, Any]] = [
        {
            "name": names[row.key],
            "value": row.figure.value,
            "low": row.figure.low if row.figure.low is not None else row.figure.value,
            "high": _end(row.figure, farthest),
            "label": plain(row.figure),
        }
        for row in drawn
    ]
    middle = median(row.figure.value for row in placed if row.figure.value is not None)
    values.append({"middle": middle, "label": _("middle %(value)s") % {"value": number(middle, measure.unit)}})
    values.append({"axis": capfirst(unit_words(measure))})
    words = _("%(measure)s of %(n)s areas with 95%% intervals, from %(first)s to %(last)s; all in the table below.") % {
        "measure": capfirst(str(measure.label)),
        "n": len(drawn),
        "first": names[drawn[0].key],
        "last": names[drawn[-1].key],
    }
    return chart(intervals, values, words)


def _end(figure: Figure, farthest: float) -> float | None:
    """Return where an interval ends in the chart: one that is open goes on to the edge."""
    if figure.low is None:
        return figure.value
    return figure.high if figure.high is not None else farthest


def _names(asked: Asked, level: str, peers: Peers) -> dict[str, str]:
    """Return code and name of all areas of the class."""
    areas = Area.objects.filter(edition=asked.scope.in_edition, level=level, code__startswith=asked.scope.area)
    return {code: name for code, name in areas.order_by("name").values_list("code", "name") if peers_of(code) == peers}


def _line(row: Ranked, found: Compared, names: dict[str, str], others: list[str], query: str) -> Line:
    figures = found.by_code[row.key]
    cells = tuple(
        (value_of(figures[name]), is_few(figures[name])) if name in figures else ("–", False) for name in others
    )
    return Line(
        rank=row.rank or 0,
        code=row.key,
        name=names[row.key],
        url=_url(row.key, query),
        value=value_of(row.figure),
        interval=interval_of(row.figure),
        n=cases(row.figure.n),
        cells=cells,
    )


def _silence(asked: Asked, measure: Measure) -> tuple[str, str]:
    """Return why there is no figure of an area, and its n: no cases, or the public is not told of so few."""
    withheld = asked.scope.public and measure.public_from != 1
    return (str(NOT_TOLD), "") if withheld else (_("no cases"), "0")


def _unranked(rows: list[Ranked], names: dict[str, str], query: str, silence: tuple[str, str]) -> list[Unranked]:
    """Return who has no place, by reason, the reason of most areas last; also those of which there is no figure."""
    by_reason: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    known = {row.key: row for row in rows}
    for code, name in names.items():
        row = known.get(code)
        if row is None or not row.rank:
            why, n = (str(row.why), "" if is_withheld(row.figure) else cases(row.figure.n)) if row else silence
            by_reason[why].append((name, _url(code, query), n))
    groups = sorted(by_reason.items(), key=lambda item: len(item[1]))
    return [Unranked(why, tuple(areas)) for why, areas in groups]


def _url(code: str, query: str) -> str:
    return url_of(SubjectKind.PROVINCE, code) + (f"?{query}" if query else "")
