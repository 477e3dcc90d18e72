"""/pemantauan/tunggakan/, /pemantauan/wilayah/CODE/tunggakan/, …/instansi/CODE/…: what waits, by age, and where."""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring.charts.bars import bars
from monitoring.charts.drawing import Chart, chart
from monitoring.measures import Figure, Scorecard
from monitoring.models import SubjectKind
from monitoring.pages import subjects
from monitoring.pages.answering import answered, of_agency
from monitoring.pages.asked import Asked, StandingForm
from monitoring.pages.breakdown import HEADS
from monitoring.pages.cards import card_of
from monitoring.pages.drill import to_confirm, ways
from monitoring.pages.reckoned import Cards, card, cards
from monitoring.pages.subjects import Subject, names_of
from monitoring.pages.words import cases, is_few, value_of

PARTS: Final = {
    SubjectKind.NATION: "province",
    SubjectKind.PROVINCE: "regency",
    SubjectKind.REGENCY: "category",
    SubjectKind.AGENCY: "category",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What waits in one part: all, by age, and the share with a late step."""

    name: str
    url: str
    open: str
    ages: tuple[str, ...]
    overdue: str
    few: bool


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """Show what waits in all of Indonesia."""
    return _page(request, subjects.nation())


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show what waits in a province or regency."""
    return _page(request, subjects.area(code))


@require_safe
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show what waits at an agency, to whoever may see all of its cases."""
    return of_agency(request, code, _page)


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = StandingForm(request.GET, request.user, subject.scope)
    return answered(request, "monitoring/backlog.html", subject, form, lambda: _waiting(form.asked(), subject))


def _waiting(asked: Asked, subject: Subject) -> dict[str, Any]:
    now, group = card(asked), PARTS[subject.kind]
    return {
        "asked": asked,
        "ages": _labels(now["backlog"]),
        "chart": _chart(now["backlog"], asked, subject),
        "total": _row(subject.name, "", now),
        "overdue": card_of(now["overdue"]),
        "unconfirmed": card_of(now["unconfirmed"]),
        "head": HEADS[group],
        "rows": _rows(asked, group, cards(asked, ((group,),))[group,]),
        "ways": ways(asked, standing=True),
        "confirm": to_confirm(asked),
    }


def _labels(backlog: Figure) -> list[str | Promise]:
    return [part.label for part in backlog.parts]


def _chart(backlog: Figure, asked: Asked, subject: Subject) -> Chart:
    values = [{"name": str(part.label), "n": part.n, "label": cases(part.n)} for part in backlog.parts]
    words = _("%(n)s open cases of %(name)s by days since they came in; the numbers stand in the table below.") % {
        "n": cases(backlog.n),
        "name": subject.name,
    }
    return chart(bars, values, words)


def _rows(asked: Asked, group: str, found: Cards) -> list[Row]:
    """Return the parts in which something waits, by name; what lies in none comes last."""
    names = names_of(group, (key[0] for key in found), asked.scope.in_edition)
    waiting = {code: one for (code,), one in found.items() if one["backlog"].n}
    order = sorted(waiting, key=lambda code: (not code, names[code].casefold()))
    return [_row(names[code], _url(group, code, asked), waiting[code]) for code in order]


def _row(name: str, url: str, one: Scorecard) -> Row:
    ages = tuple(cases(part.n) for part in one["backlog"].parts)
    return Row(name, url, cases(one["backlog"].n), ages, value_of(one["overdue"]), is_few(one["overdue"]))


def _url(group: str, code: str, asked: Asked) -> str:
    if not code:
        return ""
    if group == "category":
        found = ways(replace(asked, scope=replace(asked.scope, category=code)), standing=True)
        return found[0].url if found else ""
    url = reverse("monitoring:area-backlog", kwargs={"code": code})
    return f"{url}?{asked.query}" if asked.query else url
