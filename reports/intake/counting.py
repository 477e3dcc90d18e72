"""How many lines came to what."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from reports.intake.taking import BATCH, Line, Outcome, Status


@dataclass(slots=True)
class Tally:
    """Counts of a handing-over so far."""

    by_status: Counter[Status] = field(default_factory=Counter)

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count a batch."""
        self.by_status.update(outcome.status for outcome in outcomes)

    @property
    def lines(self) -> int:
        """All that said something."""
        return self.by_status.total()

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name, those that are none too."""
        return {"lines": self.lines} | {status.value: self.by_status[status] for status in Status}


def in_batches(lines: Iterable[Line], size: int = BATCH) -> Iterator[list[Line]]:
    """Give lines in batches, and never hold more than one."""
    source = iter(lines)
    while batch := list(islice(source, size)):
        yield batch
