"""/pemantauan/pemerataan/, /pemantauan/wilayah/CODE/pemerataan/: whether all are served alike.

By channel; by remoteness, of regencies that a law names (boundaries.remoteness); by the island on which most of a
regency lies; by how many reports there are for its people, where their number is loaded. Each group is compared with
all others of its table together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from boundaries import basemap
from boundaries.islands import LABELS, islands
from boundaries.models import Area, Edition
from boundaries.population import population_on
from boundaries.remoteness import disadvantaged
from monitoring.counting.tally import Tally, total
from monitoring.measures import BY_NAME, Figure, Measure, Scorecard
from monitoring.measures.ask import scorecard
from monitoring.measures.registry import FEW, channel_label
from monitoring.pages import subjects
from monitoring.pages.answering import answered
from monitoring.pages.asked import Asked, AskForm
from monitoring.pages.breakdown import Cell, Row, Table
from monitoring.pages.changes import clearly
from monitoring.pages.reckoned import kept_tallies
from monitoring.pages.subjects import Subject
from monitoring.pages.words import NOTHING, cases, interval_of, is_few, number, value_of
from monitoring.policies import NOT_TOLD, told
from monitoring.suppression import told_counts

COLUMNS: Final = ("followed_up", "verified_in_3_days", "sla_answer", "speed_median", "overdue", "satisfaction")
FEWEST_AREAS: Final = 6
"""Regencies with a known population from which on thirds of them say something."""


@dataclass(frozen=True, slots=True)
class GroupCell(Cell):
    """One figure of a group. `tone`: better or worse than `others`, the figure of all other groups together."""

    tone: str = ""
    others: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure in which a group is clearly better or worse (`tone`) than all others together."""

    group: str
    measure: Measure
    value: str
    others: str
    tone: str


Parts = list[tuple[str, str | Promise, Tally]]
"""Key, name and tally of each row."""


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """Show how evenly cases are handled in all of Indonesia."""
    return _page(request, subjects.nation())


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show it of a province or regency."""
    return _page(request, subjects.area(code))


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = AskForm(request.GET, request.user, subject.scope)
    return answered(request, "monitoring/equity.html", subject, form, lambda: _figures(form.asked(), subject))


def _figures(asked: Asked, subject: Subject) -> dict[str, Any]:
    if not asked.begun:
        return {"asked": asked}
    by = kept_tallies(asked.scope, asked.period, asked.cutoff, (("channel",), ("regency",)))
    channels, left_out = _told_channels(asked, {key[0]: tally for key, tally in by["channel",].items()})
    parts: Parts = [(name, channel_label(name), tally) for name, tally in sorted(channels.items())]
    tables = (
        [_table(asked, "channel", _("By the way in which reports came"), _("Channel"), parts, left_out)]
        if parts
        else []
    )
    places = {key[0]: tally for key, tally in by["regency",].items() if key[0]}
    wide = len(subject.code) < 5
    edition = asked.scope.in_edition
    if wide and edition:
        tables += [*_by_remoteness(asked, places), *_by_island(asked, places, edition)]
    peopled = _by_density(asked, places, subject.code, edition) if wide and edition else None
    if peopled:
        tables.append(peopled)
    return {
        "asked": asked,
        "tables": tables,
        "findings": _findings(tables),
        "wide": wide,
        "peopled": bool(peopled),
        "named": disadvantaged(asked.period.last) if wide else None,
        "remote": any(table.group == "remote" for table in tables),
    }


def _told_channels(asked: Asked, channels: Mapping[str, Tally]) -> tuple[Mapping[str, Tally], str]:
    """Return the channels that somebody may know of, and a note where others are left out.

    No page of a report tells the public how it came in.
    """
    if not asked.scope.public:
        return channels, ""
    shown, hidden = told_counts({name: tally.cases["received"] for name, tally in channels.items()}, FEW)
    note = _("Ways by which few reports came are left out.") if hidden else ""
    return {name: tally for name, tally in channels.items() if name in shown}, note


def _by_remoteness(asked: Asked, places: Mapping[str, Tally]) -> list[Table]:
    """Return figures of the regencies that a law calls behind the others, and of all others."""
    named = disadvantaged(asked.period.last)
    behind = [tally for code, tally in places.items() if named and code in named.codes]
    others = [tally for code, tally in places.items() if named and code not in named.codes]
    if not named or not behind or not others:
        return []
    years = {"basis": named.legal_basis, "first": named.valid_from.year, "last": named.valid_to.year}
    note = _("Regencies that %(basis)s names as disadvantaged (daerah tertinggal) for %(first)s to %(last)s.") % years
    parts: Parts = [
        ("behind", _("Disadvantaged, mostly remote"), total(behind)),
        ("others", _("All other regencies and cities"), total(others)),
    ]
    return [_table(asked, "remote", _("By remoteness"), _("Regencies"), parts, note)]


def _by_island(asked: Asked, places: Mapping[str, Tally], edition: Edition) -> list[Table]:
    groups = islands(basemap.of(edition))
    found: dict[str, list[Tally]] = defaultdict(list)
    for code, tally in places.items():
        if code in groups:
            found[groups[code]].append(tally)
    parts: Parts = [(key, str(LABELS[key]), total(found[key])) for key in LABELS if key in found]
    note = _("A regency counts for the island on which most of its ground lies, by its outlines.")
    return [_table(asked, "island", _("By island"), _("Island"), parts, note)] if len(parts) > 1 else []


def _by_density(asked: Asked, places: Mapping[str, Tally], within: str, edition: Edition) -> Table | None:
    """Return figures of thirds of the regencies: from those with the fewest reports for their people to the most."""
    codes = Area.objects.of(edition).regencies().filter(code__startswith=within).values_list("code", flat=True)
    people = population_on(codes, min(asked.period.last, asked.on), of=edition.valid_from)
    rates = {
        code: 100_000 * places.get(code, Tally()).cases["received"] / head.people
        for code, head in people.items()
        if head
    }
    if len(rates) < FEWEST_AREAS:
        return None
    order = sorted(rates, key=lambda code: (rates[code], code))
    edges = [len(order) * third // 3 for third in range(4)]
    parts: Parts = []
    for third, label in enumerate(_THIRDS):
        members = order[edges[third] : edges[third + 1]]
        span = "–".join(number(rates[code], BY_NAME["transfers_per_case"].unit) for code in (members[0], members[-1]))
        name = _("%(third)s: %(span)s (%(n)s regencies)") % {"third": label, "span": span, "n": len(members)}
        parts.append((str(third), name, total(places[code] for code in members if code in places)))
    note = _("Thirds of the regencies by reports received in the period per 100,000 people.")
    return _table(asked, "density", _("By reports per people"), _("Reports per 100,000 people"), parts, note)


_THIRDS: Final = (gettext_lazy("Fewest reports"), gettext_lazy("Middle"), gettext_lazy("Most reports"))


def _table(asked: Asked, group: str, title: str, head: str, parts: Parts, note: str = "") -> Table:
    """Return figures with their intervals; the public is told nothing but their number of groups of a few cases."""
    cards = _cards(asked, {key: tally for key, _name, tally in parts})
    others = _cards(asked, {key: total(tally for one, _n, tally in parts if one != key) for key, _name, _t in parts})
    rows = [
        Row(str(name), "", cases(cards[key,]["cohort"].n), tuple(_cells(asked, cards[key,], others[key,])))
        for key, name, _t in parts
    ]
    sure = _("Below each figure its interval of 95 percent: where these overlap, chance may make the difference.")
    return Table(group, title, head, tuple(BY_NAME[name] for name in COLUMNS), tuple(rows), f"{note} {sure}".strip())


def _cards(asked: Asked, tallies: Mapping[str, Tally]) -> Mapping[tuple[str, ...], Scorecard]:
    return told(asked.scope, {(key,): scorecard((key,), tally, asked.cutoff) for key, tally in tallies.items()})


def _cells(asked: Asked, card: Scorecard, others: Scorecard) -> Iterable[GroupCell]:
    few = asked.scope.public and card["cohort"].n < FEW
    for name in COLUMNS:
        figure: Figure = card[name]
        if few:
            yield GroupCell(NOTHING, False, str(NOT_TOLD))
            continue
        tone = "" if is_few(figure) or is_few(others[name]) else clearly(figure, others[name])
        yield GroupCell(
            value_of(figure), is_few(figure), cases(figure.n), interval_of(figure), tone, value_of(others[name])
        )


def _findings(tables: Iterable[Table]) -> list[Finding]:
    """Return the figures in which a group differs from all others of its table by more than chance makes."""
    return [
        Finding(row.name, measure, cell.value, cell.others, cell.tone)
        for table in tables
        for row in table.rows
        for measure, cell in zip(table.columns, row.cells, strict=True)
        if isinstance(cell, GroupCell) and cell.tone in ("better", "worse")
    ]
