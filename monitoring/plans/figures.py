"""The figure of an action plan: when it was made, and of the latest period of the same length.

Both are as of the end of their period: cases of either had as much time to be handled, and everybody may be told of
the same moment (monitoring.policies.cutoff_for). How the figure moved does not say that the action moved it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import inf
from typing import Any, Final

from django.utils import timezone

from monitoring.measures import BY_NAME, Direction, Figure, Period, Scope, scorecards
from monitoring.measures.registry import MEASURES
from monitoring.models.plans import ActionPlan, PlanFigure
from monitoring.policies import FOR_STAFF, NOT_TOLD, View, told_to_all, view_of

OFFERED: Final = ((3, 4), (6, 2), (12, 2))
"""Lengths of periods in months, and how many of each that are over a plan may begin from."""
MOVABLE: Final = tuple(measure for measure in MEASURES if measure.direction != Direction.NEITHER)
"""Measures that an action can move for the better."""


@dataclass(frozen=True, slots=True)
class Course:
    """A plan's figure then and now, as somebody may know them; `now` is None until a later period is over."""

    then: Figure
    now: Figure | None
    now_period: Period | None

    @property
    def better(self) -> bool | None:
        """Whether it moved as it should; None where it did not, or by no more than chance: where intervals overlap."""
        then, now = self.then, self.now
        if now is None or now.value is None or then.value is None or now.value == then.value or _overlap(then, now):
            return None
        up = now.value > then.value
        return up == (BY_NAME[self.then.measure].direction == Direction.HIGHER)


def course_of(plan: ActionPlan, user: Any, today: dt.date | None = None) -> Course:
    """Return a plan's figures as a user may know them, `now` as of a day: today if None.

    A plan whose measure is gone has none: ask `definition`.
    """
    public = view_of(user, plan.scope) == View.PUBLIC
    period = latest_like(plan.span, today or _today())
    then = told(plan.scope, _frozen(plan, public), public)
    now = told(plan.scope, reckon(plan.scope, plan.measure, period, public), public) if period else None
    return Course(then, now, period)


def reckon(scope: Scope, measure: str, period: Period, public: bool) -> Figure:
    """Return the figure of a measure as of the end of a period. Raises ScopeError."""
    return reckon_several(scope, [measure], period, public)[measure]


def reckon_several(scope: Scope, measures: Sequence[str], period: Period, public: bool) -> dict[str, Figure]:
    """Return figures of the same cases, by measure, as of the end of a period: counted once. Raises ScopeError."""
    scope = replace(scope, public=public)
    found = scorecards(scope, period, period.until, measures=measures).get(())
    nothing = {measure: Figure(measure, n=0, cutoff=period.until) for measure in measures}
    return {measure: found[measure] for measure in measures} if found else nothing


def freeze(plan: ActionPlan) -> None:
    """Keep the figures that a plan begins with. Raises ScopeError."""
    for public in (False, True):
        figure = reckon(plan.scope, plan.measure, plan.span, public)
        PlanFigure.objects.create(
            plan=plan, public=public, n=figure.n, hits=figure.hits, value=figure.value,
            low=figure.low, high=figure.high, cutoff=figure.cutoff,
        )  # fmt: skip


def periods_to_begin_from(today: dt.date | None = None) -> list[Period]:
    """Return the periods that a plan may begin from: of each length the last ones that are over."""
    today = today or _today()
    return [period for months, number in OFFERED for period in islice(_over(today, months), number)]


def latest_like(period: Period, today: dt.date) -> Period | None:
    """Return the last period of the same length that is over; None where none after this one is."""
    months = 12 * (period.last.year - period.first.year) + period.last.month - period.first.month + 1
    latest = next(_over(today, months))
    return latest if latest.first > period.first else None


def _overlap(one: Figure, other: Figure) -> bool:
    """Whether the intervals of two figures overlap; a median's may be open upwards. Without intervals they do not."""
    if one.low is None or other.low is None:
        return False
    return one.low <= (inf if other.high is None else other.high) and other.low <= (
        inf if one.high is None else one.high
    )


def _over(today: dt.date, months: int) -> Iterator[Period]:
    period = Period.containing(today, months)
    while True:
        period = Period.containing(period.first - dt.timedelta(days=1), months)
        yield period


def _frozen(plan: ActionPlan, public: bool) -> Figure:
    kept = next(figure for figure in plan.figures.all() if figure.public == public)
    return Figure(
        plan.measure, n=kept.n, hits=kept.hits, value=kept.value, low=kept.low, high=kept.high, cutoff=kept.cutoff
    )


def told(scope: Scope, figure: Figure, public: bool) -> Figure:
    """Return a figure as it may be told: which agency has a case is not public, so none of an agency are."""
    if not public:
        return figure
    if scope.agency:
        return Figure(figure.measure, n=0, cutoff=figure.cutoff, why=FOR_STAFF)
    shown = told_to_all(figure)
    return replace(shown, why=NOT_TOLD) if shown.n < 1 and not shown.why else shown


def _today() -> dt.date:
    return timezone.localdate(timezone=timezone.get_default_timezone())
