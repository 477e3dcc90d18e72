"""What a category asks of the reporter besides the place: whatever its rules of the day decide by, and nothing else."""

from collections.abc import Iterator
from enum import StrEnum

from reports.models import Rule
from reports.responsibility.rulebook import Case, Rulebook


class Question(StrEnum):
    """Fields of the form that only some categories need."""

    PERMIT = "permit_issuer"
    CROSSING = "crossing"


def questions_of(category: str, book: Rulebook | None = None) -> frozenset[Question]:
    """Return what a category (by its code) asks, by the rules of today or of a book.

    Who issued a permit is asked where a case of one of its rules depends on it. Whether the matter crosses a border is
    asked where such a case, or a rule on its list that lifts the level, depends on that; and wherever a permit is asked
    for, since what a permit holder lets out into water and air is what crosses borders.
    """
    book = book or Rulebook.of()
    own = list(_cases(category, book))
    lifted = any(book.rules[number].kind == Rule.Kind.LIFT for number in _listed(category, book))
    asked = set()
    if any(case.permits for case in own):
        asked |= {Question.PERMIT, Question.CROSSING}
    if lifted or any(case.crossings for case in own):
        asked.add(Question.CROSSING)
    return frozenset(asked)


def _listed(category: str, book: Rulebook) -> list[int]:
    return [number for number in book.by_category.get(category, ()) if number in book.rules]


def _cases(category: str, book: Rulebook) -> Iterator[Case]:
    for number in _listed(category, book):
        yield from (case for case in book.rules[number].cases if not case.categories or category in case.categories)
