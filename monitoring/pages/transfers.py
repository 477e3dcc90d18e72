"""/pemantauan/pelimpahan/, /pemantauan/wilayah/CODE/pelimpahan/: who passes cases on to whom.

By agency for who may see all cases; everybody else is told levels of government alone, of the nation and of provinces,
and no small numbers: which office has a case that is shown as a coarse cell tells where it lies
(monitoring.pages.breakdown). Of regencies nothing is told, or a province less its others would give the last one away.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Agency, AgencyKind
from accounts.tiers import Tier
from monitoring.counting.moves import Transfers, transfers
from monitoring.measures.registry import FEW
from monitoring.models import SubjectKind
from monitoring.pages import subjects
from monitoring.pages.answering import answered
from monitoring.pages.asked import Asked, AskForm
from monitoring.pages.cards import card_of
from monitoring.pages.reckoned import card, kept
from monitoring.pages.subjects import Subject, agency_name, url_of
from monitoring.pages.words import cases, heat_of
from monitoring.suppression import told_counts

MOST_KINDS: Final = 9
"""Kinds of agencies in the matrix; the others are taken together."""

MOST_PAIRS: Final = 50
PROVINCE_CODE: Final = 2
"""Letters in the code of a province; those of regencies are longer."""

OTHERS: Final = ""
Flow = tuple[str, str]
"""From whom, to whom."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many went from the row to the column; `shade` from 0 to 4, None where nothing is told."""

    n: str
    shade: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Who passed on, to whom how many, and how many in all."""

    name: str | Promise
    cells: tuple[Cell, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows pass on, columns receive. `hidden`: transfers that are in no cell, for there are too few of them."""

    id: str
    title: str | Promise
    heads: tuple[str | Promise, ...]
    lines: tuple[Line, ...]
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One agency that passed on to another."""

    former: str
    former_url: str
    next: str
    next_url: str
    n: str


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """Show who passes on to whom in all of Indonesia."""
    return _page(request, subjects.nation())


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show it of a province or regency."""
    return _page(request, subjects.area(code))


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = AskForm(request.GET, request.user, subject.scope)
    return answered(request, "monitoring/transfers.html", subject, form, lambda: _figures(form.asked()))


def _figures(asked: Asked) -> dict[str, Any]:
    if not asked.begun:
        return {"asked": asked}
    scope, period, cutoff = asked.scope, asked.period, asked.cutoff
    found = kept("transfers", scope, period, cutoff, lambda: transfers(scope, period, cutoff))
    now = card(asked)
    told = {
        "asked": asked,
        "cards": [card_of(now[name]) for name in ("transfers_per_case", "misdirected")],
        "total": cases(sum(row.n for row in found)),
        "few": FEW,
    }
    agencies = {one.code: one for one in Agency.objects.filter(code__in={c for row in found for c in row[:2]})}
    levels = Counter[Flow]()
    for row in found:
        levels[agencies[row.former].tier, agencies[row.next].tier] += row.n
    if scope.public and len(scope.area) > PROVINCE_CODE:
        return told | {"withheld": bool(found)}
    if scope.public:
        shown, hidden = told_counts(levels, FEW)
        return told | {"matrices": [_by_level(shown, cases(hidden) if hidden else "")] if found else []}
    if not found:
        return told
    return told | {
        "matrices": [_by_kind(found, agencies), _by_level(levels)],
        "pairs": _pairs(found[:MOST_PAIRS], agencies, asked),
        "more_pairs": len(found) - MOST_PAIRS,
        "more_n": cases(sum(row.n for row in found[MOST_PAIRS:])),
    }


def _by_level(flows: Mapping[Flow, int], hidden: str = "") -> Matrix:
    names = {tier.value: tier.label for tier in Tier}
    return _matrix("levels", _("By level of government"), flows, names, hidden)


def _by_kind(found: list[Transfers], agencies: Mapping[str, Agency]) -> Matrix:
    busy = Counter[str]()
    for row in found:
        for code in row[:2]:
            busy[agencies[code].kind_id] += row.n
    names: dict[str, str | Promise] = {one.code: one.name for one in AgencyKind.objects.filter(code__in=busy)}
    first = [kind for kind, _n in sorted(busy.items(), key=lambda item: (-item[1], item[0]))[:MOST_KINDS]]
    flows = Counter[Flow]()
    for row in found:
        former, after = (agencies[code].kind_id for code in row[:2])
        flows[former if former in first else OTHERS, after if after in first else OTHERS] += row.n
    wanted = {kind: names[kind] for kind in first}
    return _matrix("kinds", _("By kind of agency"), flows, wanted | {OTHERS: _("other kinds")})


def _matrix(
    name: str, title: str | Promise, flows: Mapping[Flow, int], names: Mapping[str, str | Promise], hidden: str = ""
) -> Matrix:
    """Return a table of flows; who neither passed on nor received has no row and no column."""
    rows = [key for key in names if any(former == key for former, _after in flows)]
    columns = [key for key in names if any(after == key for _former, after in flows)]
    most = max(flows.values(), default=0)
    lines = []
    for key in rows:
        numbers = [flows.get((key, column), 0) for column in columns]
        cells = tuple(Cell(cases(n), heat_of(n, most)) if n else Cell("–") for n in numbers)
        lines.append(Line(names[key], cells, cases(sum(numbers))))
    return Matrix(name, title, tuple(names[key] for key in columns), tuple(lines), hidden)


def _pairs(found: list[Transfers], agencies: Mapping[str, Agency], asked: Asked) -> list[Pair]:
    query = f"?{asked.query}" if asked.query else ""
    names = {code: agency_name(one) for code, one in agencies.items()}
    urls = {code: url_of(SubjectKind.AGENCY, code) + query for code in agencies}
    return [Pair(names[r.former], urls[r.former], names[r.next], urls[r.next], cases(r.n)) for r in found]
