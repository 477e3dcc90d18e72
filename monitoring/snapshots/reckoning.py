"""The rows of one cut-off: reckoned, not yet stored."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product
from typing import NamedTuple

from boundaries.models import Edition
from monitoring.counting.asking import answers
from monitoring.counting.question import Group, Key, Question
from monitoring.counting.tally import Tally
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


def rows(on: dt.date, edition: Edition, audiences: Sequence[bool] = (False,)) -> list[Iterator[Row]]:
    """Return the figures as of the end of a day, for each audience; those of nobody (n = 0) are left out.

    One pass over the history of the cases, however many audiences, windows and groups there are.

    Parameters
    ----------
    audiences
        Whose figures: False for staff, of all cases; True for everybody, of the cases that anybody may open now, and
        only what everybody may know of them.
    """
    cutoff = cutoff_on(on)
    asked = {public: questions(on, public) for public in audiences}
    found = iter(answers(Scope(edition=edition), list(chain.from_iterable(asked.values())), cutoff, AT_ONCE))
    return [
        chain.from_iterable([_rows(question, next(found), cutoff, public) for question in of_audience])
        for public, of_audience in asked.items()
    ]


def _rows(
    question: Question, tallied: Mapping[str, Mapping[Group, Mapping[Key, Tally]]], cutoff: dt.datetime, public: bool
) -> Iterator[Row]:
    kinds = {group: kind for kind, group in GROUPS.items()}
    for window, group in product(question.windows, question.groups):
        kind = kinds[_subject(group)]
        for key, tally in tallied[window][group].items():
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
