"""The one question: what do measures come to, for whom, when, as of when, and by what."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from monitoring.counting.asking import tallies
from monitoring.counting.question import Group, Key
from monitoring.counting.tally import Tally
from monitoring.measures.figures import Figure
from monitoring.measures.registry import BY_NAME, MEASURES
from monitoring.periods import Period
from monitoring.scopes import Scope


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All measures of one group. `key` are the values of what was grouped by, in its order; () for all together."""

    key: Key
    tally: Tally
    figures: Mapping[str, Figure]

    def __getitem__(self, measure: str) -> Figure:
        return self.figures[measure]


def scorecards(
    scope: Scope,
    period: Period,
    cutoff: dt.datetime | None = None,
    by: Group = (),
    measures: Iterable[str] | None = None,
) -> dict[Key, Scorecard]:
    """Return the scorecard of each group of a scope's cases; groups without any case are not there.

    Parameters
    ----------
    period
        When the cases came in; ratings count by when they were given.
    cutoff
        Deeds before this moment count; now if None. What is done later changes nothing.
    by
        What to group by (counting.families.KEYS): ("regency",), ("category",), ("regency", "month")…
    measures
        Names of those that are wanted; all if None.

    Raises
    ------
    ScopeError
        The scope names something that does not exist.
    """
    cutoff = cutoff or timezone.now()
    found = tallies(scope, {"": period}, cutoff, (by,))[""][by]
    return {key: scorecard(key, tally, cutoff, measures) for key, tally in sorted(found.items())}


def scorecard_of(scope: Scope, period: Period, cutoff: dt.datetime | None = None) -> Scorecard:
    """Return the scorecard of all cases of a scope together, also of none."""
    cutoff = cutoff or timezone.now()
    return scorecards(scope, period, cutoff).get(()) or scorecard((), Tally(), cutoff)


def scorecard(key: Key, tally: Tally, cutoff: dt.datetime, measures: Iterable[str] | None = None) -> Scorecard:
    """Return the scorecard of a tally."""
    wanted: Sequence[str] = list(measures) if measures is not None else [measure.name for measure in MEASURES]
    return Scorecard(key, tally, {name: BY_NAME[name].figure(tally, cutoff) for name in wanted})
