"""Two versions of a procedure, one above the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reports.procedures import Step


@dataclass(frozen=True, slots=True)
class Line:
    """One step: `mark` says "same", "gone" or "new"."""

    mark: str
    step: Step


def compared(before: Sequence[Step], after: Sequence[Step]) -> list[Line]:
    """Return the steps of both versions in order; a step that was reworded is gone and new."""
    return list(_lines(before, after))


def _lines(before: Sequence[Step], after: Sequence[Step]) -> Iterator[Line]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Line("same", step) for step in before[a:b])
            continue
        yield from (Line("gone", step) for step in before[a:b])
        yield from (Line("new", step) for step in after[c:d])
