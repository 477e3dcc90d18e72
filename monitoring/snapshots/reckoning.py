"""The rows of one cut-off: reckoned, not yet stored."""

import datetime as dt
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from boundaries.models import Edition
from monitoring.counting.asking import Group, tallies
from monitoring.measures import MEASURES, Figure, Scope
from monitoring.periods import cutoff_on
from monitoring.policies import told_to_all
from monitoring.snapshots.plan import AT_ONCE, GROUPS, questions


class Row(NamedTuple):
    """One figure of one subject, in the columns of Snapshot."""

    kind: str
    subject: str
    window: str
    category: str
    measure: str
    n: int
    hits: int | None
    value: float | None
    low: float | None
    high: float | None
    band: str
    provisional: bool


def rows(on: dt.date, edition: Edition, public: bool = False) -> Iterator[Row]:
    """Give all figures as of the end of a day; those of nobody (n = 0) are left out.

    One pass over the history of the cases, however many windows and groups there are; a second one by category.

    Parameters
    ----------
    public
        Of the cases that anybody may open now, and only what everybody may know of them.
    """
    kinds = {group: kind for kind, group in GROUPS.items()}
    cutoff, scope = cutoff_on(on), Scope(edition=edition, public=public)
    for windows, groups in questions(on):
        found = tallies(scope, windows, cutoff, groups, AT_ONCE)
        for window, group in product(windows, groups):
            kind = kinds[_subject(group)]
            for key, tally in found[window][group].items():
                category = key[-1] if "category" in group else ""
                subject = key[0] if _subject(group) else ""
                for measure in MEASURES:
                    figure = measure.figure(tally, cutoff)
                    figure = told_to_all(figure) if public else figure
                    if figure.n:
                        yield _row(kind, subject, window, category, figure)


def _subject(group: Group) -> Group:
    return tuple(name for name in group if name != "category")


def _row(kind: str, subject: str, window: str, category: str, figure: Figure) -> Row:
    return Row(
        kind, subject, window, category, figure.measure, figure.n, figure.hits, figure.value, figure.low, figure.high,
        figure.band, figure.provisional,
    )  # fmt: skip
