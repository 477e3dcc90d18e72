"""A figure with all that must stand beside it, ready to be read: one card, or one line of the table of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.measures import BY_NAME, FEWEST_RANKED, MEASURES, Figure, Measure, Scorecard, Unit
from monitoring.pages.changes import Change, change
from monitoring.pages.compared import Standing
from monitoring.pages.remarks import Remark
from monitoring.pages.series import Spark, spark
from monitoring.pages.words import better_is, cases, in_unit, interval_of, is_few, value_of
from monitoring.periods import Period
from monitoring.policies import is_withheld
from monitoring.snapshots.trends import Point

Sections = tuple[tuple[str | Promise, tuple[str, ...]], ...]
"""Titles, and the names of the measures below each."""

HANDLING: Final[Sections] = (
    (gettext_lazy("How far cases get"), ("followed_up", "closed", "contested")),
    (gettext_lazy("How fast"), ("verified_in_3_days", "speed_median", "sla_answer")),
    (gettext_lazy("What waits"), ("backlog", "overdue", "transfers_per_case")),
    (gettext_lazy("What reporters say, and who works"), ("satisfaction", "solved", "active_staff")),
)
QUALITY: Final[Sections] = (
    (gettext_lazy("Where cases lie"), ("unplaced", "doubtful", "crossing", "unconfirmed")),
    (gettext_lazy("Who reports, and how"), ("received", "by_kind", "anonymous")),
    (gettext_lazy("What is put aside"), ("verified", "duplicates", "archived")),
)


def shown(sections: Sections) -> tuple[str, ...]:
    """Return the names of all measures of a page."""
    return tuple(name for _title, names in sections for name in names)


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a figure: what it is, how many, and what they come to."""

    label: str | Promise
    n: str
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """A figure in words."""

    measure: Measure
    figure: Figure
    value: str
    n: str
    interval: str
    why: str
    few: str
    better: str
    parts: tuple[PartLine, ...]
    change: Change | None = None
    spark: Spark | None = None
    standing: Standing | None = None


def section_cards(
    sections: Sections,
    now: Scorecard,
    then: Scorecard,
    before: Period,
    trends: Mapping[str, list[Point]],
    standings: Mapping[str, Standing],
    meanwhile: Sequence[Remark] = (),
) -> list[tuple[str | Promise, list[Card]]]:
    """Return the cards of a page in their sections.

    Parameters
    ----------
    sections
        What the page shows.
    then, before
        The scorecard of the period before, and that period.
    trends, standings
        By name of measure; measures without one have no line or no peers.
    meanwhile
        What happened while the series ran.
    """

    def one_card(name: str) -> Card:
        changed = change(now[name], then[name], before)
        return card_of(now[name], changed, spark(trends.get(name, []), meanwhile), standings.get(name))

    return [(title, [one_card(name) for name in names]) for title, names in sections]


def all_cards(now: Scorecard) -> list[Card]:
    """Return all figures, in the order of the measures: the table beside the cards."""
    return [card_of(now[measure.name]) for measure in MEASURES]


def card_of(
    figure: Figure,
    changed: Change | None = None,
    line: Spark | None = None,
    standing: Standing | None = None,
) -> Card:
    """Return a figure in words."""
    measure = BY_NAME[figure.measure]
    return Card(
        measure=measure,
        figure=figure,
        value=value_of(figure),
        n="" if is_withheld(figure) else cases(figure.n),
        interval=interval_of(figure),
        why=str(figure.why),
        few=_("too few to compare (n < %(n)s)") % {"n": FEWEST_RANKED} if is_few(figure) else "",
        better=str(better_is(measure)),
        parts=tuple(_part(measure, part.label, part.n, part.value) for part in figure.parts),
        change=changed,
        spark=line,
        standing=standing,
    )


def _part(measure: Measure, label: str | Promise, n: int, value: float | None) -> PartLine:
    told = ""
    if measure.unit == Unit.INDEX and value is not None:
        told = _("%(mark)s of 4") % {"mark": in_unit(value, Unit.PER_CASE)}
    elif measure.unit == Unit.PERCENT and value is not None:
        told = in_unit(value, measure.unit)
    return PartLine(label, cases(n), told)
