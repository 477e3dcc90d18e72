"""/pemantauan/lintas-batas/, /pemantauan/wilayah/CODE/lintas-batas/: cases near a border, and who confirms them.

Staff see the cases of their area. Everybody else is told how many there are of each pair of neighbours in a year that
is over, on both sides of the border, the same on every page and none below ten: a border is a narrow strip of ground,
and no difference of two pages, periods or cut-offs may tell that a single report lies on it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from boundaries.models import Area, Edition
from monitoring.counting.moves import Wait, waits
from monitoring.measures.intervals import kaplan_meier
from monitoring.measures.registry import FEW
from monitoring.pages import subjects
from monitoring.pages.answering import answered
from monitoring.pages.asked import Asked, AskForm
from monitoring.pages.cards import card_of
from monitoring.pages.drill import to_confirm
from monitoring.pages.months import preceding
from monitoring.pages.reckoned import card, kept
from monitoring.pages.subjects import Subject
from monitoring.pages.words import NOTHING, cases
from monitoring.periods import Period, cutoff_on
from monitoring.suppression import told_counts

Pair = tuple[str, str]
MOST_PAIRS: Final = 60


class BorderForm(AskForm):
    """The question of a scorecard, of all categories and under the boundaries in force."""

    category = edition = basis = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Line:
    """Cases near one border. What the public is not told is ""."""

    names: str
    n: str
    waiting: str = ""
    settled: str = ""
    ended: str = ""
    days: str = ""


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """Show the cases near borders in all of Indonesia."""
    return _page(request, subjects.nation())


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show those of a province or regency."""
    return _page(request, subjects.area(code))


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = BorderForm(request.GET, request.user, subject.scope)
    return answered(request, "monitoring/border.html", subject, form, lambda: _figures(form.asked(), subject))


def _figures(asked: Asked, subject: Subject) -> dict[str, Any]:
    if not asked.begun:
        return {"asked": asked}
    now = card(asked)
    told = {"asked": asked, "few": FEW, "cards": [card_of(now[name]) for name in ("doubtful", "crossing")]}
    if asked.scope.public:
        return told | _in_public(asked, subject)
    found = _waits(asked)
    pairs: dict[Pair, list[Wait]] = defaultdict(list)
    for one in found:
        pairs[one.one, one.other].append(one)
    names = _names(pairs)
    lines = [(_line(names[pair], rows), sum(r.n for r in rows if r.waiting), len(rows)) for pair, rows in pairs.items()]
    lines.sort(key=lambda item: (-item[1], -int(item[2]), item[0].names))
    return told | {
        "confirm": to_confirm(asked),
        "lines": [line for line, _waiting, _rows in lines[:MOST_PAIRS]],
        "more": max(0, len(lines) - MOST_PAIRS),
        "total": _line(_("all together"), found) if found else None,
    }


def _in_public(asked: Asked, subject: Subject) -> dict[str, Any]:
    """Return the pairs that touch an area, each counted on both sides, whoever's page this is, for a whole year."""
    year = _year_over(asked)
    counted = Counter[Pair]()
    for one in _waits(replace(asked, scope=replace(asked.scope, area=""), period=year, cutoff=cutoff_on(year.last))):
        counted[one.one, one.other] += one.n
    shown, hidden = told_counts(counted, FEW)
    here = {pair: n for pair, n in shown.items() if any(code.startswith(subject.code) for code in pair)}
    names = _names(here)
    order = sorted(here, key=lambda pair: (-here[pair], names[pair]))
    lines = [Line(names[pair], cases(here[pair])) for pair in order]
    return {"lines": lines, "year": year.label, "hidden": cases(hidden) if hidden and not subject.code else ""}


def _year_over(asked: Asked) -> Period:
    """Return the calendar year in which the period ends, or the year before while that one is not over."""
    year = Period.containing(asked.period.last, 12)
    return year if year.last <= asked.on else preceding(year)


def _waits(asked: Asked) -> list[Wait]:
    scope, period, cutoff = asked.scope, asked.period, asked.cutoff
    return kept("waits", scope, period, cutoff, lambda: waits(scope, period, cutoff))


def _line(names: str, rows: Iterable[Wait]) -> Line:
    rows = list(rows)
    durations = Counter[tuple[int, bool]]()
    for row in rows:
        durations[row.days, row.settled] += row.n
    median = kaplan_meier(durations).value
    waiting = sum(row.n for row in rows if row.waiting)
    settled = sum(row.n for row in rows if row.settled)
    n = sum(row.n for row in rows)
    return Line(names, cases(n), cases(waiting), cases(settled), cases(n - waiting - settled), _days(median))


def _days(median: float | None) -> str:
    if median is None:
        return NOTHING
    return ngettext("%(n)s day", "%(n)s days", int(median)) % {"n": int(median)}


def _names(pairs: Iterable[Pair]) -> Mapping[Pair, str]:
    """Return what pairs of areas of any edition are called, by their newest names."""
    pairs = list(pairs)
    areas = Area.objects.filter(
        code__in={code for pair in pairs for code in pair}, edition__in=Edition.objects.active()
    )
    names = dict(areas.order_by("edition__valid_from").values_list("code", "name"))
    return {pair: " – ".join(names.get(code, code) for code in pair) for pair in pairs}
