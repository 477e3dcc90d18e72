"""What was counted of one group, in one window: numbers that add up, and nothing that is made of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Tally:
    """The counts of a group.

    `cases` are those of counting.families.COUNTED. `speed` counts cases by working days and whether they were answered
    then or only waited so long; `steps` by step and whether it was met. `survey` has sums of marks, `backlog` the cases
    that were open at the cut-off, `staff` officers. `parts` count cases by reason of archiving, channel and kind.
    """

    cases: Counter[str] = field(default_factory=Counter)
    speed: Counter[tuple[int, bool]] = field(default_factory=Counter)
    steps: Counter[tuple[str, bool]] = field(default_factory=Counter)
    survey: Counter[str] = field(default_factory=Counter)
    backlog: Counter[str] = field(default_factory=Counter)
    staff: Counter[str] = field(default_factory=Counter)
    parts: dict[str, Counter[str]] = field(default_factory=dict)

    def take(self, family: str, body: dict[str, Any]) -> None:
        """Take in one row of a family."""
        if family == "speed":
            self.speed[body["days"], body["answered"]] += body["n"]
        elif family == "steps":
            self.steps[body["step"], body["met"]] += body["n"]
        elif family in ("archive", "channel", "kind"):
            self.parts.setdefault(family, Counter())[body["part"]] += body["n"]
        else:
            getattr(self, family).update({name: n for name, n in body.items() if n})

    def __add__(self, other: "Tally") -> "Tally":
        return total((self, other))


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the tally of several groups that have no case in common."""
    found = Tally()
    for tally in tallies:
        for name in ("cases", "speed", "steps", "survey", "backlog", "staff"):
            getattr(found, name).update(getattr(tally, name))
        for name, counts in tally.parts.items():
            found.parts.setdefault(name, Counter()).update(counts)
    return found
