"""Figures of all areas of a class, of the same cases for all: what ranks and peers are made of."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from monitoring.measures import (
    BY_NAME,
    MEASURES,
    Direction,
    Figure,
    Ranked,
    Unit,
    peers_of,
    ranked,
)
from monitoring.models import Snapshot, SnapshotRun, SubjectKind
from monitoring.pages.asked import Asked
from monitoring.pages.changes import clearly
from monitoring.pages.reckoned import cards
from monitoring.pages.words import in_unit
from monitoring.policies import cutoff_for, may_ask, seen_by
from monitoring.scopes import Basis
from monitoring.snapshots.plan import windows
from monitoring.snapshots.trends import figure_of

COMPARABLE: Final = tuple(
    measure for measure in MEASURES if measure.direction != Direction.NEITHER and measure.unit != Unit.CASES
)
"""Measures by which places are compared: no counts, and none without a better way."""

KINDS: Final = {"province": SubjectKind.PROVINCE, "regency": SubjectKind.REGENCY}
Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Compared:
    """Figures of areas by code and by name of measure, and the question that they answer.

    `classes` are those of agencies, by code; without them codes are of areas, and tell their class.
    """

    asked: Asked
    by_code: Mapping[str, Figures]
    classes: Mapping[str, str] | None = None

    def class_of(self, code: str) -> str:
        """Return the class within which somebody is compared."""
        return self.classes[code] if self.classes is not None else peers_of(code)

    def ranked(self, measure: str, peers: str) -> list[Ranked]:
        """Return the places of a class by a measure, then those without one."""
        figures = {code: found[measure] for code, found in self.by_code.items() if code and measure in found}
        return [row for row in ranked(BY_NAME[measure], figures, self.classes) if row.peers == peers]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an area stands among its peers by one measure; without a rank `why` says why. `median` is of the ranked.

    `tone` is better or worse where the intervals of most of its peers lie wholly on one side of its own; "" where they
    do not.
    """

    rank: int | None
    of: int
    median: str
    why: str
    tone: str = ""


def compared(asked: Asked, level: str, within: str = "") -> Compared | None:
    """Return the figures of all areas of a level, province or regency.

    Everybody compares cases of one view: all of a province for its monitor, public ones beyond. From kept figures
    where there are any. None where the user may not ask for the period.

    Parameters
    ----------
    within
        Code of the province whose regencies are wanted; "" for all of the nation.
    """
    scope = replace(asked.scope, area=within, agency="", public=False)
    if not may_ask(asked.user, scope, asked.period):
        return None
    cutoff = cutoff_for(asked.user, scope, asked.cutoff)
    question = replace(asked, scope=seen_by(asked.user, scope), cutoff=cutoff)
    if not question.begun:
        return None
    found = _kept(question, KINDS[level])
    if found is None:
        by_key = cards(question, ((level,),))[level,]
        found = {key[0]: card.figures for key, card in by_key.items()}
    return Compared(question, found)


def standings(found: Compared, code: str) -> dict[str, Standing]:
    """Return where an area stands, by measure."""
    peers = found.class_of(code)
    return {one.name: _standing(found.ranked(one.name, peers), code, one.unit) for one in COMPARABLE}


def _standing(rows: list[Ranked], code: str, unit: Unit) -> Standing:
    own = next((row for row in rows if row.key == code), None)
    values = [row.figure.value for row in rows if row.rank and row.figure.value is not None]
    middle = in_unit(median(values), unit) if values else ""
    if own is None:
        return Standing(None, len(values), middle, _("no cases, or too few to tell"))
    tone = _tone(own.figure, [row.figure for row in rows if row.rank and row is not own]) if own.rank else ""
    return Standing(own.rank, len(values), middle, str(own.why), tone)


def _tone(figure: Figure, peers: list[Figure]) -> str:
    """Return whether a figure is clearly better, or worse, than those of most peers."""
    against = Counter(clearly(figure, peer) for peer in peers)
    return next((tone for tone in ("better", "worse") if 2 * against[tone] > len(peers)), "")


def _kept(asked: Asked, kind: SubjectKind) -> dict[str, Figures] | None:
    """Return kept figures, where there are any that answer the question."""
    scope = asked.scope
    if scope.category or scope.theme or scope.basis != Basis.CURRENT:
        return None
    run = SnapshotRun.objects.filter(on=asked.on, public=scope.public).first()
    window = window_of(asked, asked.on)
    if run is None or not window or (scope.edition and scope.edition.pk != run.edition_id):
        return None
    rows = kept_figures(run, kind, window).filter(subject__startswith=scope.area)
    return by_subject(rows) or None


def kept_figures(run: SnapshotRun, kind: SubjectKind, window: str) -> QuerySet[Snapshot]:
    """Return the kept figures by which places are compared."""
    names = [measure.name for measure in COMPARABLE]
    found = Snapshot.objects.filter(run=run, kind=kind, window=window, category="", measure__in=names)
    return found.select_related("run")


def by_subject(rows: QuerySet[Snapshot]) -> dict[str, Figures]:
    """Return kept figures by code and by name of measure."""
    found: dict[str, dict[str, Figure]] = {}
    for row in rows:
        found.setdefault(row.subject, {})[row.measure] = _told(figure_of(row))
    return dict(found)


def window_of(asked: Asked, on: dt.date) -> str:
    """Return the window of kept figures that is the period; "" where none is."""
    last = min(asked.period.last, on)
    stored = windows(on).items()
    return next((name for name, period in stored if (period.first, period.last) == (asked.period.first, last)), "")


def _told(figure: Figure) -> Figure:
    """Put back why a figure has no value, which is not kept."""
    if figure.value is not None:
        return figure
    unit = BY_NAME[figure.measure].unit
    why = _("more than half are not answered yet") if unit == Unit.DAYS else _("fewer than ten ratings")
    return replace(figure, why=why if figure.n else _("no cases"))
